import Wire

/// A handshake that a listener has completed: what a connection needs to go on from SYN-RECEIVED.
public struct TCPPassiveOpen: Hashable, Sendable {
    public internal(set) var pair: SocketPair
    /// This end's and the peer's initial sequence numbers (ISS and IRS).
    public internal(set) var initialSequenceNumber: SequenceNumber
    public internal(set) var peerSequenceNumber: SequenceNumber
    var timestampOffset: UInt32
    /// What the peer takes in a segment, and what this end takes on the path that the SYN came by.
    public internal(set) var peerSegmentSize: Int
    var segmentSize: Int
    /// What both ends offer: the peer's window scale, SACK, ECN, and the peer's timestamp.
    var windowScale: UInt8?
    var usesSACK: Bool
    var usesECN: Bool
    var timestamp: UInt32?
    /// The window field of the SYN, which is never scaled.
    var window: Int
    /// When the SYN,ACK was sent; nil where it was sent more than once or nothing was remembered (a SYN cookie).
    var answeredAt: Instant?
}

extension TCPPassiveOpen {
    /// What answers a SYN.
    init(answering segment: TCPSegment, pair: SocketPair, initialSequenceNumber: SequenceNumber, timestampOffset: UInt32, segmentSize: Int, configuration: TCPConfiguration) {
        self.pair = pair
        self.initialSequenceNumber = initialSequenceNumber
        self.timestampOffset = timestampOffset
        self.segmentSize = min(segmentSize, configuration.maximumSegmentSize)
        peerSequenceNumber = segment.sequence
        peerSegmentSize = Int(segment.maximumSegmentSize ?? (pair.remote.address.version == 6 ? 1220 : 536))
        windowScale = configuration.usesWindowScale ? segment.windowScale : nil
        usesSACK = configuration.usesSACK && segment.isSACKPermitted
        usesECN = configuration.usesECN && segment.flags.contains(.ece) && segment.flags.contains(.cwr)
        timestamp = configuration.usesTimestamps ? segment.timestamps?.value : nil
        window = Int(segment.window)
    }

    /// The SYN,ACK: it offers what the SYN offered.
    func synAck(sequence: SequenceNumber, timestamp clock: UInt32, configuration: TCPConfiguration) -> TCPSegment {
        var segment = TCPSegment(sourcePort: pair.local.port, destinationPort: pair.remote.port, sequence: sequence, flags: [.syn, .ack])
        segment.acknowledgement = peerSequenceNumber + 1
        segment.window = UInt16(clamping: configuration.receiveBufferLimit)
        segment.maximumSegmentSize = UInt16(clamping: segmentSize)
        segment.isSACKPermitted = usesSACK
        if windowScale != nil { segment.windowScale = configuration.windowShift }
        if let timestamp { segment.timestamps = TCPTimestamps(value: clock, echoReply: timestamp) }
        if usesECN { segment.flags.insert(.ece) }
        return segment
    }
}
