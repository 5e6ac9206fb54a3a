import Wire

/// Why a connection ended before its time.
public enum TCPFailure: Error, Hashable, Sendable {
    /// The peer answered the SYN with a reset, or its host said that nobody listens (ECONNREFUSED).
    case refused
    /// The peer reset the connection (ECONNRESET).
    case reset
    /// This end gave the connection up (ECONNABORTED).
    case aborted
    /// No answer for as long as the configuration allows (ETIMEDOUT).
    case timedOut
    /// The network said that there is no way there, and it stayed so (ENETUNREACH, EHOSTUNREACH).
    case networkUnreachable
    case hostUnreachable
}

/// What an ICMP message told about a segment that this connection sent. The stack finds the connection by the quoted addresses
/// and ports and passes on the quoted sequence number, without which the message is not believed (RFC 5927 section 4.1).
public enum TCPNetworkError: Hashable, Sendable {
    /// The path takes packets of at most this many bytes, IP header included ("fragmentation needed", "packet too big").
    case packetTooBig(Int)
    case networkUnreachable
    case hostUnreachable
    case protocolUnreachable
    case portUnreachable
    case administrativelyProhibited
}

/// What has happened in a connection since the program last asked.
public struct TCPEvents: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// ESTABLISHED was reached.
    public static let connected = TCPEvents(rawValue: 1 << 0)
    /// There are more bytes to be read.
    public static let readable = TCPEvents(rawValue: 1 << 1)
    /// The send buffer has room again.
    public static let writable = TCPEvents(rawValue: 1 << 2)
    /// The peer will send no more: after what is readable comes the end.
    public static let peerFinished = TCPEvents(rawValue: 1 << 3)
    /// The connection failed; ``TCPConnection/failure`` says why.
    public static let failed = TCPEvents(rawValue: 1 << 4)
    /// CLOSED was reached: nothing is left to do but to forget the connection.
    public static let closed = TCPEvents(rawValue: 1 << 5)
    /// The peer has urgent data (RFC 9293 section 3.8.5).
    public static let urgent = TCPEvents(rawValue: 1 << 6)
    /// Everything that was sent has been acknowledged.
    public static let sentAll = TCPEvents(rawValue: 1 << 7)
}
