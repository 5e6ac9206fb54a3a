import Wire

/// An address resolution packet for IPv4 over Ethernet (RFC 826, RFC 5494).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |         Hardware Type         |         Protocol Type         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  HW Length    | Proto Length  |           Operation           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                   Sender Hardware Address                     |
///     +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                               |    Sender Protocol Address    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |            ...                |                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
///     |                   Target Hardware Address                     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                   Target Protocol Address                     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct ARPPacket: Hashable, Sendable {
    public static let context = DecodeContext(.link, "ARP")
    /// Bytes of the packet.
    public static let length = 28

    /// What the packet is for (IANA's registry of ARP operation codes).
    public struct Operation: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let request = Operation(rawValue: 1)
        public static let reply = Operation(rawValue: 2)
    }

    public var operation: Operation
    public var senderHardware: MACAddress
    public var senderProtocol: IPv4Address
    /// All zero in a request: it is what is being asked for.
    public var targetHardware: MACAddress
    public var targetProtocol: IPv4Address

    public init(operation: Operation, senderHardware: MACAddress, senderProtocol: IPv4Address, targetHardware: MACAddress = .zero, targetProtocol: IPv4Address) {
        self.operation = operation
        self.senderHardware = senderHardware
        self.senderProtocol = senderProtocol
        self.targetHardware = targetHardware
        self.targetProtocol = targetProtocol
    }

    /// Reads 28 bytes; what is behind them (a short frame's padding) is left. Throws `truncated`, and `invalid` for a hardware
    /// other than Ethernet (1), a protocol other than IPv4 (0x0800) and lengths other than theirs (6 and 4).
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        try Self.expect(1, try reader.uint16("hardware type"), in: reader, "hardware type", "1 (Ethernet)", size: 2)
        try Self.expect(EtherType.ipv4.rawValue, try reader.uint16("protocol type"), in: reader, "protocol type", "2048 (IPv4)", size: 2)
        try Self.expect(6, UInt16(try reader.uint8("hardware length")), in: reader, "hardware length", "6", size: 1)
        try Self.expect(4, UInt16(try reader.uint8("protocol length")), in: reader, "protocol length", "4", size: 1)
        operation = Operation(rawValue: try reader.uint16("operation"))
        senderHardware = try MACAddress(parsing: &reader, "sender hardware address")
        senderProtocol = try IPv4Address(parsing: &reader, "sender protocol address")
        targetHardware = try MACAddress(parsing: &reader, "target hardware address")
        targetProtocol = try IPv4Address(parsing: &reader, "target protocol address")
    }

    private static func expect(_ expected: UInt16, _ found: UInt16, in reader: borrowing ByteReader, _ field: StaticString, _ name: String, size: Int) throws(DecodeError) {
        guard found == expected else { throw reader.invalid(field, found: "\(found)", expected: name, at: reader.offset - size) }
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint16(1)
        writer.uint16(EtherType.ipv4.rawValue)
        writer.uint8(6)
        writer.uint8(4)
        writer.uint16(operation.rawValue)
        senderHardware.serialize(into: &writer)
        senderProtocol.serialize(into: &writer)
        targetHardware.serialize(into: &writer)
        targetProtocol.serialize(into: &writer)
    }

    /// Said by a station about itself, to whom it may concern (RFC 5227 section 3, an "announcement"): sender and target are one address.
    public var isGratuitous: Bool { senderProtocol == targetProtocol }
    /// Asks whether an address is in use before taking it (RFC 5227 section 2.1.1): the sender has none yet.
    public var isProbe: Bool { operation == .request && senderProtocol == .any }
}

extension ARPPacket: CustomStringConvertible {
    public var description: String {
        switch operation {
        case .request where isProbe: "ARP probe: is \(targetProtocol) in use?"
        case _ where isGratuitous: "ARP announcement: \(senderProtocol) is at \(senderHardware)"
        case .request: "ARP who has \(targetProtocol)? Tell \(senderProtocol)"
        case .reply: "ARP \(senderProtocol) is at \(senderHardware)"
        default: "ARP operation \(operation.rawValue)"
        }
    }
}
