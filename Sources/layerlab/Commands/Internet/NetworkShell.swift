import Capture
import Inspector
import Internet
import Simulation
import Sockets
import Stack
import StackSockets
import Wire

/// A shell in the internet in the box: one host at a time, in virtual time, which stands still between commands.
///
/// The same seed and the same commands give the same lines. Each command has an exit status, as in any shell: 0 well, 1 not well, 2 not understood.
final class NetworkShell: SocketObserver, FrameObserver, @unchecked Sendable {
    let internet: Internet
    let show: (String) -> Void
    let writesFiles: Bool
    /// The host that one is on.
    private(set) var current: String
    /// The last command's exit status.
    private(set) var status: Int32 = 0
    private(set) var isOver = false
    /// Whether a command runs whose host's output is shown.
    private var isListening = false
    var watches: [FrameWatch] = []
    /// Frames that were shown, by their numbers.
    var shown: [EventID] = []

    var simulation: Simulation { internet.simulation }

    /// - Parameters:
    ///   - host: where one begins; nil: where the plan says.
    ///   - writesFiles: whether `tcpdump -w` may; what is run again and again from a page must not.
    ///   - listens: whether what programs print at the host is shown here; where somebody else shows it, it is not.
    init(_ internet: Internet, at host: String? = nil, listens: Bool = true, writesFiles: Bool = true, show: @escaping (String) -> Void) {
        self.internet = internet
        self.show = show
        self.writesFiles = writesFiles
        current = host ?? internet.plan.start
        if listens { internet.simulation.socketObserver = self }
        internet.simulation.observe(with: self)
    }

    // MARK: - What happens

    func observe(_ event: SocketEvent) {
        guard isListening, event.host == current, case .output(let text) = event.kind else { return }
        show(text)
    }

    func observe(_ frame: ObservedFrame) {
        for watch in watches {
            guard let line = watch.tell(frame, number: shown.count + 1) else { continue }
            shown.append(frame.id)
            show(line)
            return
        }
    }

    // MARK: - Commands

    struct Refusal: Error, CustomStringConvertible {
        let description: String
        var status: Int32 = 2
        init(_ description: String, status: Int32 = 2) { (self.description, self.status) = (description, status) }
    }

    /// Runs the commands of a line; the last one's status.
    @discardableResult
    func execute(_ line: String) async -> Int32 {
        do {
            for words in try ShellWords.commands(line) {
                status = await execute(words)
                if isOver { break }
            }
        } catch {
            show("\(error)")
            status = 2
        }
        return status
    }

    private func execute(_ words: [String]) async -> Int32 {
        guard let name = words.first else { return 0 }
        guard let command = ShellCommand.all.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            show("\(name): no such command; help lists them")
            return 127
        }
        isListening = true
        defer { isListening = false }
        do { return try await command.run(self, Array(words.dropFirst())) } catch let error as Refusal {
            show("\(name): \(error)" + (error.status == 2 ? "\nusage: \(command.usage)" : ""))
            return error.status
        } catch {
            show("\(name): \(error)")
            return 1
        }
    }

    func leave() { isOver = true }

    func move(to host: String) throws {
        guard internet.plan.topology.nodes.contains(where: { $0.name == host && ($0.kind == .computer || $0.kind == .router) }) else { throw Refusal("there is no host \(host); map shows who is there", status: 1) }
        current = host
    }

    /// The host that one is on; it has power.
    func host() throws -> StackHost {
        if isDead(current) { throw Refusal("\(current) has no power; restart \(current)", status: 1) }
        return try simulation.host(current)
    }

    func stack() throws -> Stack {
        _ = try host()
        return try simulation.stack(of: current)
    }

    // MARK: - The wires

    func cable(_ words: [String]) throws -> String {
        let name = words.count == 2 ? "\(words[0])-\(words[1])" : words.count == 1 ? words[0] : ""
        guard !name.isEmpty else { throw Refusal("which cable?") }
        do { _ = try simulation.link(named: name) } catch { throw Refusal("there is no cable \(name); map shows those that are there", status: 1) }
        return simulation.canonicalName(ofLink: name) ?? name
    }

    func cut(_ cable: String) throws {
        try simulation.plan(.cut(cable), at: simulation.now)
    }

    func mend(_ cable: String) throws {
        try simulation.plan(.mend(cable), at: simulation.now)
    }

    func crash(_ host: String) throws {
        try simulation.plan(.crash(host), at: simulation.now)
    }

    func restart(_ host: String) throws {
        try simulation.plan(.restart(host), at: simulation.now)
    }

    func isCut(_ cable: String) -> Bool { simulation.linkViews.contains { $0.name == cable && $0.isCut } }
    func isDead(_ host: String) -> Bool { !simulation.hasPower(host) }

    /// Lets what was planned for now take place, and time pass.
    func pass(_ duration: Duration) async throws { try await simulation.loop.clock.sleep(for: max(duration, .nanoseconds(1))) }
}
