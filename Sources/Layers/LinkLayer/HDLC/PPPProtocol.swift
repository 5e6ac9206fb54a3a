import Wire

/// Says what a PPP frame carries: the first two bytes of its payload (RFC 1661 section 2; IANA's registry).
public struct PPPProtocol: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let ipv4 = PPPProtocol(rawValue: 0x0021)
    public static let ipv6 = PPPProtocol(rawValue: 0x0057)
    /// IPv4's control protocol (RFC 1332).
    public static let ipcp = PPPProtocol(rawValue: 0x8021)
    /// IPv6's control protocol (RFC 5072).
    public static let ipv6cp = PPPProtocol(rawValue: 0x8057)
    /// Link control protocol.
    public static let lcp = PPPProtocol(rawValue: 0xc021)

    public static let context = DecodeContext(.link, "PPP")

    /// Reads the field, in one byte where it is compressed (an odd number below 256, RFC 1661 section 6.5). Throws `truncated`, and
    /// `invalid` for a number that is not odd or whose first byte is not even.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let first = try reader.uint8("protocol")
        if first & 1 == 1 {
            rawValue = UInt16(first)
            return
        }
        rawValue = UInt16(first) << 8 | UInt16(try reader.uint8("protocol"))
        guard rawValue & 1 == 1 else { throw reader.invalid("protocol", found: "\(rawValue)", expected: "an odd number", at: reader.offset - 2) }
    }

    /// Writes the field in two bytes.
    public func serialize(into writer: inout ByteWriter) { writer.uint16(rawValue) }
}
