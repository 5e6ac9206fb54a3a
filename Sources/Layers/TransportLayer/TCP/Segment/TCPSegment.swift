public import Wire

/// A segment as the connection sees it: the header's fields and the options that TCP itself acts on, as one plain value.
///
/// (`TCPHeader` keeps every option as it was, for looking at; this keeps only sense, and no part of it is on the heap.)
public struct TCPSegment: Hashable, Sendable, BitwiseCopyable {
    /// The control bits (RFC 9293 section 3.1).
    public struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let fin = Flags(rawValue: 0x01)
        public static let syn = Flags(rawValue: 0x02)
        public static let rst = Flags(rawValue: 0x04)
        public static let psh = Flags(rawValue: 0x08)
        public static let ack = Flags(rawValue: 0x10)
        public static let urg = Flags(rawValue: 0x20)
        /// ECN-Echo (RFC 3168 section 6.1).
        public static let ece = Flags(rawValue: 0x40)
        /// Congestion window reduced (RFC 3168 section 6.1).
        public static let cwr = Flags(rawValue: 0x80)
    }

    /// The timestamps option (RFC 7323 section 3.2).
    public struct Timestamps: Hashable, Sendable, BitwiseCopyable {
        /// TSval: the sender's clock.
        public var value: UInt32
        /// TSecr: the last value seen from the peer.
        public var echo: UInt32
        @inlinable public init(value: UInt32, echo: UInt32) {
            self.value = value
            self.echo = echo
        }
    }

    /// The two ECN bits of the packet that carries the segment (RFC 3168 section 5).
    public enum ECN: UInt8, Sendable, BitwiseCopyable {
        case notCapable = 0b00, capable1 = 0b01, capable0 = 0b10, congestionExperienced = 0b11
    }

    public var sourcePort: UInt16
    public var destinationPort: UInt16
    public var sequence: SequenceNumber
    public var acknowledgement = SequenceNumber(0)
    public var flags: Flags
    /// The window field as it is on the wire, unscaled.
    public var window: UInt16 = 0
    public var urgentPointer: UInt16 = 0
    public var maximumSegmentSize: UInt16?
    public var windowScale: UInt8?
    public var isSACKPermitted = false
    public var timestamps: Timestamps?
    public var sackBlocks = SACKBlocks()
    /// Bytes of payload.
    public var payloadLength = 0
    /// Not part of the segment: what the IP header says, or is to say, about congestion.
    public var ecn = ECN.notCapable

    public init(sourcePort: UInt16, destinationPort: UInt16, sequence: SequenceNumber, flags: Flags) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequence = sequence
        self.flags = flags
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
        if isSACKPermitted { length += timestamps == nil ? 4 : 2 }
        if timestamps != nil { length += isSACKPermitted ? 10 : 12 }
        if windowScale != nil { length += 4 }
        if !sackBlocks.isEmpty { length += 4 + 8 * sackBlocks.count }
        return length
    }

    /// Bytes of header, options included.
    public var headerLength: Int { 20 + optionsLength }
    /// Bytes of the whole segment: the transport layer's part of the packet.
    public var length: Int { headerLength + payloadLength }
}
