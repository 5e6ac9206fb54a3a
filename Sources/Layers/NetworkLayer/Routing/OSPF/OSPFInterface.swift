public import Wire

/// How far two routers have come with each other (RFC 2328 section 10.1).
public enum OSPFNeighborState: Int, Comparable, Sendable, CaseIterable {
    case down, initial, twoWay, exStart, exchange, loading, full
    public static func < (a: OSPFNeighborState, b: OSPFNeighborState) -> Bool { a.rawValue < b.rawValue }
}

/// What an interface is to its network (RFC 2328 section 9.1).
public enum OSPFInterfaceState: Sendable {
    case down, waiting, pointToPoint, other, backup, designated
}

/// An interface that OSPF runs on.
public struct OSPFInterfaceConfiguration: Sendable {
    public enum Kind: Sendable {
        /// A cable to one other router.
        case pointToPoint
        /// A network of several routers, one of which speaks for it.
        case broadcast
        /// A network of hosts: told of, never spoken to.
        case passive
    }

    /// What the router calls the interface.
    public var interface: Int
    public var address: IPv4Address
    public var prefixLength: Int
    public var kind: Kind
    /// What the way through it costs.
    public var cost: UInt16
    /// 0: never the designated router.
    public var priority: UInt8
    /// Seconds.
    public var helloInterval: UInt16, deadInterval: UInt32
    public var mtu: Int

    public init(interface: Int, address: IPv4Address, prefixLength: Int, kind: Kind = .pointToPoint, cost: UInt16 = 10, priority: UInt8 = 1, helloInterval: UInt16 = 10, deadInterval: UInt32 = 40, mtu: Int = 1500) {
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
        self.kind = kind
        self.cost = max(1, cost)
        self.priority = priority
        self.helloInterval = max(1, helloInterval)
        self.deadInterval = max(1, deadInterval)
        self.mtu = min(max(mtu, 576), 65_535)
    }

    var mask: UInt32 { prefixLength <= 0 ? 0 : prefixLength >= 32 ? .max : ~(.max >> UInt32(prefixLength)) }
    var network: UInt32 { address.rawValue & mask }
}

/// A router on the other side of an interface, as far as we know it.
struct OSPFNeighbor: Sendable {
    let router: UInt32
    let address: UInt32
    var state = OSPFNeighborState.initial
    var priority: UInt8 = 1
    /// What it says of the network.
    var designated: UInt32 = 0, backup: UInt32 = 0
    /// When silence has lasted too long.
    var inactiveAt: Instant
    /// The exchange of descriptions.
    var isMaster = false
    var sequence: UInt32 = 0
    var last: (flags: UInt8, sequence: UInt32)?
    /// Places that are still to be described, from `described` on.
    var summary: [Int] = []
    var described = 0
    /// What was said last, in case it has to be said again.
    var lastDescription: [UInt8] = []
    /// What it has and we want, in the order in which it said so; nil in `wanted` where it has come.
    var wanted: [LSAHeader] = []
    var wantedPlaces: [LSAKey: Int] = [:]
    var wantedCount = 0
    /// What it has not acknowledged.
    var unacknowledged = PlaceSet()
    /// When to say again what was not answered.
    var retransmitAt = Instant.distantFuture
    var describeAgainAt = Instant.distantFuture
    var requestAgainAt = Instant.distantFuture

    init(router: UInt32, address: UInt32, inactiveAt: Instant) {
        self.router = router
        self.address = address
        self.inactiveAt = inactiveAt
    }

    var deadline: Instant { min(inactiveAt, retransmitAt, describeAgainAt, requestAgainAt) }

    mutating func forgetExchange() {
        summary = []
        described = 0
        lastDescription = []
        wanted = []
        wantedPlaces = [:]
        wantedCount = 0
        unacknowledged.removeAll()
        last = nil
        (retransmitAt, describeAgainAt, requestAgainAt) = (.distantFuture, .distantFuture, .distantFuture)
    }
}

/// One interface's state.
struct OSPFInterface: Sendable {
    let configuration: OSPFInterfaceConfiguration
    var state = OSPFInterfaceState.down
    /// Addresses; 0: none.
    var designated: UInt32 = 0, backup: UInt32 = 0
    var neighbors: [OSPFNeighbor] = []
    var helloAt = Instant.distantFuture
    var waitUntil = Instant.distantFuture
    /// Advertisements and acknowledgements that go out together in a moment.
    var flooding: [Int] = []
    var acknowledging: [LSAHeader] = []
    var flushAt = Instant.distantFuture

    init(_ configuration: OSPFInterfaceConfiguration) { self.configuration = configuration }

    /// Neighbours on one interface at most.
    static let neighborLimit = 255

    var deadline: Instant {
        var next = min(helloAt, waitUntil, flushAt)
        for neighbor in neighbors { next = min(next, neighbor.deadline) }
        return next
    }

    var isUp: Bool { state != .down }

    /// Chooses the designated router and its backup (RFC 2328 section 9.4). Returns whether something has changed.
    mutating func elect(own router: UInt32) -> Bool {
        struct Candidate { var router: UInt32, address: UInt32, priority: UInt8, designated: UInt32, backup: UInt32 }
        let before = (state, designated, backup)
        let own = configuration.address.rawValue
        func choose(_ all: [Candidate]) -> UInt32 { all.max { ($0.priority, $0.router) < ($1.priority, $1.router) }?.address ?? 0 }
        func round(_ candidates: [Candidate]) -> (UInt32, UInt32) {
            let able = candidates.filter { $0.priority > 0 }
            let notDesignated = able.filter { $0.designated != $0.address }
            let declared = notDesignated.filter { $0.backup == $0.address }
            let backup = choose(declared.isEmpty ? notDesignated : declared)
            let designated = choose(able.filter { $0.designated == $0.address })
            return designated == 0 ? (backup, backup) : (designated, backup)
        }
        var candidates = neighbors.filter { $0.state >= .twoWay }.map { Candidate(router: $0.router, address: $0.address, priority: $0.priority, designated: $0.designated, backup: $0.backup) }
        candidates.append(Candidate(router: router, address: own, priority: configuration.priority, designated: designated, backup: backup))
        var (newDesignated, newBackup) = round(candidates)
        // Whoever has become one of the two, or is it no longer, goes round once more.
        if (newDesignated == own) != (designated == own) || (newBackup == own) != (backup == own) {
            candidates[candidates.count - 1].designated = newDesignated
            candidates[candidates.count - 1].backup = newBackup == newDesignated ? 0 : newBackup
            (newDesignated, newBackup) = round(candidates)
        }
        (designated, backup) = (newDesignated, newBackup == newDesignated ? 0 : newBackup)
        state = designated == own ? .designated : backup == own ? .backup : .other
        return before != (state, designated, backup)
    }

    /// Whether the two routers exchange databases (section 10.4).
    func shouldBeAdjacent(_ neighbor: OSPFNeighbor) -> Bool {
        switch state {
        case .pointToPoint, .designated, .backup: true
        case .other: neighbor.address == designated || neighbor.address == backup
        case .down, .waiting: false
        }
    }
}
