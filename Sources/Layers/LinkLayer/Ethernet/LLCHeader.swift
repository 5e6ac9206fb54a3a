import Wire

/// A logical link control header (IEEE 802.2): what an 802.3 frame carries whose last header field is a length.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - -
///     |     DSAP    |G|     SSAP    |C|    Control (1 or 2 bytes)
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - -
public struct LLCHeader: Hashable, Sendable {
    public static let context = DecodeContext(.link, "LLC")

    /// A service access point: which protocol's.
    public struct ServiceAccessPoint: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let null = Self(rawValue: 0x00)
        /// Spanning tree's BPDUs.
        public static let spanningTree = Self(rawValue: 0x42)
        /// A ``SNAPHeader`` follows.
        public static let snap = Self(rawValue: 0xaa)
        /// Novell's raw IPX.
        public static let netware = Self(rawValue: 0xe0)
        /// ISO's network layer (IS-IS).
        public static let isoNetwork = Self(rawValue: 0xfe)
    }

    /// The control field, by its form.
    public enum Control: Hashable, Sendable {
        /// U: unnumbered, 1 byte whose two low bits are set; 0x03 is "unnumbered information".
        case unnumbered(UInt8)
        /// I: numbered information, low bit clear; S: supervisory, low bits 01. 2 bytes, first one high.
        case numbered(UInt16)
    }

    public var destination: ServiceAccessPoint
    /// The low bit says command (0) or response (1).
    public var source: ServiceAccessPoint
    public var control: Control

    public init(destination: ServiceAccessPoint, source: ServiceAccessPoint, control: Control = .unnumbered(0x03)) {
        self.destination = destination
        self.source = source
        self.control = control
    }

    /// Reads 3 or 4 bytes. Throws `truncated`.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        destination = ServiceAccessPoint(rawValue: try reader.uint8("DSAP"))
        source = ServiceAccessPoint(rawValue: try reader.uint8("SSAP"))
        if let next = reader.peek, next & 3 != 3 {
            control = .numbered(try reader.uint16("control"))
        } else {
            control = .unnumbered(try reader.uint8("control"))
        }
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint8(destination.rawValue)
        writer.uint8(source.rawValue)
        switch control {
        case .unnumbered(let value): writer.uint8(value | 3)
        case .numbered(let value): writer.uint16(value)
        }
    }

    /// Bytes on the wire.
    public var length: Int { if case .numbered = control { 4 } else { 3 } }

    /// Whether a ``SNAPHeader`` follows.
    public var leadsToSNAP: Bool { destination == .snap && source.rawValue & 0xfe == 0xaa && control == .unnumbered(0x03) }
}

extension LLCHeader: CustomStringConvertible {
    public var description: String { "LLC DSAP 0x\(String(destination.rawValue, radix: 16)) SSAP 0x\(String(source.rawValue, radix: 16))" }
}
