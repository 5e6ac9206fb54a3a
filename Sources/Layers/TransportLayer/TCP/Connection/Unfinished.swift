public import Wire
// The interface that a stack drives; its insides follow.
extension TCPConnection {
    /// A segment for this connection has arrived: its checksum is right and `payload` are its `segment.payloadLength` bytes.
    public mutating func receive(_ segment: TCPSegment, payload: RawSpan, at now: Instant) {}
    /// An ICMP message about a segment of this connection has arrived, which quoted `sequence`.
    public mutating func receive(_ error: TCPNetworkError, quoting sequence: SequenceNumber, at now: Instant) {}
    /// The next segment to be sent; nil when there is nothing to send until something happens or ``nextDeadline`` comes.
    public mutating func nextSegment(at now: Instant) -> TCPSegment? { nil }
    /// When ``nextSegment(at:)`` is to be called again even if nothing happens; `distantFuture` when never. It may change with every
    /// call. At an earlier time nothing happens.
    public var nextDeadline: Instant { timers.next }
    /// Whether a SYN for the same pair of sockets may replace this connection, which is in TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 6191).
    public func mayBeReplaced(by segment: TCPSegment) -> Bool { false }
    mutating func resume(_ open: TCPPassiveOpen, at now: Instant) {}
    mutating func windowMayOpen(at now: Instant) {}
    var pipe: Int { 0 }
}
struct RACKState: Sendable {}
struct TailLossProbe: Sendable {}
struct RecentRuns: Sendable {}
struct ChallengeLimit: Sendable {}
