import Wire

/// A connection's receiving half: the receive sequence variables (RFC 9293 section 3.3.1) and what acknowledging needs.
struct TCPReceiver: Sendable {
    /// IRS and RCV.NXT.
    var initial = SequenceNumber(0)
    var next = SequenceNumber(0)
    /// The right edge of the window as it was last advertised, and at its furthest: what lies before it is taken.
    var advertisedEdge = SequenceNumber(0)
    var edge = SequenceNumber(0)
    /// The scale of the windows that this end advertises; 0 where the peer has not agreed to scale.
    var windowShift: UInt8 = 0
    /// The window's size when nothing is buffered.
    let capacity: Int

    var reassembler: any Reassembler
    /// The sequence number of the peer's FIN, once it is known; behind it nothing is taken.
    var finish: SequenceNumber?
    /// Whether the program has closed: data that arrives now is answered with a reset.
    var isClosed = false
    /// RCV.UP.
    var urgent: SequenceNumber?

    // MARK: Options agreed upon

    var usesSACK = false
    var usesTimestamps = false
    /// TS.Recent, when it was set, and Last.ACK.sent (RFC 7323 section 4.3).
    var recentStamp: UInt32 = 0
    var recentStampAt = Instant.zero
    var lastAcknowledged = SequenceNumber(0)
    /// Added to the clock in every TSval.
    let timestampOffset: UInt32

    // MARK: Acknowledging

    /// Bytes that arrived in order since the last acknowledgment.
    var unacknowledgedBytes = 0
    /// The largest segment seen: full-sized, in the eyes of the delayed acknowledgment.
    var segmentSize = 536
    /// Where the run lies that arrived last: its SACK block goes first (RFC 2018 section 4). And a duplicate to be reported (RFC 2883).
    var recentRuns = RecentRuns()
    var duplicate: SACKBlock?
    /// A CE mark has arrived and the peer has not said CWR since (RFC 3168 section 6.1.3).
    var echoesCongestion = false
    /// Challenge ACKs and ACKs for unacceptable segments (RFC 5961 section 7).
    var challenges = ChallengeLimit()

    init(_ configuration: TCPConfiguration, timestampOffset: UInt32) {
        capacity = max(1, configuration.receiveBufferLimit)
        reassembler = configuration.reassembler(configuration)
        self.timestampOffset = timestampOffset
    }
}
