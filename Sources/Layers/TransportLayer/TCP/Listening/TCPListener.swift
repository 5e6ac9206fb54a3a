public import Wire

/// A port in LISTEN: answers SYNs, remembers half-open connections in a bounded backlog, and beyond that answers with SYN cookies.
///
/// How a host drives it: segments for the port that belong to no connection go to ``receive(_:pair:segmentSize:at:)``; then, and
/// when ``nextDeadline`` has come, ``nextSegment(at:)`` is called until it returns nil.
public struct TCPListener: Sendable {
    /// What to do with a segment.
    public enum Verdict: Sendable {
        /// Nothing (an answer, if any, comes from ``nextSegment(at:)``).
        case none
        /// Send this reset.
        case reset(TCPSegment)
        /// The handshake is done: make a ``TCPConnection/init(accepting:configuration:observer:at:)`` and hand it this segment.
        case open(TCPPassiveOpen)
    }

    public let configuration: TCPConfiguration
    private let secrets: TCPSecrets
    /// The most connections that may wait for the program's accept.
    public let acceptLimit: Int
    /// Connections that wait for the program's accept: the host counts down with ``accepted()``.
    public private(set) var waiting = 0

    /// - Parameter acceptLimit: POSIX's `listen(backlog)`.
    public init(configuration: TCPConfiguration, secrets: TCPSecrets, acceptLimit: Int = 128) {
        self.configuration = configuration
        self.secrets = secrets
        self.acceptLimit = acceptLimit
    }

    /// A segment for the port, from `pair.remote`, that belongs to no connection. `segmentSize` is what this end takes in a segment on
    /// the path that it came by (the MTU less 40 or 60 bytes).
    public mutating func receive(_ segment: TCPSegment, pair: SocketPair, segmentSize: Int, at now: Instant) -> Verdict { .none }

    /// The program has taken a connection, or one that was waiting has ended.
    public mutating func accepted() { waiting = max(0, waiting - 1) }

    /// The next SYN,ACK to be sent, and to whom.
    public mutating func nextSegment(at now: Instant) -> (pair: SocketPair, segment: TCPSegment)? { nil }

    /// When ``nextSegment(at:)`` may have something again.
    public var nextDeadline: Instant { .distantFuture }
}
