import Wire

/// A TCP header (RFC 9293 section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |          Source Port          |       Destination Port        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                        Sequence Number                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Acknowledgment Number                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Data |     |A|C|E|U|A|P|R|S|F|                               |
///     | Offset| Rsr |E|W|C|R|C|S|S|Y|I|            Window             |
///     |       |     | |R|E|G|K|H|T|N|N|                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |           Checksum            |         Urgent Pointer        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                           [Options]                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct TCPHeader: Hashable, Sendable {
    public static let context = DecodeContext(.transport, "TCP")
    /// Bytes of a header without options.
    public static let minimumLength = 20
    /// The protocol number in IPv4's and IPv6's headers.
    public static let protocolNumber: UInt8 = 6

    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Of the first byte of data; of the SYN itself where there is one.
    public var sequenceNumber: UInt32
    /// The next byte that the sender of this segment expects. Counts only with ``TCPFlags/ack``.
    public var acknowledgmentNumber: UInt32
    public var flags: TCPFlags
    /// As sent: the window scale is not applied.
    public var window: UInt16
    public var checksum: UInt16
    /// Counts only with ``TCPFlags/urg``.
    public var urgentPointer: UInt16
    public var options: TCPOptions

    @inlinable
    public init(sourcePort: UInt16, destinationPort: UInt16, sequenceNumber: UInt32, acknowledgmentNumber: UInt32 = 0, flags: TCPFlags, window: UInt16, checksum: UInt16 = 0, urgentPointer: UInt16 = 0, options: TCPOptions = TCPOptions()) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequenceNumber = sequenceNumber
        self.acknowledgmentNumber = acknowledgmentNumber
        self.flags = flags
        self.window = window
        self.checksum = checksum
        self.urgentPointer = urgentPointer
        self.options = options
    }

    /// Reads the header with its options; what is left in `reader` is the data. Throws `truncated`, and `invalid` for a data
    /// offset below 5 and for options whose lengths cannot be.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        guard reader.remaining >= Self.minimumLength else { throw reader.truncated("header", needed: Self.minimumLength) }
        sourcePort = try reader.uint16("source port")
        destinationPort = try reader.uint16("destination port")
        sequenceNumber = try reader.uint32("sequence number")
        acknowledgmentNumber = try reader.uint32("acknowledgment number")
        let offsetAndFlags = try reader.uint16("data offset")
        let words = Int(offsetAndFlags >> 12)
        guard words >= 5 else { throw reader.invalid("data offset", found: "\(words)", expected: "at least 5", at: reader.offset - 2) }
        flags = TCPFlags(rawValue: offsetAndFlags & 0x0fff)
        window = try reader.uint16("window")
        checksum = try reader.uint16("checksum")
        urgentPointer = try reader.uint16("urgent pointer")
        if words == 5 {
            options = TCPOptions()
        } else {
            var part = try reader.slice(4 * (words - 5), "options")
            options = try TCPOptions(parsing: &part)
        }
    }

    /// Writes header and payload, with the checksum over both and over the pseudo-header.
    public func serialize(into writer: inout ByteWriter, payload: RawSpan, pseudoHeader: PseudoHeader, derived: DerivedFields = .computed) {
        let start = writer.count
        let headerLength = self.headerLength
        writer.uint16(sourcePort)
        writer.uint16(destinationPort)
        writer.uint32(sequenceNumber)
        writer.uint32(acknowledgmentNumber)
        writer.uint16(UInt16(headerLength / 4) << 12 | flags.rawValue & 0x0fff)
        writer.uint16(window)
        writer.uint16(derived == .computed ? 0 : checksum)
        writer.uint16(urgentPointer)
        options.serialize(into: &writer)
        writer.write(payload)
        if derived == .computed {
            var sum = pseudoHeader.checksum(length: headerLength + payload.byteCount)
            sum.add(writer.bytes.span.bytes.extracting(droppingFirst: start))
            writer.patch(uint16: sum.value, at: start + 16)
        }
    }

    /// Bytes of header and options: 20 to 60.
    public var headerLength: Int { Self.minimumLength + options.serializedLength }

    /// Judges the checksum of `segment`, header and data.
    public static func verifyChecksum(of segment: RawSpan, pseudoHeader: PseudoHeader) -> ChecksumVerdict {
        guard segment.byteCount >= minimumLength else { return .absent }
        let stored = UInt16(bigEndian: unsafe segment.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt16.self))
        return ChecksumVerdict(of: segment, stored: stored, pseudoHeader: pseudoHeader)
    }
}

extension TCPHeader: CustomStringConvertible {
    public var description: String {
        var text = "TCP \(sourcePort) > \(destinationPort) [\(flags)] seq \(sequenceNumber)"
        if flags.contains(.ack) { text += " ack \(acknowledgmentNumber)" }
        text += " win \(window)"
        if flags.contains(.urg) { text += " urg \(urgentPointer)" }
        if !options.isEmpty { text += " \(options)" }
        return text
    }
}
