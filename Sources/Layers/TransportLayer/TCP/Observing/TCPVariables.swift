public import Wire

/// A connection's variables at one moment, under RFC 9293's and RFC 5681's names.
public struct TCPVariables: Hashable, Sendable {
    public var state: TCPState
    /// Where each end's numbers begin: its SYN's (ISS, IRS).
    public var initialSend: SequenceNumber
    public var initialReceive: SequenceNumber
    /// Oldest unacknowledged, next to be sent, and the peer's window with the scale applied (SND.UNA, SND.NXT, SND.WND).
    public var sendUnacknowledged: SequenceNumber
    public var sendNext: SequenceNumber
    public var sendWindow: Int
    /// Next expected, and the window last advertised (RCV.NXT, RCV.WND).
    public var receiveNext: SequenceNumber
    public var receiveWindow: Int
    public var congestionWindow: Int
    /// nil as long as nothing has set it.
    public var slowStartThreshold: Int?
    /// Bytes on their way that nothing has acknowledged (FlightSize), and those thought to be still in the network (pipe, RFC 6675).
    public var flight: Int
    public var pipe: Int
    /// Of the flight: bytes selectively acknowledged, and bytes thought lost.
    public var sacked: Int
    public var lost: Int
    /// The scoreboard: the runs that the peer has reported, in order (RFC 6675 section 3).
    public var scoreboard: [SACKBlock]
    public var retransmissionTimeout: Nanoseconds
    public var smoothedRoundTrip: Nanoseconds?
    public var roundTripVariation: Nanoseconds
    /// The shortest round trip seen.
    public var minimumRoundTrip: Nanoseconds?
    /// The one measured last.
    public var latestRoundTrip: Nanoseconds?
    /// Bytes of payload in a full-sized segment to the peer (SMSS), options taken off.
    public var segmentSize: Int
    public var recovery: TCPRecovery
    /// Bytes in the send buffer, and bytes that the program has not yet read.
    public var sendBuffered: Int
    public var receiveBuffered: Int
    /// Bytes that arrived beyond a gap.
    public var outOfOrder: Int
    /// The congestion control's name.
    public var congestionControl: String
}

/// What the sender is doing about loss.
public enum TCPRecovery: String, Hashable, Sendable {
    /// Nothing is missing.
    case open
    /// Something may be missing or out of order.
    case disorder
    /// Retransmitting what duplicate or selective acknowledgments, or time, showed to be lost.
    case recovery
    /// Retransmitting after the retransmission timer expired.
    case loss
}

/// What a connection has done so far.
public struct TCPCounters: Hashable, Sendable {
    public var segmentsSent = 0
    public var segmentsReceived = 0
    /// Bytes of payload, retransmissions included.
    public var bytesSent = 0
    /// Bytes of payload as they arrived, duplicates included.
    public var bytesReceived = 0
    public var retransmissions = 0
    public var timeouts = 0
    public var fastRecoveries = 0
    public var tailLossProbes = 0
    public var spuriousRetransmissions = 0
    public var duplicateAcknowledgements = 0
    public var outOfOrderSegments = 0
    public var challengeAcknowledgements = 0
    /// Segments that were not acceptable, and those whose timestamp was too old.
    public var unacceptableSegments = 0
    public var pawsRejections = 0
    public init() {}
}
