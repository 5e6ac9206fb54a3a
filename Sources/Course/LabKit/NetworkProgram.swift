public import Simulation
public import StackSockets
public import Wire

/// A lab's program on a whole network: which computers there are, what joins them, and what they do. Only the simulator has such
/// a network.
public protocol NetworkProgram: Sendable {
    var topology: Topology { get }

    /// Sets up what is to be other than usual, before anything happens.
    func prepare(_ simulation: Simulation) throws

    /// What the computers' programs do.
    func run(in network: LabNetwork) async throws

    /// What is to be told below the timeline: tables and counters.
    func closing(_ network: LabNetwork) throws -> [String]

    /// What the programs of a node know, for somebody who looks at it in a live view; its stack's tables come by themselves.
    func tables(of node: String, at now: Instant) -> [NodeTable]

    /// Hosts at which commands can be typed in a live view: they are among ``LabNetwork/changes``.
    var prompt: [String] { get }
}

extension NetworkProgram {
    public func prepare(_ simulation: Simulation) throws {}
    public func closing(_ network: LabNetwork) throws -> [String] { [] }
    public func tables(of node: String, at now: Instant) -> [NodeTable] { [] }
    public var prompt: [String] { [] }
}

/// The network in which a ``NetworkProgram`` runs. Confined to its loop's thread.
public final class LabNetwork: @unchecked Sendable {
    public let simulation: Simulation
    /// What each computer's card has sent and seen.
    public internal(set) var tallies = CardTallies()
    private let tell: (Row) -> Void
    private let names: [MACAddress: String]
    /// What somebody has changed in a live view: the simulation knows of it; what is typed, and what a host that starts again is to do, is the program's affair.
    public let changes: [LiveIntervention]

    init(_ simulation: Simulation, _ topology: Topology, changes: [LiveIntervention], tell: @escaping (Row) -> Void) throws {
        self.simulation = simulation
        self.changes = changes
        self.tell = tell
        var names: [MACAddress: String] = [:]
        for node in topology.nodes where node.kind == .computer || node.kind == .router {
            for interface in try simulation.stack(of: node.name).interfaces { names[interface.mac] = node.name }
        }
        self.names = names
    }

    /// A computer, as its programs see it.
    public func host(_ name: String) throws -> StackHost { try simulation.host(name) }

    /// Begins a new chapter of the timeline.
    public func chapter(_ title: String) { tell(Row(kind: .chapter, time: simulation.now, id: .none, cause: .none, who: "", what: "chapter", words: title)) }

    /// Something that a host prints and no program of its own does.
    public func say(_ words: String, on host: String) { tell(Row(kind: .output, time: simulation.now, id: .none, cause: .none, who: host, what: "print", words: Printable.line(words))) }

    /// A command that begins now, as it was typed.
    public func command(_ text: String, on host: String) { tell(Row(kind: .call, time: simulation.now, id: .none, cause: .none, who: host, what: "type", words: Printable.line(text))) }

    /// Whose card has an address: "alice", "everyone", or the address itself.
    public func owner(of address: MACAddress) -> String { address == .broadcast ? "everyone" : names[address] ?? "\(address)" }
}

/// What has passed each computer's card, counted at its cable.
public struct CardTallies: Sendable {
    public struct Card: Sendable {
        public let name: String
        public internal(set) var sent = 0
        /// Frames that came in, for whomever they were.
        public internal(set) var received = 0
        /// Of those, the ones to its own address or to everyone.
        public internal(set) var meant = 0
        /// Frames that were dropped here because their check sequence was wrong.
        public internal(set) var refused = 0
    }

    /// In the order in which each was first heard of.
    public private(set) var cards: [Card] = []

    public subscript(name: String) -> Card {
        get { cards.first { $0.name == name } ?? Card(name: name) }
        set { if let index = cards.firstIndex(where: { $0.name == name }) { cards[index] = newValue } else { cards.append(newValue) } }
    }
}
