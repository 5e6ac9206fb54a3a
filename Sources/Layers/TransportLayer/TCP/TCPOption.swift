import Wire

/// One TCP option as it lies in a header (RFC 9293 section 3.2), for looking at headers. A connection uses ``TCPOptions``.
///
///     +--------+                +--------+--------+--------+
///     |  Kind  |       or       |  Kind  | Length | Data ...        Length counts Kind and Length, too.
///     +--------+                +--------+--------+--------+
public enum TCPOption: Hashable, Sendable {
    /// Kind 0: the rest of the options' room is padding.
    case endOfList
    /// Kind 1: aligns the next option.
    case noOperation
    /// Kind 2: the most data that the sender takes in one segment.
    case maximumSegmentSize(UInt16)
    /// Kind 3 (RFC 7323 section 2): how far the sender's windows are shifted.
    case windowScale(UInt8)
    /// Kind 4 (RFC 2018 section 2).
    case sackPermitted
    /// Kind 5 (RFC 2018 section 3): 1 to 4 blocks.
    case sack(SACKBlocks)
    /// Kind 8 (RFC 7323 section 3).
    case timestamps(TCPTimestamps)
    /// Kind 19 (RFC 2385): a digest of 16 bytes, not looked into.
    case md5Signature([UInt8])
    /// Kind 34 (RFC 7413 section 4.1.1): empty in a request for a cookie.
    case fastOpenCookie([UInt8])
    /// Any other kind; `data` without kind and length.
    case unknown(kind: UInt8, data: [UInt8])

    /// Reads one option. Throws `truncated`, and `invalid` for a length below 2 or one that the kind cannot have.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.offset
        let kind = try reader.uint8("option kind")
        if kind == 0 { self = .endOfList; return }
        if kind == 1 { self = .noOperation; return }
        let length = Int(try reader.uint8("option length"))
        func wrong(_ expected: String) -> DecodeError {
            DecodeError(TCPHeader.context, field: "option length", offset: start + 1, .invalid(found: "\(length) for option kind \(kind)", expected: expected))
        }
        guard length >= 2 else { throw wrong("at least 2") }
        guard reader.remaining >= length - 2 else { throw wrong("at most \(reader.remaining + 2)") }
        switch kind {
        case 2:
            guard length == 4 else { throw wrong("4") }
            self = .maximumSegmentSize(try reader.uint16("maximum segment size"))
        case 3:
            guard length == 3 else { throw wrong("3") }
            self = .windowScale(try reader.uint8("window scale"))
        case 4:
            guard length == 2 else { throw wrong("2") }
            self = .sackPermitted
        case 5:
            guard length >= 10, length <= 34, (length - 2) % 8 == 0 else { throw wrong("10, 18, 26 or 34") }
            var blocks = SACKBlocks()
            for _ in 0..<(length - 2) / 8 { blocks.append(SACKBlock(left: try reader.uint32("SACK left edge"), right: try reader.uint32("SACK right edge"))) }
            self = .sack(blocks)
        case 8:
            guard length == 10 else { throw wrong("10") }
            self = .timestamps(TCPTimestamps(value: try reader.uint32("timestamp value"), echoReply: try reader.uint32("timestamp echo reply")))
        case 19:
            guard length == 18 else { throw wrong("18") }
            self = .md5Signature(try reader.bytes(16, "MD5 digest"))
        case 34:
            self = .fastOpenCookie(try reader.bytes(length - 2, "Fast Open cookie"))
        default:
            self = .unknown(kind: kind, data: try reader.bytes(length - 2, "option data"))
        }
    }

    /// Reads a header's options in their order, up to and with the end of the list; what lies behind that is padding and passed over.
    public static func list(parsing reader: inout ByteReader) throws(DecodeError) -> [TCPOption] {
        var list: [TCPOption] = []
        while !reader.isAtEnd {
            let option = try TCPOption(parsing: &reader)
            list.append(option)
            if option == .endOfList { break }
        }
        try reader.skip(reader.remaining, "padding")
        return list
    }

    /// Writes kind, length and data; data that a length cannot count (more than 253 bytes) is cut.
    public func serialize(into writer: inout ByteWriter) {
        func head(_ kind: UInt8, _ dataLength: Int) {
            writer.uint8(kind)
            writer.uint8(UInt8(clamping: dataLength + 2))
        }
        switch self {
        case .endOfList: writer.uint8(0)
        case .noOperation: writer.uint8(1)
        case .maximumSegmentSize(let size):
            head(2, 2)
            writer.uint16(size)
        case .windowScale(let shift):
            head(3, 1)
            writer.uint8(shift)
        case .sackPermitted: head(4, 0)
        case .sack(let blocks):
            head(5, 8 * blocks.count)
            for block in blocks {
                writer.uint32(block.left)
                writer.uint32(block.right)
            }
        case .timestamps(let stamps):
            head(8, 8)
            writer.uint32(stamps.value)
            writer.uint32(stamps.echoReply)
        case .md5Signature(let data), .fastOpenCookie(let data), .unknown(_, let data):
            head(kind, data.count)
            writer.write(data.prefix(253))
        }
    }

    /// The option's number in IANA's registry.
    public var kind: UInt8 {
        switch self {
        case .endOfList: 0
        case .noOperation: 1
        case .maximumSegmentSize: 2
        case .windowScale: 3
        case .sackPermitted: 4
        case .sack: 5
        case .timestamps: 8
        case .md5Signature: 19
        case .fastOpenCookie: 34
        case .unknown(let kind, _): kind
        }
    }

    /// Bytes on the wire.
    public var length: Int {
        switch self {
        case .endOfList, .noOperation: 1
        case .maximumSegmentSize: 4
        case .windowScale: 3
        case .sackPermitted: 2
        case .sack(let blocks): 2 + 8 * blocks.count
        case .timestamps: 10
        case .md5Signature(let data), .fastOpenCookie(let data), .unknown(_, let data): 2 + min(data.count, 253)
        }
    }
}

extension TCPOption: CustomStringConvertible {
    public var description: String {
        switch self {
        case .endOfList: "eol"
        case .noOperation: "nop"
        case .maximumSegmentSize(let size): "mss \(size)"
        case .windowScale(let shift): "wscale \(shift)"
        case .sackPermitted: "sackOK"
        case .sack(let blocks): "sack " + blocks.map(\.description).joined(separator: " ")
        case .timestamps(let stamps): "TS val \(stamps.value) ecr \(stamps.echoReply)"
        case .md5Signature: "md5"
        case .fastOpenCookie(let cookie): cookie.isEmpty ? "tfo cookiereq" : "tfo cookie of \(cookie.count) bytes"
        case .unknown(let kind, let data): "kind \(kind) of \(data.count) bytes"
        }
    }
}
