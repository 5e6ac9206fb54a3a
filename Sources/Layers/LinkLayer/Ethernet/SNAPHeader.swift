import Wire

/// A subnetwork access protocol header (IEEE 802 section 9.5; RFC 1042): what gives LLC the type that it has no room for.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Organizationally Unique Identifier        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      Protocol Identifier      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct SNAPHeader: Hashable, Sendable {
    public static let context = DecodeContext(.link, "SNAP")
    /// Bytes of the header.
    public static let length = 5

    /// 24 bits; 0 says that the protocol identifier is an EtherType.
    public var organization: UInt32
    public var protocolIdentifier: UInt16

    public init(organization: UInt32 = 0, protocolIdentifier: UInt16) {
        self.organization = organization
        self.protocolIdentifier = protocolIdentifier
    }

    /// Reads 5 bytes. Throws `truncated`.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        organization = try reader.uint24("organization code")
        protocolIdentifier = try reader.uint16("protocol identifier")
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint24(organization)
        writer.uint16(protocolIdentifier)
    }

    /// The type, where the organization says that it is one (RFC 1042).
    public var etherType: EtherType? { organization == 0 ? EtherType(rawValue: protocolIdentifier) : nil }
}

extension SNAPHeader: CustomStringConvertible {
    public var description: String { etherType.map { "SNAP \($0)" } ?? "SNAP organization 0x\(String(organization, radix: 16)) protocol \(protocolIdentifier)" }
}
