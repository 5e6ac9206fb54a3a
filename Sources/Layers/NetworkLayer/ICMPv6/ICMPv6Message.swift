import Wire

/// An ICMPv6 message (RFC 4443), neighbour discovery (RFC 4861) and multicast listener discovery (RFC 2710, 3810) among them.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Type      |     Code      |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                          by type ...                          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum ICMPv6Message: Hashable, Sendable {
    /// Type 1.
    case destinationUnreachable(code: ICMPv6UnreachableCode, quote: ICMPQuote)
    /// Type 2: path MTU discovery's signal.
    case packetTooBig(mtu: UInt32, quote: ICMPQuote)
    /// Type 3.
    case timeExceeded(code: ICMPv6TimeExceededCode, quote: ICMPQuote)
    /// Type 4: `pointer` is the offset in the quoted packet of what is wrong.
    case parameterProblem(code: ICMPv6ParameterProblemCode, pointer: UInt32, quote: ICMPQuote)
    /// Type 128.
    case echoRequest(ICMPEcho)
    /// Type 129.
    case echoReply(ICMPEcho)
    /// Types 130, 131, 132 and 143.
    case multicastListener(MulticastListenerMessage)
    /// Type 133.
    case routerSolicitation(options: [NeighborDiscoveryOption])
    /// Type 134.
    case routerAdvertisement(RouterAdvertisement)
    /// Type 135.
    case neighborSolicitation(target: IPv6Address, options: [NeighborDiscoveryOption])
    /// Type 136.
    case neighborAdvertisement(NeighborAdvertisement)
    /// Type 137: for `destination`, `target` is the better first hop, or the destination itself where that is on the link.
    case redirect(target: IPv6Address, destination: IPv6Address, options: [NeighborDiscoveryOption])
    /// Any other type, or a code that the type does not have; `body` is what follows the checksum.
    case other(type: UInt8, code: UInt8, body: [UInt8])

    public static let context = DecodeContext(.network, "ICMPv6")

    /// Reads all that is left. Throws `truncated`, and `invalid` for options whose lengths cannot be. Whether the checksum is
    /// right, ``verifyChecksum(of:pseudoHeader:)`` says; that neighbour discovery came with a hop limit of 255, its receiver checks.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let type = try reader.uint8("type")
        let code = try reader.uint8("code")
        try reader.skip(2, "checksum")
        switch (type, code) {
        case (1, _):
            self = .destinationUnreachable(code: .init(rawValue: code), quote: try Self.quote(&reader))
        case (2, 0):
            let mtu = try reader.uint32("MTU")
            self = .packetTooBig(mtu: mtu, quote: ICMPQuote(reader.rest()))
        case (3, _):
            self = .timeExceeded(code: .init(rawValue: code), quote: try Self.quote(&reader))
        case (4, _):
            let pointer = try reader.uint32("pointer")
            self = .parameterProblem(code: .init(rawValue: code), pointer: pointer, quote: ICMPQuote(reader.rest()))
        case (128, 0), (129, 0):
            let echo = ICMPEcho(identifier: try reader.uint16("identifier"), sequenceNumber: try reader.uint16("sequence number"), payload: reader.rest())
            self = type == 128 ? .echoRequest(echo) : .echoReply(echo)
        case (130, 0), (131, 0), (132, 0), (143, 0):
            self = .multicastListener(try MulticastListenerMessage(parsing: &reader, type: type))
        case (133, 0):
            try reader.skip(4, "reserved")
            self = .routerSolicitation(options: try NeighborDiscoveryOption.list(parsing: &reader))
        case (134, 0):
            self = .routerAdvertisement(try RouterAdvertisement(parsing: &reader))
        case (135, 0):
            try reader.skip(4, "reserved")
            self = .neighborSolicitation(target: try IPv6Address(parsing: &reader, "target address"), options: try NeighborDiscoveryOption.list(parsing: &reader))
        case (136, 0):
            self = .neighborAdvertisement(try NeighborAdvertisement(parsing: &reader))
        case (137, 0):
            try reader.skip(4, "reserved")
            self = .redirect(
                target: try IPv6Address(parsing: &reader, "target address"), destination: try IPv6Address(parsing: &reader, "destination address"),
                options: try NeighborDiscoveryOption.list(parsing: &reader))
        default:
            self = .other(type: type, code: code, body: reader.rest())
        }
    }

    /// The word of type 1 and 3, whose first byte is a length in units of 8 bytes, and the quoted packet.
    private static func quote(_ reader: inout ByteReader) throws(DecodeError) -> ICMPQuote {
        guard reader.remaining >= 4 else { throw reader.truncated("unused", needed: 4) }
        let length = try reader.uint8("length")
        try reader.skip(3, "unused")
        return try ICMPQuote(parsing: &reader, length: length, unit: 8)
    }

    /// Writes the message with the checksum over it and the pseudo-header; `checksum` forces another one.
    public func serialize(into writer: inout ByteWriter, pseudoHeader: PseudoHeader, checksum: UInt16? = nil) {
        let start = writer.count
        writer.uint8(type)
        writer.uint8(code)
        writer.uint16(checksum ?? 0)
        switch self {
        case .destinationUnreachable(_, let quote), .timeExceeded(_, let quote):
            writer.uint8(quote.lengthField(unit: 8))
            writer.zeros(3)
            quote.serialize(into: &writer, unit: 8)
        case .packetTooBig(let value, let quote), .parameterProblem(_, let value, let quote):
            writer.uint32(value)
            writer.write(quote.packet)
        case .echoRequest(let echo), .echoReply(let echo):
            writer.uint16(echo.identifier)
            writer.uint16(echo.sequenceNumber)
            writer.write(echo.payload)
        case .multicastListener(let message): message.serialize(into: &writer)
        case .routerSolicitation(let options):
            writer.uint32(0)
            for option in options { option.serialize(into: &writer) }
        case .routerAdvertisement(let advertisement): advertisement.serialize(into: &writer)
        case .neighborSolicitation(let target, let options):
            writer.uint32(0)
            target.serialize(into: &writer)
            for option in options { option.serialize(into: &writer) }
        case .neighborAdvertisement(let advertisement): advertisement.serialize(into: &writer)
        case .redirect(let target, let destination, let options):
            writer.uint32(0)
            target.serialize(into: &writer)
            destination.serialize(into: &writer)
            for option in options { option.serialize(into: &writer) }
        case .other(_, _, let body): writer.write(body)
        }
        if checksum == nil {
            var sum = pseudoHeader.checksum(length: writer.count - start)
            sum.add(writer.bytes.span.bytes.extracting(droppingFirst: start))
            writer.patch(uint16: sum.value, at: start + 2)
        }
    }

    /// Judges the checksum of a whole message.
    public static func verifyChecksum(of message: RawSpan, pseudoHeader: PseudoHeader) -> ChecksumVerdict {
        guard message.byteCount >= 4 else { return .absent }
        return ChecksumVerdict(of: message, stored: UInt16(bigEndian: unsafe message.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt16.self)), pseudoHeader: pseudoHeader)
    }
}

extension ICMPv6Message {
    /// The number in IANA's registry. Below 128: an error, never answered with another (RFC 4443 section 2.4).
    public var type: UInt8 {
        switch self {
        case .destinationUnreachable: 1
        case .packetTooBig: 2
        case .timeExceeded: 3
        case .parameterProblem: 4
        case .echoRequest: 128
        case .echoReply: 129
        case .multicastListener(let message): message.type
        case .routerSolicitation: 133
        case .routerAdvertisement: 134
        case .neighborSolicitation: 135
        case .neighborAdvertisement: 136
        case .redirect: 137
        case .other(let type, _, _): type
        }
    }

    public var code: UInt8 {
        switch self {
        case .destinationUnreachable(let code, _): code.rawValue
        case .timeExceeded(let code, _): code.rawValue
        case .parameterProblem(let code, _, _): code.rawValue
        case .other(_, let code, _): code
        default: 0
        }
    }

    /// Whether this reports an error: never answered with another (RFC 4443 section 2.4).
    public var isError: Bool { type < 128 }

    /// The packet that an error is about.
    public var quote: ICMPQuote? {
        switch self {
        case .destinationUnreachable(_, let quote), .packetTooBig(_, let quote), .timeExceeded(_, let quote), .parameterProblem(_, _, let quote): quote
        default: nil
        }
    }
}

extension ICMPv6Message: CustomStringConvertible {
    public var description: String {
        switch self {
        case .destinationUnreachable(let code, _): "ICMPv6 \(code)"
        case .packetTooBig(let mtu, _): "ICMPv6 packet too big, MTU \(mtu)"
        case .timeExceeded(.reassembly, _): "ICMPv6 time exceeded in reassembly"
        case .timeExceeded: "ICMPv6 time exceeded in transit"
        case .parameterProblem(_, let pointer, _): "ICMPv6 parameter problem at byte \(pointer)"
        case .echoRequest(let echo): "ICMPv6 echo request id \(echo.identifier) seq \(echo.sequenceNumber) length \(echo.payload.count)"
        case .echoReply(let echo): "ICMPv6 echo reply id \(echo.identifier) seq \(echo.sequenceNumber) length \(echo.payload.count)"
        case .multicastListener(let message): "ICMPv6 \(message)"
        case .routerSolicitation: "ICMPv6 router solicitation"
        case .routerAdvertisement(let advertisement): "ICMPv6 router advertisement, lifetime \(advertisement.routerLifetime) s"
        case .neighborSolicitation(let target, _): "ICMPv6 neighbor solicitation: who has \(target)?"
        case .neighborAdvertisement(let advertisement): "ICMPv6 neighbor advertisement: \(advertisement.target)" + (advertisement.targetLinkLayerAddress.map { " is at \($0)" } ?? "")
        case .redirect(let target, let destination, _): "ICMPv6 redirect: \(destination) by way of \(target)"
        case .other(let type, let code, _): "ICMPv6 type \(type) code \(code)"
        }
    }
}
