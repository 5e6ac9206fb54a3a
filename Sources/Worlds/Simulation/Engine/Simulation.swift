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
    @exclusivity(unchecked) private(set) var stations: [Unmanaged<Station>?] = []
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

    private lazy var sharedTCP = SharedTCPConfiguration(tcp)

    // MARK: - Building

    /// Adds a station with a stack of its own. Its stream of random numbers is named after it.
    func addStation(_ name: String, _ make: @escaping (RandomStream) -> Stack) -> NodeID {
        let seed = seed
        let shared = sharedTCP
        let station = Station(name: name, index: nodes.count) {
            let stack = make(RandomStream(seed: seed, name: "node \(name)"))
            stack.share(shared)
            return stack
        }
        return add(.station(station))
    }

    func add(_ node: Node) -> NodeID {
        nodes.append(node)
        if case .station(let station) = node { stations.append(unsafe Unmanaged.passUnretained(station)) } else { stations.append(nil) }
        return NodeID(nodes.count - 1)
    }

    /// Adds a switch.
    public func addSwitch(_ name: String) -> NodeID {
        add(.bridge(Switch(name: name, index: nodes.count)))
    }

    /// Plugs a cable in at both ends.
    @discardableResult
    func connect(_ a: NodeID, port first: Int, _ b: NodeID, port second: Int, _ properties: LinkProperties, name: String) -> LinkID {
        let link = LinkID(links.count)
        transmitters.append(Transmitter(from: (a.index, first), to: (b.index, second), properties))
        transmitters.append(Transmitter(from: (b.index, second), to: (a.index, first), properties))
        queues.append(TransmitterQueue(properties, random: RandomStream(seed: seed, name: "link \(name) first")))
        queues.append(TransmitterQueue(properties, random: RandomStream(seed: seed, name: "link \(name) second")))
        links.append(Link(name: name, first: a, second: b, properties: properties))
        plug(a.index, port: first, into: 2 * link.index)
        plug(b.index, port: second, into: 2 * link.index + 1)
        if properties.bitErrorRate > 0 {
            for side in 0...1 {
                queues[2 * link.index + side].faults.append(ActiveFault(fault: BitErrors(rate: properties.bitErrorRate), until: nil))
                transmitters[2 * link.index + side].needsAttention = true
            }
        }
        if !observers.isEmpty { refreshAttention() }
        return link
    }

    private func plug(_ node: Int, port: Int, into transmitter: Int) {
        switch nodes[node] {
        case .station(let station): station.plug(Int32(transmitter), at: port)
        case .bridge(let bridge): bridge.plug(Int32(transmitter), at: port)
        case .hub(let hub):
            hub.plug(transmitter, at: port, delay: transmitters[transmitter].delay, random: RandomStream(seed: seed, name: "hub \(hub.name) port \(port)"))
        }
        if case .hub = nodes[Int(transmitters[transmitter].peerNode)] { transmitters[transmitter].leadsToHub = true }
    }

    /// What a link has carried, both ways together.
    public func counters(of link: LinkID) -> LinkCounters {
        var sum = LinkCounters()
        for index in 2 * link.index...2 * link.index + 1 {
            sum.frames += transmitters[index].frames
            sum.bytes += transmitters[index].bytes
            sum.queueDrops += queues[index].drops
            sum.lost += queues[index].lost
        }
        return sum
    }

    /// Frames that wait in front of a link at the end called `node`; the one that is being sent does not.
    public func queueLength(of link: LinkID, from node: String) -> Int {
        let side = nodes[links[link.index].first.index].name == node ? 0 : 1
        return queues[2 * link.index + side].waiting.count
    }

    /// Collisions that stations on a hub have heard.
    public func collisions(on hub: String) throws(SimulationError) -> Int {
        for case .hub(let found) in nodes where found.name == hub { return found.collisions }
        throw .noSuchHost(hub)
    }

    /// Frames that all wires together have carried.
    public var hopCount: UInt64 { transmitters.reduce(0) { $0 + $1.frames } }

    /// Who is to look at the frames of a link, or of all links, from now on.
    public func observe(_ link: LinkID? = nil, with observer: any FrameObserver) {
        observers.append((link, observer))
        refreshAttention()
    }

    func refreshAttention() {
        for index in transmitters.indices {
            let link = LinkID(index / 2)
            transmitters[index].needsAttention = story != nil || transmitters[index].isCut || !droppedFrames.isEmpty || !queues[index].faults.isEmpty || observers.contains { $0.link == nil || $0.link == link }
        }
    }

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

    // MARK: - Stations

    /// A frame's last bit has arrived.
    private func arrive(at node: Int, port: Int, slot: UInt32) {
        var flight = frames.take(slot)
        guard !flight.isCut else {
            queues[Int(flight.transmitter)].lost += 1
            tellLink(links[Int(flight.transmitter) / 2].name, flight.id, .lost("what was on the cable when it was cut"))
            return turn.pool.give(flight.bytes)
        }
        turn.cause = flight.id
        if let frameCheck {
            if !flight.carriesFCS { FrameTrailer.append(to: &flight.bytes) }
            guard FrameCheckSequence.isValid(flight.bytes.span.bytes, using: frameCheck) else { return refuse(flight, at: node, port: port) }
            flight.bytes.removeLast(FrameCheckSequence.length)
        } else if flight.carriesFCS {
            guard FrameCheckSequence.isValid(flight.bytes) else { return refuse(flight, at: node, port: port) }
            flight.bytes.removeLast(FrameCheckSequence.length)
        }
        if let station = unsafe stations[node] {
            unsafe station._withUnsafeGuaranteedRef { station in
                guard station.isUp else { return turn.pool.give(flight.bytes) }
                // Taken out, so that it has one owner: a router changes it in place.
                unsafe station.uncountedStack._withUnsafeGuaranteedRef { stack in
                    var bytes: [UInt8] = []
                    swap(&bytes, &flight.bytes)
                    stack.receive(consume bytes, on: port, &turn)
                }
                settle(station)
            }
            return
        }
        switch nodes[node] {
        case .station: break
        case .bridge(let bridge): bridge.receive(flight.bytes, on: port, in: self)
        case .hub: turn.pool.give(flight.bytes)
        }
    }

    /// A frame whose FCS is wrong: counted where it arrived, and told.
    private func refuse(_ flight: Flight, at node: Int, port: Int) {
        switch nodes[node] {
        case .station(let station):
            guard station.isUp else { break }
            station.stack.refuse(flight.bytes, on: port, &turn)
            settle(station)
        case .bridge(let bridge): bridge.badFrames += 1
        case .hub: break
        }
        record(flight.id, .refused(by: nodes[node].name))
        tellLink(nodes[node].name, flight.id, .refused)
    }

    private func wake(_ index: Int) {
        if case .bridge(let bridge) = nodes[index] { return bridge.wake(in: self) }
        guard case .station(let station) = nodes[index], station.isUp else { return }
        // A wake-up that an earlier one has overtaken.
        guard station.wakeAt <= turn.now else { return }
        station.wakeAt = .distantFuture
        turn.cause = .none
        station.stack.advance(&turn)
        settle(station)
    }

    /// Carries out what a stack's turn has led to.
    func settle(_ station: Station) {
        if !turn.frames.isEmpty {
            for index in turn.frames.indices {
                var bytes: [UInt8] = []
                swap(&bytes, &turn.frames[index].bytes)
                let device = turn.frames[index].device
                if device >= 0 {
                    send(bytes, id: turn.frames[index].id, cause: turn.frames[index].cause, on: Int(device))
                } else {
                    turn.pool.give(bytes)
                }
            }
            turn.frames.removeAll(keepingCapacity: true)
        }
        if !turn.notes.isEmpty {
            for note in turn.notes { story?.record(id: note.id, cause: note.cause, at: turn.now, .note(station.name, note.kind)) }
            turn.notes.removeAll(keepingCapacity: true)
        }
        if !turn.ready.isEmpty {
            if let sockets = station.sockets {
                // Whoever is told may use the stack at once, and be told again.
                var changes: [Readiness] = []
                swap(&changes, &turn.ready)
                if sockets.wakesPrograms { hasWoken = true }
                sockets.socketsChanged(changes)
                changes.removeAll(keepingCapacity: true)
                if turn.ready.isEmpty { swap(&changes, &turn.ready) }
            } else {
                if station.trafficSink { station.drainDatagrams(&turn) }
                turn.ready.removeAll(keepingCapacity: true)
            }
        }
        if let deadline = unsafe station.uncountedStack._withUnsafeGuaranteedRef({ $0.nextDeadline }) {
            let due = max(deadline, turn.now)
            if due < station.wakeAt {
                station.wakeAt = due
                queue.add(.wake, at: due, target: UInt32(truncatingIfNeeded: station.index))
            }
        }
    }
}

/// A cable between two nodes.
struct Link {
    let name: String
    let first: NodeID
    let second: NodeID
    let properties: LinkProperties
}
