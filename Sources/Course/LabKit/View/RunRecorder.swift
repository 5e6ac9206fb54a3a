import LinkLayer
import Report
import Simulation
import Sockets
import Stack
import TransportLayer
import Wire

/// A run as it is kept for the live view: every line with its layers and bytes, every frame's way along its cable, and, where somebody asked for
/// it, what each node knew at one moment.
///
/// There is no going back in a run: it is run again, with the same seed and a list of changes, up to where somebody wants to look.
/// Confined to its run's thread.
final class RunRecorder: @unchecked Sendable {
    /// Frames that a view shows; a run that has more is cut off there.
    static let frameLimit = 20_000

    let interventions: [LiveIntervention]
    /// The moment to look at: after so many things that observers are told of; nil: none.
    private let moment: Int?
    private var count = 0
    private(set) var motions = JSONBlock()
    private(set) var frames = 0
    private(set) var tables: [NodeTables] = []
    private(set) var map: [UInt8] = Array("null".utf8)
    /// The lines' moments, by their event and its occurrence: which thing told of they were.
    private(set) var moments = JSONBlock()
    var failure: String?
    /// The lines, once the run has ended.
    var report: RunReport?
    private weak var simulation: Simulation?
    private var topology: Topology?

    init(interventions: [LiveIntervention], moment: Int? = nil) {
        self.interventions = interventions
        self.moment = moment
    }

    /// Takes in the network before anything happens, and plans the changes.
    func begin(_ simulation: Simulation, _ topology: Topology) throws {
        self.simulation = simulation
        self.topology = topology
        map = Self.map(of: topology)
        for one in interventions { try one.plan(on: simulation) }
        if moment == 0 { look() }
    }

    func saw(_ frame: ObservedFrame) {
        frames += 1
        motions.list {
            $0.text(cable(frame.from, frame.to))
            $0.text(frame.from)
            $0.text(frame.to)
            $0.number(Int(frame.time.nanoseconds))
            $0.number(Int(frame.arrival.nanoseconds))
        }
        next(frame.id)
    }

    func saw(_ event: SocketEvent) { next(event.id) }

    private func next(_ id: EventID) {
        count += 1
        moments.list {
            $0.number(Int(clamping: id.rawValue))
            $0.number(count)
        }
        if count == moment { look() }
    }

    /// A run may end before the moment that was asked for.
    func end() { if let moment, moment > count { look() } }

    private func look() {
        guard let simulation, let topology else { return }
        tables = topology.nodes.compactMap { node in
            guard node.kind == .computer || node.kind == .router, let stack = try? simulation.stack(of: node.name) else { return nil }
            return NodeTables(node.name, stack, at: simulation.now)
        }
    }

    private func cable(_ from: String, _ to: String) -> String {
        for cable in topology?.cables ?? [] {
            let (first, second) = (Self.node(cable.first), Self.node(cable.second))
            if (first, second) == (from, to) || (second, first) == (from, to) { return "\(first)-\(second)" }
        }
        return "\(from)-\(to)"
    }

    /// "r1" of "r1.eth0".
    private static func node(_ end: String) -> String { end.split(separator: ".").first.map(String.init) ?? end }

    private static func map(of topology: Topology) -> [UInt8] {
        var block = JSONBlock()
        block.list { list in
            for node in topology.nodes {
                list.list {
                    $0.text(node.name)
                    $0.text("\(node.kind)")
                    $0.text(node.addresses.joined(separator: " "))
                }
            }
        }
        block.list { list in
            for cable in topology.cables {
                list.list {
                    $0.text("\(node(cable.first))-\(node(cable.second))")
                    $0.text(node(cable.first))
                    $0.text(node(cable.second))
                    $0.text("\(cable.properties.rate)")
                }
            }
        }
        return block.array
    }
}

/// What one node knew at a moment, in tables for people.
struct NodeTables: Encodable, Sendable {
    struct Table: Encodable, Sendable {
        var title: String
        var head: [String]
        var rows: [[String]]
    }

    var node: String
    var tables: [Table]

    init(_ node: String, _ stack: Stack, at now: Instant) {
        self.node = node
        let connections = stack.openConnections
        var interfaces: [[String]] = [], neighbours: [[String]] = [], routes: [[String]] = [], sockets: [[String]] = [], variables: [[String]] = []
        for (index, interface) in stack.interfaces.enumerated() {
            var addresses = interface.ipv4.map { "\($0.address)/\($0.prefixLength)" }
            addresses += interface.ipv6.map { "\($0.address)/\($0.prefixLength)" }
            interfaces.append([interface.name, "\(interface.mac)", addresses.joined(separator: ", "), "\(interface.mtu)"])
            for entry in stack.arpEntries(on: index, at: now) { neighbours.append(["\(entry.address)", entry.hardware.map { "\($0)" } ?? "asked for", "\(entry.state)"]) }
        }
        for route in stack.routeEntries { routes.append([route.network, route.gateway.map { "\($0)" } ?? "on the link", route.interface]) }
        for port in stack.listeningPorts { sockets.append(["TCP", "\(port.local)", "*", port.waiting == 0 ? "LISTEN" : "LISTEN, \(port.waiting) to accept"]) }
        for (pair, known) in connections {
            sockets.append(["TCP", "\(pair.local)", "\(pair.remote)", "\(known.state)"])
            variables.append(["\(pair.local) to \(pair.remote)", ConnectionVariables(known).words.joined(separator: "  ")])
        }
        for port in stack.datagramPorts { sockets.append(["UDP", "\(port.local)", "*", port.waiting == 0 ? "" : "\(port.waiting) to read"]) }
        tables = [
            Table(title: "interfaces", head: ["name", "MAC address", "addresses", "MTU"], rows: interfaces),
            Table(title: "neighbours (ARP)", head: ["address", "MAC address", "state"], rows: neighbours),
            Table(title: "routes", head: ["network", "by way of", "interface"], rows: routes),
            Table(title: "sockets", head: ["protocol", "local", "remote", "state"], rows: sockets),
            Table(title: "TCP variables", head: ["connection", "variables"], rows: variables),
        ].filter { !$0.rows.isEmpty }
    }
}
