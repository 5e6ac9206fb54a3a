public import Wire

/// A DHCP message (RFC 2131 section 2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |
///     |                            xid (4)                            |
///     |           secs (2)            |           flags (2)           |
///     |                          ciaddr  (4)                          |
///     |                          yiaddr  (4)                          |
///     |                          siaddr  (4)                          |
///     |                          giaddr  (4)                          |
///     |                          chaddr  (16)                         |
///     |                          sname   (64)                         |
///     |                          file    (128)                        |
///     |                    magic cookie, options                      |
///     +---------------------------------------------------------------+
public struct DHCPMessage: Hashable, Sendable {
    public static let context = DecodeContext(.application, "DHCP")
    public static let serverPort: UInt16 = 67, clientPort: UInt16 = 68
    static let cookie: UInt32 = 0x6382_5363
    /// A message of less is not sent: old relays throw it away (RFC 1542 section 2.1).
    static let minimumLength = 300

    /// Option 53.
    public enum Kind: UInt8, Sendable { case discover = 1, offer, request, decline, acknowledge, refuse, release, inform }

    /// Options by their codes (RFC 2132).
    public enum Code {
        public static let mask: UInt8 = 1, router: UInt8 = 3, nameServer: UInt8 = 6, hostName: UInt8 = 12, domainName: UInt8 = 15, mtu: UInt8 = 26, broadcast: UInt8 = 28
        public static let requestedAddress: UInt8 = 50, leaseTime: UInt8 = 51, overload: UInt8 = 52, kind: UInt8 = 53, server: UInt8 = 54, wanted: UInt8 = 55, message: UInt8 = 56
        public static let maximumSize: UInt8 = 57, renewal: UInt8 = 58, rebinding: UInt8 = 59, client: UInt8 = 61, relayInformation: UInt8 = 82
    }

    public struct Option: Hashable, Sendable {
        public var code: UInt8
        public var bytes: [UInt8]
        public init(_ code: UInt8, _ bytes: [UInt8]) { (self.code, self.bytes) = (code, bytes) }
    }

    public var isReply = false
    /// The transaction's number, of the client's choice.
    public var transaction: UInt32
    public var hops: UInt8 = 0
    public var seconds: UInt16 = 0
    /// The client cannot take unicast yet.
    public var wantsBroadcast = false
    /// The client's address, if it has one; the one it gets; the next server's; the relay's.
    public var client = IPv4Address.any, yours = IPv4Address.any, next = IPv4Address.any, relay = IPv4Address.any
    public var hardware: MACAddress
    /// In their order; those of one code that follow one another are one (RFC 3396).
    public var options: [Option] = []

    public init(transaction: UInt32, hardware: MACAddress) { (self.transaction, self.hardware) = (transaction, hardware) }

    // MARK: - Bytes

    /// Reads a message. Throws `truncated`, and `invalid` for another hardware than Ethernet, a wrong cookie, and options that do not end.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        self = try bytes.decode(as: Self.context) { (reader: inout ByteReader) throws(DecodeError) -> DHCPMessage in
            let operation = try reader.uint8("op")
            guard operation == 1 || operation == 2 else { throw reader.invalid("op", found: "\(operation)", expected: "1 or 2", at: 0) }
            let type = try reader.uint8("htype"), length = try reader.uint8("hlen")
            guard type == 1, length == 6 else { throw reader.invalid("htype", found: "\(type), \(length) bytes", expected: "1, 6 bytes: Ethernet", at: 1) }
            let hops = try reader.uint8("hops"), transaction = try reader.uint32("xid"), seconds = try reader.uint16("secs"), flags = try reader.uint16("flags")
            let client = try IPv4Address(parsing: &reader, "ciaddr"), yours = try IPv4Address(parsing: &reader, "yiaddr"), next = try IPv4Address(parsing: &reader, "siaddr"), relay = try IPv4Address(parsing: &reader, "giaddr")
            let hardware = MACAddress(rawValue: UInt64(try reader.uint16("chaddr")) << 32 | UInt64(try reader.uint32("chaddr")))
            try reader.skip(10, "chaddr")
            let name = try reader.bytes(64, "sname"), file = try reader.bytes(128, "file")
            guard try reader.uint32("magic cookie") == Self.cookie else { throw reader.invalid("magic cookie", found: "another", expected: "63 82 53 63", at: 236) }
            var message = DHCPMessage(transaction: transaction, hardware: hardware)
            (message.isReply, message.hops, message.seconds, message.wantsBroadcast) = (operation == 2, hops, seconds, flags & 0x8000 != 0)
            (message.client, message.yours, message.next, message.relay) = (client, yours, next, relay)
            try message.addOptions(reader.rest(), at: 240, mustEnd: false)
            // Options may overflow into the fields for names (RFC 2132 section 9.3).
            if let overload = message.option(Code.overload)?.first {
                message.options.removeAll { $0.code == Code.overload }
                if overload & 1 != 0 { try message.addOptions(file, at: 108, mustEnd: false) }
                if overload & 2 != 0 { try message.addOptions(name, at: 44, mustEnd: false) }
            }
            return message
        }
    }

    private mutating func addOptions(_ bytes: [UInt8], at origin: Int, mustEnd: Bool) throws(DecodeError) {
        var found: [Option] = options
        try bytes.decode(as: Self.context, origin: origin) { (reader: inout ByteReader) throws(DecodeError) in
            while !reader.isAtEnd {
                let code = try reader.uint8("option code")
                if code == 0 { continue }
                if code == 255 { return }
                let length = Int(try reader.uint8("option length"))
                let value = try reader.bytes(length, "option")
                if let last = found.lastIndex(where: { $0.code == code }) { found[last].bytes += value } else { found.append(Option(code, value)) }
            }
        }
        options = found
    }

    public func serialized() -> [UInt8] {
        var writer = ByteWriter(capacity: 320)
        writer.uint8(isReply ? 2 : 1)
        writer.uint8(1)
        writer.uint8(6)
        writer.uint8(hops)
        writer.uint32(transaction)
        writer.uint16(seconds)
        writer.uint16(wantsBroadcast ? 0x8000 : 0)
        for address in [client, yours, next, relay] { address.serialize(into: &writer) }
        hardware.serialize(into: &writer)
        writer.zeros(10 + 64 + 128)
        writer.uint32(Self.cookie)
        for option in options {
            // A long one is said in parts.
            var rest = option.bytes[...]
            repeat {
                writer.uint8(option.code)
                writer.uint8(UInt8(min(255, rest.count)))
                writer.write(rest.prefix(255))
                rest = rest.dropFirst(255)
            } while !rest.isEmpty
        }
        writer.uint8(255)
        if writer.count < Self.minimumLength { writer.zeros(Self.minimumLength - writer.count) }
        return writer.bytes
    }

    // MARK: - Options

    public func option(_ code: UInt8) -> [UInt8]? { options.first { $0.code == code }?.bytes }
    public var kind: Kind? { option(Code.kind).flatMap { $0.count == 1 ? Kind(rawValue: $0[0]) : nil } }
    /// An option's value as one address, or as the first of several.
    public func address(_ code: UInt8) -> IPv4Address? { addresses(code).first }
    public func addresses(_ code: UInt8) -> [IPv4Address] {
        guard let bytes = option(code), bytes.count % 4 == 0 else { return [] }
        return stride(from: 0, to: bytes.count, by: 4).map { IPv4Address(bytes[$0], bytes[$0 + 1], bytes[$0 + 2], bytes[$0 + 3]) }
    }
    public func seconds(_ code: UInt8) -> UInt32? { option(code).flatMap { $0.count == 4 ? $0.reduce(0) { $0 << 8 | UInt32($1) } : nil } }
    /// Text: printable ASCII only, as far as it goes.
    public func text(_ code: UInt8) -> String? {
        option(code).flatMap { bytes in
            let visible = bytes.prefix { $0 >= 0x21 && $0 < 0x7f }
            return visible.isEmpty ? nil : String(decoding: visible, as: UTF8.self)
        }
    }

    public mutating func set(_ code: UInt8, _ bytes: [UInt8]) {
        options.removeAll { $0.code == code }
        options.append(Option(code, bytes))
    }
    public mutating func set(_ code: UInt8, _ addresses: [IPv4Address]) { set(code, addresses.flatMap { a in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: a.rawValue >> $0) } }) }
    public mutating func set(_ code: UInt8, seconds: UInt32) { set(code, [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: seconds >> $0) }) }
    public mutating func set(_ kind: Kind) {
        options.removeAll { $0.code == Code.kind }
        options.insert(Option(Code.kind, [kind.rawValue]), at: 0)
    }

    /// What tells one client from another (RFC 2131 section 4.2): its identifier, or its hardware address.
    public var identity: [UInt8] { option(Code.client) ?? [1] + hardware.octets }
}

extension DHCPMessage.Kind: CustomStringConvertible {
    /// As the RFC calls it.
    public var description: String {
        switch self {
        case .discover: "DISCOVER"
        case .offer: "OFFER"
        case .request: "REQUEST"
        case .decline: "DECLINE"
        case .acknowledge: "ACK"
        case .refuse: "NAK"
        case .release: "RELEASE"
        case .inform: "INFORM"
        }
    }
}
