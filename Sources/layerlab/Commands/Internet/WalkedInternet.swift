import Internet
import LabKit
import Simulation
import Sockets
import Wire

/// The internet with somebody who walks in it, as a run from its beginning to its end: what `--view` and `--html` show.
///
/// First the commands of `-c`, once everything is up; what is typed in the live view begins at its own moment, beside them. Behind the last of all a
/// while goes by, so that something can be seen of it.
final class WalkedInternet: NetworkProgram, @unchecked Sendable {
    private let plan: InternetPlan
    private let commands: String?
    /// Also shown what the commands print.
    private let show: ((String) -> Void)?
    private var internet: Internet?
    private(set) var status: Int32 = 0

    /// What is added to a run behind the last thing that somebody wanted.
    private static let afterwards = Duration.seconds(5)
    /// Characters of a command's line that a chapter shows.
    private static let shownCommand = 80

    init(_ plan: InternetPlan, commands: String?, show: ((String) -> Void)? = nil) { (self.plan, self.commands, self.show) = (plan, commands, show) }

    var topology: Topology { plan.topology }
    /// All who have a keyboard, the one where one begins first.
    var prompt: [String] { [plan.start] + plan.topology.nodes.filter { ($0.kind == .computer || $0.kind == .router) && $0.name != plan.start }.map(\.name) }

    func prepare(_ simulation: Simulation) throws { internet = try Internet(plan, on: simulation) }

    func run(in network: LabNetwork) async throws {
        guard let internet else { return }
        status = try await internet.serve { [self] internet in try await walk(internet, network) }
    }

    private func walk(_ internet: Internet, _ network: LabNetwork) async throws -> Int32 {
        let clock = network.simulation.loop.clock
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for change in network.changes where change.action == .type || change.action == .restart {
                group.addTask {
                    try await clock.sleep(until: change.moment + Nanoseconds(1))
                    if change.action == .restart { return internet.restartServices(of: change.target) }
                    let shell = NetworkShell(internet, at: change.target, listens: false, writesFiles: false) { network.say($0, on: change.target) }
                    network.command(change.text ?? "", on: change.target)
                    await shell.execute(change.text ?? "")
                }
            }
            let isUp = try await internet.waitUntilUp()
            let start = plan.start
            network.chapter("\(plan.topology.nodes.count) nodes are \(isUp ? "up" : "NOT all up") after \(Nanoseconds(clock.now.nanoseconds))")
            var status: Int32 = isUp ? 0 : 1
            if let commands {
                let shell = NetworkShell(internet, listens: false) { [self] line in
                    network.say(line, on: start)
                    show?(line)
                }
                for words in try ShellWords.commands(commands) {
                    let line = words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
                    network.command(line.count > Self.shownCommand ? line.prefix(Self.shownCommand) + "…" : line, on: shell.current)
                    status = await shell.execute(ShellWords.line(words))
                    if shell.isOver { break }
                }
            }
            try await group.waitForAll()
            if let last = network.changes.map(\.moment).max(), last > clock.now { try await clock.sleep(until: last) }
            try await clock.sleep(for: Self.afterwards)
            return status
        }
    }

    func tables(of node: String, at now: Instant) -> [NodeTable] {
        guard let internet else { return [] }
        var tables = internet.leaseClients.filter { $0.node == node }.map { NodeTable.lease($0.client, interface: $0.interface, at: now) }
        tables += internet.leaseServers.filter { $0.node == node }.map { NodeTable.leases($0.server, at: now) }
        if let host = try? internet.simulation.host(node) { tables.append(.nameServers(of: host)) }
        return tables + internet.resolvers.filter { $0.node == node }.map { NodeTable.names($0.resolver.cache, at: now) }
    }
}
