import Wire

/// An ICMP message for IPv4 (RFC 792; router discovery: RFC 1256; next-hop MTU: RFC 1191).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Type      |     Code      |           Checksum            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   by type: identifier and sequence number, MTU, pointer ...   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   by type: payload, or the packet that an error is about ...  |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum ICMPv4Message: Hashable, Sendable {
    /// Type 0.
    case echoReply(ICMPEcho)
    /// Type 3. `nextHopMTU` is 0 but for ``ICMPv4UnreachableCode/fragmentationNeeded``.
    case destinationUnreachable(code: ICMPv4UnreachableCode, nextHopMTU: UInt16, quote: ICMPQuote)
    /// Type 4, given up by RFC 6633.
    case sourceQuench(quote: ICMPQuote)
    /// Type 5: `gateway` is the better first hop.
    case redirect(code: ICMPv4RedirectCode, gateway: IPv4Address, quote: ICMPQuote)
    /// Type 8.
    case echoRequest(ICMPEcho)
    /// Type 9 (RFC 1256): lifetime in seconds.
    case routerAdvertisement(lifetime: UInt16, routers: [Router])
    /// Type 10 (RFC 1256).
    case routerSolicitation
    /// Type 11.
    case timeExceeded(code: ICMPv4TimeExceededCode, quote: ICMPQuote)
    /// Type 12: `pointer` is the offset in the quoted packet of what is wrong.
    case parameterProblem(code: UInt8, pointer: UInt8, quote: ICMPQuote)
    /// Types 13 and 14.
    case timestampRequest(Timestamps)
    case timestampReply(Timestamps)
    /// Any other type or code; `body` is what follows the checksum.
    case other(type: UInt8, code: UInt8, body: [UInt8])

    /// A router that offers itself, and how much it should be preferred.
    public struct Router: Hashable, Sendable {
        public var address: IPv4Address
        public var preference: Int32
        public init(address: IPv4Address, preference: Int32) {
            self.address = address
            self.preference = preference
        }
    }

    /// When a timestamp request left, arrived and was answered: milliseconds since midnight UT.
    public struct Timestamps: Hashable, Sendable {
        public var identifier: UInt16
        public var sequenceNumber: UInt16
        public var originate: UInt32
        public var receive: UInt32
        public var transmit: UInt32
        public init(identifier: UInt16, sequenceNumber: UInt16, originate: UInt32, receive: UInt32 = 0, transmit: UInt32 = 0) {
            self.identifier = identifier
            self.sequenceNumber = sequenceNumber
            self.originate = originate
            self.receive = receive
            self.transmit = transmit
        }
    }

    public static let context = DecodeContext(.network, "ICMP")

    /// Reads all that is left. Throws `truncated`, and `invalid` for router advertisements whose entries are not addresses.
    /// Whether the checksum is right, ``verifyChecksum(of:)`` says.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        guard reader.remaining >= 8 else { throw reader.truncated("header", needed: 8) }
        let type = try reader.uint8("type")
        let code = try reader.uint8("code")
        try reader.skip(2, "checksum")
        switch (type, code) {
        case (0, 0), (8, 0):
            let echo = ICMPEcho(identifier: try reader.uint16("identifier"), sequenceNumber: try reader.uint16("sequence number"), payload: reader.rest())
            self = type == 0 ? .echoReply(echo) : .echoRequest(echo)
        case (3, _):
            try reader.skip(1, "unused")
            let length = try reader.uint8("length")
            let mtu = try reader.uint16("next-hop MTU")
            self = .destinationUnreachable(code: .init(rawValue: code), nextHopMTU: mtu, quote: try ICMPQuote(parsing: &reader, length: length, unit: 4))
        case (4, 0):
            try reader.skip(4, "unused")
            self = .sourceQuench(quote: ICMPQuote(reader.rest()))
        case (5, _):
            self = .redirect(code: .init(rawValue: code), gateway: try IPv4Address(parsing: &reader, "gateway address"), quote: ICMPQuote(reader.rest()))
        case (9, _):
            let count = Int(try reader.uint8("number of addresses"))
            let words = Int(try reader.uint8("address entry size"))
            guard words >= 2 else { throw reader.invalid("address entry size", found: "\(words)", expected: "at least 2", at: reader.offset - 1) }
            let lifetime = try reader.uint16("lifetime")
            var routers: [Router] = []
            for _ in 0..<count {
                routers.append(Router(address: try IPv4Address(parsing: &reader, "router address"), preference: Int32(bitPattern: try reader.uint32("preference level"))))
                try reader.skip(4 * (words - 2), "router entry")
            }
            self = .routerAdvertisement(lifetime: lifetime, routers: routers)
        case (10, 0):
            try reader.skip(4, "reserved")
            self = .routerSolicitation
        case (11, _):
            try reader.skip(1, "unused")
            let length = try reader.uint8("length")
            try reader.skip(2, "unused")
            self = .timeExceeded(code: .init(rawValue: code), quote: try ICMPQuote(parsing: &reader, length: length, unit: 4))
        case (12, _):
            let pointer = try reader.uint8("pointer")
            let length = try reader.uint8("length")
            try reader.skip(2, "unused")
            self = .parameterProblem(code: code, pointer: pointer, quote: try ICMPQuote(parsing: &reader, length: length, unit: 4))
        case (13, 0), (14, 0):
            let stamps = Timestamps(
                identifier: try reader.uint16("identifier"), sequenceNumber: try reader.uint16("sequence number"),
                originate: try reader.uint32("originate timestamp"), receive: try reader.uint32("receive timestamp"), transmit: try reader.uint32("transmit timestamp"))
            self = type == 13 ? .timestampRequest(stamps) : .timestampReply(stamps)
        default:
            self = .other(type: type, code: code, body: reader.rest())
        }
    }

    /// Writes the message; `checksum` nil computes the right one.
    public func serialize(into writer: inout ByteWriter, checksum: UInt16? = nil) {
        let start = writer.count
        writer.uint8(type)
        writer.uint8(code)
        writer.uint16(checksum ?? 0)
        switch self {
        case .echoReply(let echo), .echoRequest(let echo):
            writer.uint16(echo.identifier)
            writer.uint16(echo.sequenceNumber)
            writer.write(echo.payload)
        case .destinationUnreachable(_, let mtu, let quote):
            writer.uint8(0)
            writer.uint8(quote.lengthField(unit: 4))
            writer.uint16(mtu)
            quote.serialize(into: &writer, unit: 4)
        case .sourceQuench(let quote):
            writer.uint32(0)
            writer.write(quote.packet)
        case .redirect(_, let gateway, let quote):
            gateway.serialize(into: &writer)
            writer.write(quote.packet)
        case .routerAdvertisement(let lifetime, let routers):
            writer.uint8(UInt8(clamping: routers.count))
            writer.uint8(2)
            writer.uint16(lifetime)
            for router in routers.prefix(255) {
                router.address.serialize(into: &writer)
                writer.uint32(UInt32(bitPattern: router.preference))
            }
        case .routerSolicitation:
            writer.uint32(0)
        case .timeExceeded(_, let quote):
            writer.uint8(0)
            writer.uint8(quote.lengthField(unit: 4))
            writer.uint16(0)
            quote.serialize(into: &writer, unit: 4)
        case .parameterProblem(_, let pointer, let quote):
            writer.uint8(pointer)
            writer.uint8(quote.lengthField(unit: 4))
            writer.uint16(0)
            quote.serialize(into: &writer, unit: 4)
        case .timestampRequest(let stamps), .timestampReply(let stamps):
            writer.uint16(stamps.identifier)
            writer.uint16(stamps.sequenceNumber)
            writer.uint32(stamps.originate)
            writer.uint32(stamps.receive)
            writer.uint32(stamps.transmit)
        case .other(_, _, let body):
            writer.write(body)
        }
        if checksum == nil {
            writer.patch(uint16: InternetChecksum.of(writer.bytes.span.bytes.extracting(droppingFirst: start)), at: start + 2)
        }
    }

    /// Judges the checksum of a whole message.
    public static func verifyChecksum(of message: RawSpan) -> ChecksumVerdict {
        guard message.byteCount >= 4 else { return .absent }
        return ChecksumVerdict(of: message, stored: UInt16(bigEndian: unsafe message.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
}

extension ICMPv4Message {
    /// The number in IANA's registry.
    public var type: UInt8 {
        switch self {
        case .echoReply: 0
        case .destinationUnreachable: 3
        case .sourceQuench: 4
        case .redirect: 5
        case .echoRequest: 8
        case .routerAdvertisement: 9
        case .routerSolicitation: 10
        case .timeExceeded: 11
        case .parameterProblem: 12
        case .timestampRequest: 13
        case .timestampReply: 14
        case .other(let type, _, _): type
        }
    }

    public var code: UInt8 {
        switch self {
        case .destinationUnreachable(let code, _, _): code.rawValue
        case .redirect(let code, _, _): code.rawValue
        case .timeExceeded(let code, _): code.rawValue
        case .parameterProblem(let code, _, _), .other(_, let code, _): code
        default: 0
        }
    }

    /// Whether this reports an error: never answered with another (RFC 1122 section 3.2.2).
    public var isError: Bool { quote != nil }

    /// The packet that an error is about.
    public var quote: ICMPQuote? {
        switch self {
        case .destinationUnreachable(_, _, let quote), .sourceQuench(let quote), .redirect(_, _, let quote), .timeExceeded(_, let quote), .parameterProblem(_, _, let quote): quote
        default: nil
        }
    }
}

extension ICMPv4Message: CustomStringConvertible {
    public var description: String {
        switch self {
        case .echoReply(let echo): "ICMP echo reply id \(echo.identifier) seq \(echo.sequenceNumber) length \(echo.payload.count)"
        case .echoRequest(let echo): "ICMP echo request id \(echo.identifier) seq \(echo.sequenceNumber) length \(echo.payload.count)"
        case .destinationUnreachable(.fragmentationNeeded, let mtu, _): "ICMP fragmentation needed, next-hop MTU \(mtu)"
        case .destinationUnreachable(let code, _, _): "ICMP \(code)"
        case .sourceQuench: "ICMP source quench"
        case .redirect(_, let gateway, _): "ICMP redirect to \(gateway)"
        case .routerAdvertisement(let lifetime, let routers): "ICMP router advertisement of \(routers.map { "\($0.address)" }.joined(separator: ", ")) for \(lifetime) s"
        case .routerSolicitation: "ICMP router solicitation"
        case .timeExceeded(.reassembly, _): "ICMP time exceeded in reassembly"
        case .timeExceeded: "ICMP time exceeded in transit"
        case .parameterProblem(_, let pointer, _): "ICMP parameter problem at byte \(pointer)"
        case .timestampRequest: "ICMP timestamp request"
        case .timestampReply: "ICMP timestamp reply"
        case .other(let type, let code, _): "ICMP type \(type) code \(code)"
        }
    }
}
