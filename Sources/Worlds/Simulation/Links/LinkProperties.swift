public import Wire

/// What a wire is like. Both directions are alike.
public struct LinkProperties: Sendable {
    /// What a frame costs on the wire besides its packet.
    public enum Framing: Sendable {
        /// Ethernet: 14 octets of header, 4 of FCS, at least 64 in all; 8 of preamble before and a gap of 12 behind it.
        case ethernet
        /// A point-to-point line with PPP's two octets in front of the packet and nothing else. The header that stacks
        /// exchange stays Ethernet's.
        case pointToPoint
    }

    public var rate: DataRate
    /// The time a bit takes from one end to the other: 5 ns a metre in copper.
    public var delay: Nanoseconds
    public var queue: QueueDiscipline
    public var framing: Framing
    /// The probability of a bit's arriving wrong.
    public var bitErrorRate: Double
    /// The largest packet, in bytes.
    public var mtu: Int

    /// By default a hundred metres of 100 Mbit/s Ethernet.
    public init(rate: DataRate = .megabits(100), delay: Nanoseconds = Nanoseconds(500), queue: QueueDiscipline = .standard, framing: Framing = .ethernet, bitErrorRate: Double = 0, mtu: Int = 1500) {
        self.rate = rate
        self.delay = delay
        self.queue = queue
        self.framing = framing
        self.bitErrorRate = bitErrorRate
        self.mtu = mtu
    }
}

/// Names a link of a simulation: its position in the order in which links were made.
public struct LinkID: Hashable, Sendable {
    public let index: Int
    init(_ index: Int) { self.index = index }
}

/// Names a node of a simulation.
public struct NodeID: Hashable, Sendable {
    public let index: Int
    init(_ index: Int) { self.index = index }
}

/// What one direction of a wire has carried.
public struct LinkCounters: Sendable, Equatable {
    /// Frames and bytes sent, FCS included.
    public var frames: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Frames that found the queue full, or that its discipline gave up.
    public var queueDrops: UInt64 = 0
    /// Frames that a fault or a cut cable took away.
    public var lost: UInt64 = 0

    public init() {}
}
