import Wire

/// A connection's sending half: the send sequence variables (RFC 9293 section 3.3.1) and what loss recovery keeps.
struct TCPSender: Sendable {
    // MARK: Sequence variables

    /// ISS, SND.UNA and SND.NXT. SND.NXT never goes back: what is sent again is found in `sent`.
    let initial: SequenceNumber
    var unacknowledged: SequenceNumber
    var next: SequenceNumber
    /// SND.WND with the scale applied, SND.WL1, SND.WL2, and the largest window that the peer ever offered.
    var window = 0
    var windowSequence = SequenceNumber(0)
    var windowAcknowledgement = SequenceNumber(0)
    var maximumWindow = 0
    /// The peer's window scale (RFC 7323 section 2).
    var windowShift: UInt8 = 0
    /// Where the window's right edge has been at its furthest.
    var windowEdge: SequenceNumber

    // MARK: Segments' sizes

    /// The peer's MSS option, and what the path allows: both without options.
    var peerSegmentSize = 536
    var pathSegmentSize: Int
    /// Bytes of payload in a full-sized segment (SMSS): what both allow, less the options that each segment carries.
    var segmentSize: Int

    // MARK: Data

    var buffer: any SendBuffer
    /// The sequence number of the buffer's first byte.
    var bufferStart: SequenceNumber
    /// The program has nothing more to send: a FIN follows the buffer.
    var isFinishing = false
    /// The FIN's sequence number once it was sent.
    var finish: SequenceNumber?
    /// The sequence number behind the last urgent byte (SND.UP).
    var urgent: SequenceNumber?

    // MARK: Loss and congestion

    var sent = SentSegments()
    var congestion: any CongestionControl
    var retransmission: any RetransmissionTimer
    var recovery: TCPRecovery = .open
    /// Recovery and loss end when this is acknowledged (RecoveryPoint in RFC 6675, recover in RFC 6582).
    var recoveryPoint: SequenceNumber
    var duplicateAcknowledgements = 0
    var reduction = ProportionalRateReduction()
    /// When the window was last reduced for a loss: what was sent again after that and is lost, too, reduces it again.
    var reducedAt = Instant.zero
    var rack = RACKState()
    var tailProbe = TailLossProbe()
    var minimumRoundTrip = MinimumRoundTrip()
    /// TSval of the first segment sent again in this recovery: an answer to an earlier one shows that nothing was lost (RFC 3522).
    var firstResentStamp: UInt32?
    /// The timestamp that the last acknowledgment echoed, and the round trip measured last.
    var lastEcho: UInt32?
    var latestRoundTrip: Nanoseconds?
    /// The end of the highest segment that SACK reported.
    var highestSacked: SequenceNumber
    /// SACK blocks of the last acknowledgment, so that what they told is not gone through again.
    var lastBlocks = SACKBlocks()
    /// All below has been judged by RFC 6675's IsLost.
    var judgedLost: SequenceNumber
    /// Whether the congestion window is what held the last segment back.
    var isWindowLimited = false
    /// No lost segment before this one waits to be sent again.
    var resendHint: SequenceNumber

    // MARK: Time

    /// When the connection was opened, when the oldest unacknowledged segment was first waited for, and when data was last sent.
    var startedAt = Instant.zero
    var waitingSince: Instant?
    var lastSentAt = Instant.zero
    /// When the peer was last heard, and how many keep-alive probes were sent since.
    var heardAt = Instant.zero
    var keepAlivesSent = 0
    /// SND.UNA when the retransmission timer last expired: expiring again for the same data is no news to the congestion control.
    var timedOutAt: SequenceNumber?
    /// What ICMP said, kept for the time when the connection is given up (RFC 9293 section 3.9.2.2).
    var softError: TCPFailure?
    /// The program was told that there is no room: it is to be told when there is.
    var isFull = false

    // MARK: ECN (RFC 3168)

    var usesECN = false
    /// Tell the peer that the window was reduced (CWR) with the next new data.
    var announcesReduction = false
    /// Marks count once per window: not again before this is acknowledged.
    var reductionPoint: SequenceNumber

    init(_ configuration: TCPConfiguration, initialSequenceNumber: SequenceNumber) {
        initial = initialSequenceNumber
        unacknowledged = initialSequenceNumber
        next = initialSequenceNumber
        bufferStart = initialSequenceNumber + 1
        windowEdge = initialSequenceNumber
        recoveryPoint = initialSequenceNumber
        judgedLost = initialSequenceNumber
        reductionPoint = initialSequenceNumber
        resendHint = initialSequenceNumber
        highestSacked = initialSequenceNumber
        pathSegmentSize = configuration.maximumSegmentSize
        segmentSize = min(536, pathSegmentSize)
        buffer = configuration.sendBuffer(configuration)
        retransmission = configuration.retransmissionTimer(configuration)
        congestion = configuration.congestionControl(CongestionParameters(segmentSize: max(1, configuration.maximumSegmentSize), initialWindow: configuration.initialWindow))
    }

    /// Bytes on their way (FlightSize).
    var flight: Int { next - unacknowledged }
    /// The sequence number behind the last byte handed over by the program.
    var bufferEnd: SequenceNumber { bufferStart + buffer.count }
    /// Bytes handed over and not yet sent.
    var unsent: Int { finish == nil ? max(0, bufferEnd - SequenceNumber.later(next, bufferStart)) : 0 }
}

/// The shortest round trip of the last minutes.
struct MinimumRoundTrip: Sendable {
    private(set) var value: Nanoseconds?
    private var since = Instant.zero
    /// A path may change: what was measured longer ago than this does not count.
    private static let age = Nanoseconds.seconds(300)

    mutating func measured(_ sample: Nanoseconds, at now: Instant) {
        if let value, sample > value, now - since < Self.age { return }
        value = sample
        since = now
    }
}
