import Wire

/// A UDP header (RFC 768).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |          Source Port          |       Destination Port        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |            Length             |           Checksum            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct UDPHeader: Hashable, Sendable {
    public static let context = DecodeContext(.transport, "UDP")
    /// Bytes of the header.
    public static let length = 8
    /// The protocol number in IPv4's and IPv6's headers.
    public static let protocolNumber: UInt8 = 17

    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Bytes of header and payload.
    public var length: UInt16
    /// 0: none was computed (IPv4 only).
    public var checksum: UInt16

    public init(sourcePort: UInt16, destinationPort: UInt16, length: UInt16 = 0, checksum: UInt16 = 0) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.length = length
        self.checksum = checksum
    }

    /// Reads 8 bytes. Throws `truncated`, and `invalid` for a length below 8. Whether the payload is all there, ``payloadLength(in:)`` says.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        sourcePort = try reader.uint16("source port")
        destinationPort = try reader.uint16("destination port")
        length = try reader.uint16("length")
        guard length >= 8 else { throw reader.invalid("length", found: "\(length)", expected: "at least 8", at: reader.offset - 2) }
        checksum = try reader.uint16("checksum")
    }

    /// How many of the bytes that `reader` has left (it has just read this header) are the payload. What is behind them is not
    /// UDP's. Throws `truncated` where the length field promises more.
    public func payloadLength(in reader: borrowing ByteReader) throws(DecodeError) -> Int {
        let count = Int(length) - Self.length
        guard reader.remaining >= count else { throw reader.truncated("payload", needed: count) }
        return count
    }

    /// Writes header and payload. `pseudoHeader` is nil for a datagram without a checksum (IPv4 only). A length beyond
    /// 65,535 is written as 65,535.
    public func serialize(into writer: inout ByteWriter, payload: RawSpan, pseudoHeader: PseudoHeader?, derived: DerivedFields = .computed) {
        let start = writer.count
        let total = Self.length + payload.byteCount
        writer.uint16(sourcePort)
        writer.uint16(destinationPort)
        writer.uint16(derived == .computed ? UInt16(clamping: total) : length)
        writer.uint16(derived == .computed ? 0 : checksum)
        writer.write(payload)
        if derived == .computed, let pseudoHeader {
            var sum = pseudoHeader.checksum(length: total)
            sum.add(writer.bytes.span.bytes.extracting(droppingFirst: start))
            // Zero means "none", so a sum of zero travels as its other name in one's complement.
            writer.patch(uint16: sum.value == 0 ? 0xffff : sum.value, at: start + 6)
        }
    }

    /// Judges the checksum of `datagram`, header and payload, without what may lie behind them.
    public static func verifyChecksum(of datagram: RawSpan, pseudoHeader: PseudoHeader) -> ChecksumVerdict {
        var reader = ByteReader(datagram, as: context)
        guard let header = try? UDPHeader(parsing: &reader) else { return .absent }
        if header.checksum == 0 { return .absent }
        let verdict = ChecksumVerdict(of: datagram, stored: header.checksum, pseudoHeader: pseudoHeader)
        return verdict == .bad(expected: 0) ? .bad(expected: 0xffff) : verdict
    }
}

extension UDPHeader: CustomStringConvertible {
    public var description: String { "UDP \(sourcePort) > \(destinationPort) length \(length)" }
}
