import Wire

/// A segment as the connection sees it: the header's fields and the options that TCP itself acts on, as one plain value.
///
/// (``TCPHeader`` keeps every option, for looking at; this keeps what a connection acts on, and no part of it is on the heap.)
public struct TCPSegment: Hashable, Sendable {
    /// The two ECN bits of the packet that carries the segment (RFC 3168 section 5).
    public enum ECN: UInt8, Sendable, BitwiseCopyable {
        case notCapable = 0b00, capable1 = 0b01, capable0 = 0b10, congestionExperienced = 0b11
    }

    public var sourcePort: UInt16
    public var destinationPort: UInt16
    public var sequence: SequenceNumber
    /// Counts only with ``TCPFlags/ack``.
    public var acknowledgement = SequenceNumber(0)
    public var flags: TCPFlags
    /// The window field as it is on the wire, unscaled.
    public var window: UInt16 = 0
    public var urgentPointer: UInt16 = 0
    public var maximumSegmentSize: UInt16?
    public var windowScale: UInt8?
    public var isSACKPermitted = false
    public var timestamps: TCPTimestamps?
    public var sackBlocks = SACKBlocks()
    /// Bytes of payload.
    public var payloadLength = 0
    /// Not part of the segment: what the IP header says, or is to say, about congestion.
    public var ecn = ECN.notCapable

    public init(sourcePort: UInt16, destinationPort: UInt16, sequence: SequenceNumber, flags: TCPFlags) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequence = sequence
        self.flags = flags
    }

    /// What a connection needs of a header that has been read already.
    public init(_ header: TCPHeader, payloadLength: Int, ecn: ECN = .notCapable) {
        self.init(sourcePort: header.sourcePort, destinationPort: header.destinationPort, sequence: SequenceNumber(header.sequenceNumber), flags: header.flags)
        acknowledgement = SequenceNumber(header.acknowledgmentNumber)
        window = header.window
        urgentPointer = header.urgentPointer
        maximumSegmentSize = header.options.maximumSegmentSize
        windowScale = header.options.windowScale
        isSACKPermitted = header.options.sackPermitted
        timestamps = header.options.timestamps
        sackBlocks = header.options.sackBlocks
        self.payloadLength = payloadLength
        self.ecn = ecn
    }

    /// The header of this segment, without a checksum.
    public var header: TCPHeader {
        TCPHeader(
            sourcePort: sourcePort, destinationPort: destinationPort, sequenceNumber: sequence.rawValue,
            acknowledgmentNumber: acknowledgement.rawValue, flags: flags, window: window, urgentPointer: urgentPointer,
            options: TCPOptions(maximumSegmentSize: maximumSegmentSize, windowScale: windowScale, sackPermitted: isSACKPermitted, timestamps: timestamps, sackBlocks: sackBlocks))
    }

    /// Sequence numbers that the segment takes (SEG.LEN): its payload, and one each for SYN and FIN.
    @inlinable public var sequenceLength: Int {
        payloadLength + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
    }

    /// The first sequence number behind the segment.
    @inlinable public var end: SequenceNumber { sequence + sequenceLength }

    /// Bytes of options, padded to a multiple of four.
    public var optionsLength: Int {
        var length = 0
        if maximumSegmentSize != nil { length += 4 }
        if timestamps != nil { length += 12 } else if isSACKPermitted { length += 4 }
        if windowScale != nil { length += 4 }
        if !sackBlocks.isEmpty { length += 4 + 8 * sackBlocks.count }
        return length
    }

    /// Bytes of header, options included.
    public var headerLength: Int { TCPHeader.minimumLength + optionsLength }
    /// Bytes of the whole segment: the transport layer's part of the packet.
    public var length: Int { headerLength + payloadLength }

    /// The reset with which a host answers a segment that belongs to no connection (RFC 9293 section 3.10.7.1); nil where none
    /// is due, because the segment is itself a reset.
    public var resetInReply: TCPSegment? {
        if flags.contains(.rst) { return nil }
        if flags.contains(.ack) {
            return TCPSegment(sourcePort: destinationPort, destinationPort: sourcePort, sequence: acknowledgement, flags: .rst)
        }
        var reset = TCPSegment(sourcePort: destinationPort, destinationPort: sourcePort, sequence: SequenceNumber(0), flags: [.rst, .ack])
        reset.acknowledgement = end
        return reset
    }
}

extension TCPSegment: CustomStringConvertible {
    public var description: String { "\(header) length \(payloadLength)" }
}
