public import Wire

/// A network that the protocol has found a way to.
public struct OSPFRoute: Hashable, Sendable {
    public var network: UInt32
    public var prefixLength: UInt8
    public var cost: UInt32
    public var isExternal: Bool
    /// Interfaces of the stack, and the routers to give packets to; 0: on the link.
    public var hops: [Hop]

    public struct Hop: Hashable, Sendable {
        public var interface: Int
        public var gateway: UInt32
        public init(interface: Int, gateway: UInt32) { (self.interface, self.gateway) = (interface, gateway) }
    }
}

/// What the protocol has counted.
public struct OSPFCounters: Sendable, Hashable {
    public var sent = 0, received = 0
    /// Packets that were not understood, or whose hello did not fit ours.
    public var malformed = 0, mismatched = 0
    /// Packets from routers that are no neighbors, or not yet.
    public var strangers = 0
    public var originations = 0, installed = 0, shortestPathRuns = 0
    /// Advertisements that found the database full.
    public var refused = 0
}

/// A router's part in OSPF version 2 (RFC 2328), without I/O: one area, point-to-point and broadcast networks, external routes.
///
/// The theory of operation. Routers greet each other on every link (hello). Two that hear each other compare their databases (exchange), fetch what
/// they lack (loading), and are then adjacent (full). Each tells all others what links it has, in an advertisement that every router passes on
/// to all neighbors but the one it came from (flooding), so that all have the same database. From that each reckons the shortest ways.
///
/// Rules: 1. An advertisement is sent again until it is acknowledged. 2. What we have said is said anew after half an hour, and forgotten by all
/// after an hour. 3. A network of many routers is one node in the graph, for which its designated router speaks.
///
/// Its limits: one area (0.0.0.0), no authentication, no virtual links, no summaries of its own. Advertisements gather for a few
/// milliseconds before they are flooded, and the ways are reckoned at most every 200 ms at first, every five seconds under steady change.
public struct OSPFRouter: Sendable {
    public enum Action: Sendable {
        /// To the group or the neighbor, with time to live 1.
        case send([UInt8], interface: Int, destination: IPv4Address)
        /// All routes there are now, in the order of their networks.
        case routes([OSPFRoute])
        /// A neighbor has come nearer or gone.
        case neighbor(IPv4Address, OSPFNeighborState, interface: Int)
    }

    /// A network outside that this router tells of: 0.0.0.0/0 is the way out.
    public struct External: Hashable, Sendable {
        public var network: UInt32
        public var prefixLength: Int
        public var metric: UInt32
        public init(network: IPv4Address, prefixLength: Int, metric: UInt32 = 1) { (self.network, self.prefixLength, self.metric) = (network.rawValue, prefixLength, metric) }
    }

    // RFC 2328 appendix B and C, and our own.
    static let retransmitInterval = Nanoseconds.seconds(5), minimumInterval = Nanoseconds.seconds(5), minimumArrival = Nanoseconds.seconds(1)
    static let refreshInterval = Nanoseconds.seconds(1800)
    static let floodDelay = Nanoseconds.milliseconds(10), firstOrigination = Nanoseconds.milliseconds(200)
    static let firstPathDelay = Nanoseconds.milliseconds(50), longestPathDelay = Nanoseconds.seconds(5)

    /// The router ID.
    public let id: UInt32
    var interfaces: [OSPFInterface]
    var database = OSPFDatabase()
    public private(set) var counters = OSPFCounters()
    public internal(set) var externals: [External]
    var isStarted = false

    /// When our own advertisements have to be looked at again.
    var originateAt = Instant.distantFuture
    var lastOriginated = Instant(nanoseconds: .min)
    var sequences: [LSAKey: Int32] = [:]
    var pathsAt = Instant.distantFuture
    var pathDelay = Self.firstPathDelay
    var lastPaths = Instant(nanoseconds: .min)
    var sweepAt = Instant.distantFuture
    var ddSequence: UInt32
    /// The ways as they were reckoned last.
    public internal(set) var routes: [OSPFRoute] = []
    var actions: [Action] = []

    /// - Parameter seed: where the numbers of database exchanges begin: any number.
    public init(id: IPv4Address, interfaces: [OSPFInterfaceConfiguration], externals: [External] = [], seed: UInt32 = 1) {
        self.id = id.rawValue
        self.interfaces = interfaces.map(OSPFInterface.init)
        self.externals = externals
        ddSequence = seed & 0x7fff_ffff
    }

    // MARK: - Looking

    /// A neighbor, for people to look at.
    public struct NeighborView: Sendable, Hashable {
        public var router: IPv4Address, address: IPv4Address
        public var interface: Int
        public var state: OSPFNeighborState
        /// "DR", "BDR", "DROther" or "-".
        public var role: String
    }

    public var neighbors: [NeighborView] {
        interfaces.flatMap { interface in
            interface.neighbors.map { neighbor in
                let role = interface.state == .pointToPoint ? "-" : neighbor.address == interface.designated ? "DR" : neighbor.address == interface.backup ? "BDR" : "DROther"
                return NeighborView(router: IPv4Address(rawValue: neighbor.router), address: IPv4Address(rawValue: neighbor.address), interface: interface.configuration.interface, state: neighbor.state, role: role)
            }
        }
    }

    /// Advertisements in the database, as they would be sent.
    public func advertisements(at now: Instant) -> [LSA] {
        database.present.map { place in
            var lsa = database[place].lsa
            lsa.header = database.header(place, at: now)
            return lsa
        }.sorted { ($0.header.key.type, $0.header.key.id, $0.header.key.router) < ($1.header.key.type, $1.header.key.id, $1.header.key.router) }
    }

    public func state(of interface: Int) -> OSPFInterfaceState { interfaces.first { $0.configuration.interface == interface }?.state ?? .down }

    // MARK: - Events

    /// Begins, with all interfaces up.
    public mutating func start(at now: Instant) -> [Action] {
        isStarted = true
        for index in interfaces.indices { raise(index, now) }
        originateAt = now + Self.firstOrigination
        sweepAt = now + .seconds(60)
        return take()
    }

    public mutating func linkUp(_ interface: Int, at now: Instant) -> [Action] {
        guard isStarted else { return [] }
        for index in interfaces.indices where interfaces[index].configuration.interface == interface && !interfaces[index].isUp {
            raise(index, now)
            planOrigination(now)
        }
        return take()
    }

    public mutating func linkDown(_ interface: Int, at now: Instant) -> [Action] {
        for index in interfaces.indices where interfaces[index].configuration.interface == interface && interfaces[index].isUp {
            for neighbor in interfaces[index].neighbors { actions.append(.neighbor(IPv4Address(rawValue: neighbor.address), .down, interface: interface)) }
            let configuration = interfaces[index].configuration
            interfaces[index] = OSPFInterface(configuration)
            planOrigination(now)
        }
        return take()
    }

    private mutating func raise(_ index: Int, _ now: Instant) {
        let configuration = interfaces[index].configuration
        switch configuration.kind {
        case .passive: interfaces[index].state = .other
        case .pointToPoint:
            interfaces[index].state = .pointToPoint
            interfaces[index].helloAt = now
        case .broadcast:
            interfaces[index].state = configuration.priority == 0 ? .other : .waiting
            interfaces[index].helloAt = now
            if configuration.priority > 0 { interfaces[index].waitUntil = now + .seconds(Int64(configuration.deadInterval)) }
        }
        if isStarted, configuration.kind != .passive {
            sendHello(index, now)
        }
    }

    /// A packet has come in: the payload of an IPv4 packet of protocol 89.
    public mutating func receive(_ bytes: borrowing RawSpan, from source: IPv4Address, to destination: IPv4Address, on interface: Int, at now: Instant) -> [Action] {
        guard isStarted, let index = interfaces.firstIndex(where: { $0.configuration.interface == interface }), interfaces[index].isUp, interfaces[index].configuration.kind != .passive else { return [] }
        counters.received += 1
        var reader = ByteReader(copy bytes, as: OSPFPacket.context)
        guard let packet = try? OSPFPacket(parsing: &reader) else {
            counters.malformed += 1
            return []
        }
        let configuration = interfaces[index].configuration
        // From this link, of this area, and not from ourselves (section 8.2).
        guard packet.area == 0, packet.router != id, packet.router != 0, source.rawValue & configuration.mask == configuration.network else {
            counters.mismatched += 1
            return []
        }
        if destination == OSPFPacket.allDesignated, interfaces[index].state != .designated, interfaces[index].state != .backup { return [] }
        if case .hello(let hello) = packet.body {
            receive(hello, from: packet.router, source.rawValue, index, now)
            return take()
        }
        guard let neighbor = interfaces[index].neighbors.firstIndex(where: { $0.router == packet.router && $0.address == source.rawValue }) else {
            counters.strangers += 1
            return []
        }
        switch packet.body {
        case .hello: break
        case .description(let description): receive(description, index, neighbor, now)
        case .request(let keys): receive(keys, index, neighbor, now)
        case .update(let advertisements): receive(advertisements, index, neighbor, now)
        case .acknowledgement(let headers): receive(headers, index, neighbor, now)
        }
        return take()
    }

    /// When to call ``tick(at:)`` next; nil before the start.
    public var nextDeadline: Instant? {
        guard isStarted else { return nil }
        var next = min(originateAt, pathsAt, sweepAt)
        for interface in interfaces { next = min(next, interface.deadline) }
        return next
    }

    public mutating func tick(at now: Instant) -> [Action] {
        guard isStarted else { return [] }
        for index in interfaces.indices where interfaces[index].deadline <= now {
            if interfaces[index].helloAt <= now { sendHello(index, now) }
            if interfaces[index].waitUntil <= now {
                interfaces[index].waitUntil = .distantFuture
                runElection(index, now)
            }
            var neighbor = 0
            while neighbor < interfaces[index].neighbors.count {
                if interfaces[index].neighbors[neighbor].inactiveAt <= now {
                    drop(index, neighbor, now)
                    continue
                }
                if interfaces[index].neighbors[neighbor].describeAgainAt <= now { describeAgain(index, neighbor, now) }
                if interfaces[index].neighbors[neighbor].requestAgainAt <= now { sendRequest(index, neighbor, now) }
                if interfaces[index].neighbors[neighbor].retransmitAt <= now { retransmit(index, neighbor, now) }
                neighbor += 1
            }
            if interfaces[index].flushAt <= now { flush(index, now) }
        }
        if originateAt <= now { originate(now) }
        if sweepAt <= now { sweep(now) }
        if pathsAt <= now { findPaths(now) }
        return take()
    }

    /// Other networks outside are told of from now on.
    public mutating func setExternals(_ externals: [External], at now: Instant) -> [Action] {
        self.externals = externals
        if isStarted { planOrigination(now) }
        return take()
    }

    private mutating func take() -> [Action] {
        var taken: [Action] = []
        swap(&taken, &actions)
        return taken
    }

    mutating func send(_ bytes: [UInt8], _ index: Int, to destination: IPv4Address) {
        counters.sent += 1
        actions.append(.send(bytes, interface: interfaces[index].configuration.interface, destination: destination))
    }

    mutating func count(_ field: WritableKeyPath<OSPFCounters, Int>) { counters[keyPath: field] += 1 }
}
