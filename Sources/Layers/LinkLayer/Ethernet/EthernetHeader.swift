import Wire

/// An Ethernet header (IEEE 802.3 section 3.1; "Ethernet II" where its last field is a type).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                      Destination Address                      |
///     +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                               |                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
///     |                        Source Address                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |        Type or Length         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// Behind it come ``VLANTag``s where the type says so, an ``LLCHeader`` where it is a length, and otherwise the packet.
public struct EthernetHeader: Hashable, Sendable {
    public static let context = DecodeContext(.link, "Ethernet")
    /// Bytes of the header.
    public static let length = 14

    public var destination: MACAddress
    public var source: MACAddress
    /// What comes next; or, below 1536, how many bytes of LLC data.
    public var etherType: EtherType

    public init(destination: MACAddress, source: MACAddress, etherType: EtherType) {
        self.destination = destination
        self.source = source
        self.etherType = etherType
    }

    /// Reads 14 bytes. Throws `truncated` where fewer are left.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        destination = try MACAddress(parsing: &reader, "destination")
        source = try MACAddress(parsing: &reader, "source")
        etherType = EtherType(rawValue: try reader.uint16("type"))
    }

    public func serialize(into writer: inout ByteWriter) {
        destination.serialize(into: &writer)
        source.serialize(into: &writer)
        writer.uint16(etherType.rawValue)
    }
}

extension EthernetHeader: CustomStringConvertible {
    public var description: String { "Ethernet \(source) > \(destination) \(etherType)" }
}
