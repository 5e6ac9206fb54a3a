import Wire

/// Which datagram a fragment belongs to (RFC 791 section 3.2, RFC 8200 section 4.5).
public struct FragmentKey: Hashable, Sendable {
    public var source: IPAddress
    public var destination: IPAddress
    /// 0 for IPv6, whose identification stands for itself.
    public var `protocol`: IPProtocol
    public var identification: UInt32

    public init(source: IPAddress, destination: IPAddress, protocol: IPProtocol, identification: UInt32) {
        self.source = source
        self.destination = destination
        self.protocol = `protocol`
        self.identification = identification
    }
}

/// A part of a datagram, as it came in.
public struct Fragment: Hashable, Sendable {
    public var key: FragmentKey
    /// Where `payload` lies in the datagram's: bytes, a multiple of 8.
    public var offset: Int
    public var moreFragments: Bool
    /// What comes before the payload: the IPv4 header, or IPv6's headers up to and with the fragment header.
    public var header: [UInt8]
    public var payload: [UInt8]

    public init(key: FragmentKey, offset: Int, moreFragments: Bool, header: [UInt8] = [], payload: [UInt8]) {
        self.key = key
        self.offset = offset
        self.moreFragments = moreFragments
        self.header = header
        self.payload = payload
    }
}

/// A datagram whose parts are all there.
public struct ReassembledDatagram: Hashable, Sendable {
    /// The header that came before the first part.
    public var header: [UInt8]
    public var payload: [UInt8]

    public init(header: [UInt8], payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }
}

/// Why a fragment was not kept.
public enum FragmentFault: Hashable, Sendable {
    /// The last fragment ends here and there, or bytes lie behind its end.
    case contradictoryEnd
    /// Its bytes overlap with others that came before, and are not the same.
    case overlap
    /// It is empty, or not the last and no multiple of 8 bytes long (IPv6: parameter problem 0 at the payload length).
    case badLength
    /// It ends beyond 65,535 bytes (IPv6: parameter problem 0 at the fragment offset): the "ping of death".
    case tooLong
    /// Its datagram has more parts than any honest one.
    case tooManyParts
    /// Its datagram was discarded before.
    case discarded
}

/// What a fragment has led to.
public enum ReassemblyOutcome: Hashable, Sendable {
    /// All parts are there.
    case complete(ReassembledDatagram)
    /// Others are missing.
    case waiting
    /// It was there already.
    case duplicate
    case refused(FragmentFault)
}

/// A datagram that was given up: its time was over, or there was no more room.
public struct AbandonedDatagram: Hashable, Sendable {
    public enum Reason: Hashable, Sendable { case timeout, evicted }
    public var key: FragmentKey
    public var reason: Reason
    /// The first fragment's header and payload, where it had come: what ICMP's time exceeded quotes. Without it, none is sent.
    public var firstFragment: [UInt8]?

    public init(key: FragmentKey, reason: Reason, firstFragment: [UInt8]?) {
        self.key = key
        self.reason = reason
        self.firstFragment = firstFragment
    }
}

/// Puts datagrams together again. The stack works with ``DatagramReassembler`` unless it is given another one; after each call the owner looks at
/// ``nextDeadline`` and calls ``expire(at:)`` when that time has come.
public protocol FragmentReassembler: Sendable {
    /// A fragment has arrived.
    mutating func add(_ fragment: Fragment, at now: Instant) -> ReassemblyOutcome
    /// The time is `now`: gives up what has waited too long. Also answers what was given up for lack of room since the last call.
    mutating func expire(at now: Instant) -> [AbandonedDatagram]
    /// When to call ``expire(at:)`` next.
    var nextDeadline: Instant? { get }
}
