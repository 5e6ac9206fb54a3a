import Wire

/// One option of an IPv4 header (RFC 791 section 3.1; IANA's registry of option numbers).
///
///     +-+-+-+-+-+-+-+-+               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - -
///     |C|Cls|  Number |      or       |C|Cls|  Number |     Length    |  Data ...
///     +-+-+-+-+-+-+-+-+               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - -
///
/// C: copied into every fragment; Cls: 0 control, 2 debugging and measurement. Length counts all bytes of the option.
public enum IPv4Option: Hashable, Sendable {
    /// Type 0: the rest is padding.
    case endOfList
    /// Type 1: aligns the next option.
    case noOperation
    /// Type 7: each router writes its address into the next slot.
    case recordRoute(IPv4Route)
    /// Type 68: each router writes the time into the next slot.
    case timestamp(IPv4TimestampOption)
    /// Type 131: by way of these routers, and others between them.
    case looseSourceRoute(IPv4Route)
    /// Type 137: by way of these routers and no others.
    case strictSourceRoute(IPv4Route)
    /// Type 148 (RFC 2113): routers should look into the packet. 0 is the only value defined.
    case routerAlert(UInt16)
    /// Any other type; `data` without type and length.
    case unknown(type: UInt8, data: [UInt8])

    /// Reads one option. Throws `truncated`, and `invalid` for a length below 2, beyond the header or impossible for the type.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.offset
        let type = try reader.uint8("option type")
        if type == 0 { self = .endOfList; return }
        if type == 1 { self = .noOperation; return }
        let length = Int(try reader.uint8("option length"))
        func wrong(_ expected: String) -> DecodeError {
            DecodeError(IPv4Header.context, field: "option length", offset: start + 1, .invalid(found: "\(length) for option type \(type)", expected: expected))
        }
        guard length >= 2 else { throw wrong("at least 2") }
        guard reader.remaining >= length - 2 else { throw wrong("at most \(reader.remaining + 2)") }
        var data = try reader.slice(length - 2, "option data")
        switch type {
        case 7, 131, 137:
            guard length >= 3, (length - 3) % 4 == 0 else { throw wrong("3 and a multiple of 4") }
            let route = try IPv4Route(parsing: &data)
            self = type == 7 ? .recordRoute(route) : type == 131 ? .looseSourceRoute(route) : .strictSourceRoute(route)
        case 68:
            guard length >= 4, length % 4 == 0 else { throw wrong("a multiple of 4") }
            self = .timestamp(try IPv4TimestampOption(parsing: &data))
        case 148:
            guard length == 4 else { throw wrong("4") }
            self = .routerAlert(try data.uint16("router alert"))
        default:
            self = .unknown(type: type, data: data.rest())
        }
    }

    /// Reads a header's options, up to and with the end of the list; what lies behind that is padding and passed over.
    public static func list(parsing reader: inout ByteReader) throws(DecodeError) -> [IPv4Option] {
        var list: [IPv4Option] = []
        while !reader.isAtEnd {
            let option = try IPv4Option(parsing: &reader)
            list.append(option)
            if option == .endOfList { break }
        }
        try reader.skip(reader.remaining, "padding")
        return list
    }

    /// Writes type, length and data; data that a length cannot count is cut.
    public func serialize(into writer: inout ByteWriter) {
        writer.uint8(type)
        switch self {
        case .endOfList, .noOperation: return
        case .recordRoute(let route), .looseSourceRoute(let route), .strictSourceRoute(let route):
            writer.uint8(UInt8(length))
            route.serialize(into: &writer)
        case .timestamp(let stamps):
            writer.uint8(UInt8(length))
            stamps.serialize(into: &writer)
        case .routerAlert(let value):
            writer.uint8(4)
            writer.uint16(value)
        case .unknown(_, let data):
            writer.uint8(UInt8(length))
            writer.write(data.prefix(253))
        }
    }

    /// The option's type octet: copied flag, class and number.
    public var type: UInt8 {
        switch self {
        case .endOfList: 0
        case .noOperation: 1
        case .recordRoute: 7
        case .timestamp: 68
        case .looseSourceRoute: 131
        case .strictSourceRoute: 137
        case .routerAlert: 148
        case .unknown(let type, _): type
        }
    }

    /// Whether every fragment carries the option, and not the first alone.
    public var isCopied: Bool { type & 0x80 != 0 }

    /// Bytes on the wire: 1 to 255.
    public var length: Int {
        switch self {
        case .endOfList, .noOperation: 1
        case .recordRoute(let route), .looseSourceRoute(let route), .strictSourceRoute(let route): 2 + route.length
        case .timestamp(let stamps): 2 + stamps.length
        case .routerAlert: 4
        case .unknown(_, let data): 2 + min(data.count, 253)
        }
    }
}

extension IPv4Option: CustomStringConvertible {
    public var description: String {
        switch self {
        case .endOfList: "EOL"
        case .noOperation: "NOP"
        case .recordRoute(let route): "RR \(route)"
        case .timestamp(let stamps): "TS \(stamps)"
        case .looseSourceRoute(let route): "LSRR \(route)"
        case .strictSourceRoute(let route): "SSRR \(route)"
        case .routerAlert(let value): "RA \(value)"
        case .unknown(let type, let data): "option \(type) of \(data.count) bytes"
        }
    }
}
