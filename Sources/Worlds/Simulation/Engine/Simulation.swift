public import LinkLayer
public import Sockets
import Stack
import StackSockets
public import TransportLayer
public import Wire

/// A network of hosts, routers, switches, hubs and wires in virtual time.
///
/// Its core is synchronous: a queue of events that are plain numbers, handled one after another. What happens at
/// the same instant happens in the order in which it was planned, so that one seed gives one run, on every machine.
/// Programs run above it on a ``WorldLoop``: when all of them wait, the clock jumps to the next event.
///
/// Build one from a ``Topology``, or node by node.
public final class Simulation: @unchecked Sendable {
    /// The seed that every random stream comes from.
    public let seed: UInt64
    /// What a program's socket call costs in virtual time.
    public let callCost: Nanoseconds
    /// How the hosts' connections behave.
    public let tcp: TCPConfiguration

    // A simulation belongs to one thread, and what an event touches is touched by one call at a time: no run-time check of exclusive access,
    // which took a fifth of the time.
    @exclusivity(unchecked) var queue = EventQueue()
    @exclusivity(unchecked) var frames = FrameStore()
    @exclusivity(unchecked) var turn: Turn
    @exclusivity(unchecked) var nodes: [Node] = []
    /// The stations among the nodes, not counted: `nodes` keeps them.
    @exclusivity(unchecked) var stations: [Unmanaged<Station>?] = []
    @exclusivity(unchecked) var transmitters: [Transmitter] = []
    @exclusivity(unchecked) var queues: [TransmitterQueue] = []
    /// Two transmitters a link: 2n from its first end, 2n + 1 from its second.
    var links: [Link] = []
    var script: [ScriptedAction] = []
    /// Frames that are to be dropped, by their identifiers, sorted.
    @exclusivity(unchecked) var droppedFrames: [EventID] = []
    @exclusivity(unchecked) var traffic: [TrafficSource] = []
    var bulkSenders: [BulkSender] = []

    /// Who looks at frames: on one link, or (nil) on all.
    var observers: [(link: LinkID?, observer: any FrameObserver)] = []
    /// What has happened and why, where somebody wants to know.
    @exclusivity(unchecked) public internal(set) var story: Story?

    /// Who is told what switches, hubs and cards do with frames.
    public var linkObserver: (any LinkObserver)?
    /// Who is told what programs call.
    public var socketObserver: (any SocketObserver)?
    /// Addresses of names that every host knows: those of the hosts.
    public internal(set) var names: [String: [IPAddress]] = [:]
    /// Who waited for what when nothing could happen any more.
    var stuck: [WaitingCall] = []

    /// Set when a program has become ready to run: the loop gets its turn.
    @exclusivity(unchecked) var hasWoken = false
    /// Events handled so far.
    @exclusivity(unchecked) public internal(set) var eventCount: UInt64 = 0
    /// What every card and switch checks the frames with that come in; nil: Ethernet's own check, which senders always send.
    @exclusivity(unchecked) public var frameCheck: (any FrameCheck)?
    private var theLoop: WorldLoop?

    /// An empty network.
    ///
    /// - Parameters:
    ///   - tcp: how connections behave; by default ``TransportLayer/TCPConfiguration/textbook``, the plainest that RFC 9293 allows.
    ///   - keepsStory: whether ``why(_:)`` can be asked afterwards. It costs memory for each frame.
    public init(seed: UInt64 = 1, callCost: Nanoseconds = .microseconds(20), tcp: TCPConfiguration = .textbook, keepsStory: Bool = false) {
        self.seed = seed
        self.tcp = tcp
        self.callCost = callCost
        turn = Turn(takesNotes: keepsStory)
        story = keepsStory ? Story() : nil
    }

    /// The virtual time.
    public var now: Instant { turn.now }

    /// The identifier of the latest event.
    public var lastEventID: EventID { EventID(rawValue: turn.lastID) }

    /// The loop on which the programs of this network's hosts run.
    public var loop: WorldLoop {
        if let theLoop { return theLoop }
        let made = WorldLoop(driver: SimulationDriver(self))
        theLoop = made
        return made
    }

    lazy var sharedTCP = SharedTCPConfiguration(tcp)

    // MARK: - Running

    /// Handles events up to `deadline`, or until a program is ready to run. The clock stands at the last event's time afterwards.
    func runEvents(until deadline: Instant) {
        hasWoken = false
        while !hasWoken {
            if queue.turns() { prefetchDue() }
            guard let event = queue.pop(notAfter: deadline) else { break }
            turn.now = event.time
            eventCount &+= 1
            handle(event)
        }
    }

    /// Lets `duration` pass without programs: frames, timers and traffic sources only.
    public func advance(by duration: Nanoseconds) { advance(to: turn.now + duration) }

    /// Lets time pass until `instant`, without programs.
    public func advance(to instant: Instant) {
        while let next = queue.next, next <= instant { runEvents(until: instant) }
        turn.now = max(turn.now, instant)
    }

    private func handle(_ event: Event) {
        switch event.kind {
        case .arrival: arrive(at: Int(event.target), port: Int(event.port), slot: event.argument)
        case .transmitterFree: becomeFree(Int(event.target))
        case .wake: wake(Int(event.target))
        case .traffic: if event.target == .max { bulkSenders[Int(event.argument)].start() } else { send(traffic: Int(event.target)) }
        case .script: perform(Int(event.argument))
        case .medium: hub(Int(event.argument))?.act(port: Int(event.target), in: self)
        }
    }

    func hub(_ index: Int) -> Hub? {
        if case .hub(let hub) = nodes[index] { hub } else { nil }
    }
}
