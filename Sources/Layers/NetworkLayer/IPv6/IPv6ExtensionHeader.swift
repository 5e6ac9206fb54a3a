import Wire

/// One of the headers that may lie between an IPv6 header and what the packet carries (RFC 8200 section 4).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Next Header  |  Hdr Ext Len  |                               |     Hdr Ext Len: 8-byte units behind the first
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
///     |                            Options                            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum IPv6ExtensionHeader: Hashable, Sendable {
    /// Every router on the way looks at these. Only directly behind the IPv6 header.
    case hopByHop([IPv6Option])
    /// The destination looks at these.
    case destinationOptions([IPv6Option])
    case routing(IPv6RoutingHeader)
    case fragment(IPv6FragmentHeader)
    /// The Authentication Header (RFC 4302), behind its length and not looked into.
    case authentication([UInt8])

    /// Reads the header of the type that `type` names, and says what comes next. Throws `truncated`, `invalid` for options
    /// whose lengths cannot be, and for a type that is none of these.
    public init(parsing reader: inout ByteReader, type: IPProtocol, next: inout IPProtocol) throws(DecodeError) {
        let following = IPProtocol(rawValue: try reader.uint8("next header"))
        switch type {
        case .ipv6Fragment:
            guard reader.remaining >= IPv6FragmentHeader.length - 1 else { throw reader.truncated("fragment header", needed: IPv6FragmentHeader.length - 1) }
            try reader.skip(1, "reserved")
            let offset = try reader.uint16("fragment offset")
            self = .fragment(IPv6FragmentHeader(fragmentOffset: offset & ~7, moreFragments: offset & 1 == 1, identification: try reader.uint32("identification")))
        case .authentication:
            // Its length counts in words of 4 bytes, less two.
            let length = 4 * (Int(try reader.uint8("payload length")) + 2)
            self = .authentication(try reader.bytes(length - 2, "authentication data"))
        case .hopByHop, .destinationOptions, .ipv6Routing:
            let length = 8 * (Int(try reader.uint8("header extension length")) + 1)
            var part = try reader.slice(length - 2, "extension header")
            if type == .ipv6Routing {
                self = .routing(IPv6RoutingHeader(type: try part.uint8("routing type"), segmentsLeft: try part.uint8("segments left"), data: part.rest()))
            } else {
                var options: [IPv6Option] = []
                while !part.isAtEnd { options.append(try IPv6Option(parsing: &part)) }
                self = type == .hopByHop ? .hopByHop(options) : .destinationOptions(options)
            }
        default:
            throw reader.invalid("next header", found: "\(type)", expected: "an extension header", at: reader.offset - 1)
        }
        next = following
    }

    /// Writes the header, padded to a multiple of 8 bytes; `next` is what follows it.
    public func serialize(into writer: inout ByteWriter, next: IPProtocol) {
        let start = writer.count
        writer.uint8(next.rawValue)
        switch self {
        case .hopByHop(let options), .destinationOptions(let options):
            writer.uint8(UInt8(length / 8 - 1))
            for option in options.prefix(Self.optionsThatFit(options).count) { option.serialize(into: &writer) }
            IPv6Option.padding(after: writer.count - start)?.serialize(into: &writer)
        case .routing(let header):
            writer.uint8(UInt8(length / 8 - 1))
            writer.uint8(header.type)
            writer.uint8(header.segmentsLeft)
            writer.write(header.data.prefix(2044))
            writer.zeros(start + length - writer.count)
        case .fragment(let header):
            writer.uint8(0)
            writer.uint16(header.fragmentOffset & ~7 | (header.moreFragments ? 1 : 0))
            writer.uint32(header.identification)
        case .authentication(let data):
            writer.uint8(UInt8(length / 4 - 2))
            writer.write(data.prefix(1022))
            writer.zeros(start + length - writer.count)
        }
    }

    /// The number by which the header before names this one.
    public var type: IPProtocol {
        switch self {
        case .hopByHop: .hopByHop
        case .destinationOptions: .destinationOptions
        case .routing: .ipv6Routing
        case .fragment: .ipv6Fragment
        case .authentication: .authentication
        }
    }

    /// Bytes on the wire: at most 2048 (what does not fit is not written).
    public var length: Int {
        switch self {
        case .hopByHop(let options), .destinationOptions(let options): (2 + Self.optionsThatFit(options).length + 7) & ~7
        case .routing(let header): (4 + min(header.data.count, 2044) + 7) & ~7
        case .fragment: IPv6FragmentHeader.length
        case .authentication(let data): max(8, (2 + min(data.count, 1022) + 3) & ~3)
        }
    }

    private static func optionsThatFit(_ options: [IPv6Option]) -> (count: Int, length: Int) {
        var count = 0, length = 0
        for option in options {
            guard length + option.length <= 2046 else { break }
            length += option.length
            count += 1
        }
        return (count, length)
    }
}

extension IPv6ExtensionHeader: CustomStringConvertible {
    public var description: String {
        switch self {
        case .hopByHop(let options): "Hop-by-Hop <" + options.map(\.description).joined(separator: ", ") + ">"
        case .destinationOptions(let options): "Destination Options <" + options.map(\.description).joined(separator: ", ") + ">"
        case .routing(let header): "Routing type \(header.type), \(header.segmentsLeft) left"
        case .fragment(let header): "Fragment at \(header.fragmentOffset)\(header.moreFragments ? "+" : "") id \(header.identification)"
        case .authentication(let data): "AH of \(data.count) bytes"
        }
    }
}
