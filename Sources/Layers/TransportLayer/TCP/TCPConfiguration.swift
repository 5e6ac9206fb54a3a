public import Wire

/// How a host's connections behave: sizes, timers, extensions, and the pieces they are made of.
///
/// Each connection takes a copy when it is opened. The factories at the end make a connection's replaceable pieces.
public struct TCPConfiguration: Sendable {
    // MARK: Sizes

    /// The most bytes of payload that this end takes in one segment, without options (MSS, RFC 9293 section 3.7.1), and the most
    /// that it sends. A stack lowers it to its interface's MTU less 40 bytes (IPv4) or 60 (IPv6).
    public var maximumSegmentSize = 1460
    /// Bytes that may lie in the send buffer, sent or not.
    public var sendBufferLimit = 1 << 20
    /// Bytes that the peer may have sent and the program not yet read: the receive window's size.
    public var receiveBufferLimit = 1 << 20
    /// Segments of the first flight (RFC 6928).
    public var initialWindow = 10

    // MARK: Extensions that are offered; each is used where the peer offers it, too

    /// Windows beyond 65,535 bytes (RFC 7323 section 2).
    public var usesWindowScale = true
    /// Timestamps, and with them PAWS (RFC 7323 sections 3 to 5).
    public var usesTimestamps = true
    /// Selective acknowledgments (RFC 2018), with duplicates reported (RFC 2883).
    public var usesSACK = true
    /// Explicit congestion notification (RFC 3168).
    public var usesECN = false

    // MARK: Sending

    /// Loss detection by time with tail loss probes (RFC 8985), where SACK is in use; otherwise by counting (RFC 6675).
    public var usesRACK = true
    /// Without SACK: whether three duplicate acknowledgments are taken for a loss (RFC 5681 section 3.2), or only the timer tells.
    public var usesFastRetransmit = true
    /// Small segments wait while any data is unacknowledged (Nagle's algorithm, RFC 9293 section 3.7.4).
    public var usesNagle = true

    // MARK: Acknowledging

    /// The longest that an acknowledgment is held back (RFC 9293 section 3.8.6.3: less than 500 ms). Zero: never held back.
    public var delayedAcknowledgement = Nanoseconds.milliseconds(40)
    /// Full-sized segments after which an acknowledgment is sent at once.
    public var segmentsPerAcknowledgement = 2

    // MARK: Timers

    /// Bounds of the retransmission timeout. RFC 6298 recommends 1 s for the lower; hosts on today's networks use less.
    public var minimumRTO = Nanoseconds.milliseconds(200)
    public var maximumRTO = Nanoseconds.seconds(60)
    /// Before the first measurement (RFC 6298 section 2).
    public var initialRTO = Nanoseconds.seconds(1)
    /// How long unacknowledged data is retransmitted before the connection is given up (R2, RFC 9293 section 3.8.3: at least 100 s).
    public var userTimeout = Nanoseconds.seconds(120)
    /// The same for a SYN (at least 3 minutes).
    public var connectTimeout = Nanoseconds.seconds(180)
    /// Twice the maximum segment lifetime: the time in TIME-WAIT.
    public var timeWait = Nanoseconds.seconds(60)
    /// How long a connection that the program has closed waits for the peer's FIN.
    public var finWait2Timeout = Nanoseconds.seconds(60)
    /// Idle time before the first keep-alive probe (RFC 9293 section 3.8.4); nil: no keep-alive.
    public var keepAliveIdle: Nanoseconds?
    /// Time between keep-alive probes, and how many go unanswered before the connection is given up.
    public var keepAliveInterval = Nanoseconds.seconds(75)
    public var keepAliveProbes = 9

    // MARK: The network's errors

    /// Whether "host unreachable" and its like end an attempt to connect at once, as hosts do (RFC 5461 section 4.1), or are only kept to
    /// say why it failed in the end (RFC 9293 section 3.9.2.2).
    public var abortsOpeningOnSoftErrors = true
    /// The smallest path MTU believed over IPv4: below that, an attacker only makes segments small (RFC 5927 section 7.3).
    public var minimumPathMTU = 552

    // MARK: Listening

    /// Connections of one listener that may be half-open (SYN-RECEIVED) at a time; with more, SYN cookies or nothing.
    public var synBacklog = 256
    /// SYN cookies (RFC 4987 section 3.6) once the backlog is full.
    public var usesSYNCookies = true
    /// How often an unanswered SYN,ACK is sent again.
    public var synAckRetries = 5

    // MARK: Pieces

    /// Makes the congestion control (RFC 5681 section 3).
    public var congestionControl: @Sendable (CongestionParameters) -> any CongestionControl = { Cubic($0) }
    /// Makes the round-trip estimator and retransmission timeout (RFC 6298).
    public var retransmissionTimer: @Sendable (TCPConfiguration) -> any RetransmissionTimer = { JacobsonTimer(minimum: $0.minimumRTO, maximum: $0.maximumRTO, initial: $0.initialRTO) }
    /// Makes the buffer of bytes not yet acknowledged.
    public var sendBuffer: @Sendable (TCPConfiguration) -> any SendBuffer = { _ in ChunkedSendBuffer() }
    /// Makes the buffer of bytes not yet read, which puts them in order.
    public var reassembler: @Sendable (TCPConfiguration) -> any Reassembler = { RingReassembler(capacity: $0.receiveBufferLimit) }
    /// Says which segments may be taken; nil: the connection's own arithmetic.
    public var sequenceArithmetic: (any SequenceArithmetic)? {
        get { ownArithmetic?.arithmetic }
        set { ownArithmetic = newValue.map(ArithmeticBox.init) }
    }
    /// In a box: each connection has a copy of this configuration, and nearly none has an arithmetic of its own.
    private var ownArithmetic: ArithmeticBox?

    private final class ArithmeticBox: Sendable {
        let arithmetic: any SequenceArithmetic
        init(_ arithmetic: any SequenceArithmetic) { self.arithmetic = arithmetic }
    }

    public init() {}

    /// The shift for the windows that this end advertises: the smallest with which ``receiveBufferLimit`` can be said (RFC 7323 section 2.3).
    var windowShift: UInt8 {
        var shift: UInt8 = 0
        while shift < 14, receiveBufferLimit >> Int(shift) > 0xffff { shift += 1 }
        return shift
    }
}
