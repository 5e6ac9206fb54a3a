import LinkLayer
import Pictures
import Report
import Simulation
import Sockets
import Stack
import Wire

/// A run as it is kept for the live view: every line with its layers and bytes, every frame's way along its cable, and, where somebody asked for
/// it, what each node knew at one moment.
///
/// There is no going back in a run: it is run again, with the same seed and a list of changes, up to where somebody wants to look.
/// Confined to its run's thread.
public final class RunRecorder: @unchecked Sendable {
    /// Frames that a view shows; a run that has more is cut off there.
    static let frameLimit = 10_000

    public let interventions: [LiveIntervention]
    /// The moment to look at: after so many things that observers are told of; nil: none.
    private let moment: Int?
    /// Whether lines are wanted; who only looks at a moment wants none, and nothing behind it.
    var wantsLines: Bool { moment == nil }
    private var count = 0
    private(set) var motions = JSONBlock()
    private(set) var frames = 0
    /// Whether there were more frames than a view shows.
    var isFull: Bool { frames >= Self.frameLimit }
    private(set) var tables: [NodeTables] = []
    private(set) var map: [UInt8] = Array("null".utf8)
    /// The lines' moments, by their event and its occurrence: which thing told of they were.
    private(set) var moments = JSONBlock()
    /// What the run's end was, where it was no good one.
    public var failure: String?
    /// The lines, once the run has ended.
    var report: RunReport?
    private weak var simulation: Simulation?
    private var topology: Topology?
    /// What the run's own programs know, node by node.
    private var further: (String, Instant) -> [NodeTable] = { _, _ in [] }
    /// Cables by the two nodes that they join.
    private var cables: [String: String] = [:]

    init(interventions: [LiveIntervention], moment: Int? = nil) {
        self.interventions = interventions
        self.moment = moment
    }

    /// Takes in the network before anything happens, and plans the changes.
    func begin(_ simulation: Simulation, _ topology: Topology, further: @escaping (String, Instant) -> [NodeTable] = { _, _ in [] }) throws {
        self.simulation = simulation
        self.topology = topology
        self.further = further
        for cable in topology.cables {
            let (first, second) = (Self.node(cable.first), Self.node(cable.second))
            for ends in ["\(first) \(second)", "\(second) \(first)"] where cables[ends] == nil { cables[ends] = "\(first)-\(second)" }
        }
        map = Self.map(of: topology)
        for one in interventions { try one.plan(on: simulation) }
        if moment == 0 { look() }
    }

    /// Takes in a story that is told already: one moment for each of its lines.
    func keep(_ scene: LabScene) {
        topology = scene.topology
        map = Self.map(of: scene.topology)
        for flight in scene.page.flights {
            motions.list {
                $0.text(scene.topology.cables.first.map { "\(Self.node($0.first))-\(Self.node($0.second))" } ?? "")
                $0.text(flight.from)
                $0.text(flight.to)
                $0.number(Int(flight.start.nanoseconds))
                $0.number(Int(flight.end.nanoseconds))
            }
        }
        for line in 0..<scene.page.lineCount {
            moments.list {
                $0.number(line + 1)
                $0.number(line + 1)
            }
        }
        if let moment { tables = scene.topology.nodes.map { NodeTables($0.name, scene.tables($0.name, moment)) } }
        report = scene.page.gathered
    }

    func saw(_ frame: ObservedFrame) {
        frames += 1
        motions.list {
            $0.text(cables["\(frame.from) \(frame.to)"] ?? "\(frame.from)-\(frame.to)")
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
        // Nothing behind it is wanted.
        defer { if count > 0 { simulation.loop.cancelRun() } }
        let now = simulation.now
        let owners = owners(simulation, topology)
        tables = topology.nodes.map { node in
            let own: [NodeTable] = switch node.kind {
            case .computer, .router: (try? simulation.stack(of: node.name)).map { NodeTable.all(of: $0, at: now) } ?? []
            case .bridge: (try? NodeTable.all(ofSwitch: node.name, in: simulation) { owners[$0] ?? "" }) ?? []
            case .hub: []
            }
            return NodeTables(node.name, further(node.name, now) + own)
        }
    }

    private func owners(_ simulation: Simulation, _ topology: Topology) -> [MACAddress: String] {
        var owners: [MACAddress: String] = [:]
        for node in topology.nodes where node.kind == .computer || node.kind == .router {
            for interface in (try? simulation.stack(of: node.name))?.interfaces ?? [] { owners[interface.mac] = node.name }
        }
        return owners
    }

    /// "r1" of "r1.eth0".
    static func node(_ end: String) -> String { end.split(separator: ".").first.map(String.init) ?? end }

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
        let picture = NetworkPicture(topology, title: ""), layout = picture.layout
        block.list { list in
            for width in [1200, 860, 600, 430, 300] {
                let placement = layout.place(width: Double(width), box: picture.box, limit: 330)
                list.list {
                    $0.number(width)
                    $0.number(Int(placement.height))
                    $0.list { spots in
                        for spot in placement.spots {
                            spots.number(Int(spot.x))
                            spots.number(Int(spot.y))
                        }
                    }
                }
            }
        }
        return block.array
    }
}
