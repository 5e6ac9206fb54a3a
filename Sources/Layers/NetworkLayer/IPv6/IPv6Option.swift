import Wire

/// One option of a hop-by-hop or destination options header (RFC 8200 section 4.2).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - - -
///     |  Option Type  |  Opt Data Len |  Option Data
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - - - -
public enum IPv6Option: Hashable, Sendable {
    /// Type 0: one byte of padding, without a length.
    case pad1
    /// Type 1: `count` bytes of padding in all, 2 to 257.
    case padN(count: Int)
    /// Type 5 (RFC 2711): routers should look into the packet; 0 for MLD.
    case routerAlert(UInt16)
    /// Type 194 (RFC 2675): the length of a packet beyond 65,535 bytes.
    case jumboPayload(UInt32)
    /// Any other type.
    case unknown(type: UInt8, data: [UInt8])

    /// What a node does that does not know the option: the type's two highest bits.
    public enum UnrecognizedAction: UInt8, Sendable {
        case skip = 0, discard = 1
        /// Discard, and tell the source with a parameter problem of code 2.
        case discardAndReport = 2
        /// The same, unless the destination is a group.
        case discardAndReportUnlessMulticast = 3
    }

    /// Reads one option. Throws `truncated`, and `invalid` for a length that the type cannot have.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.offset
        let type = try reader.uint8("option type")
        if type == 0 { self = .pad1; return }
        let length = Int(try reader.uint8("option data length"))
        guard reader.remaining >= length else { throw reader.truncated("option data", needed: length) }
        func wrong(_ expected: String) -> DecodeError {
            DecodeError(IPv6Header.context, field: "option data length", offset: start + 1, .invalid(found: "\(length) for option type \(type)", expected: expected))
        }
        switch type {
        case 1:
            try reader.skip(length, "padding")
            self = .padN(count: length + 2)
        case 5:
            guard length == 2 else { throw wrong("2") }
            self = .routerAlert(try reader.uint16("router alert"))
        case 194:
            guard length == 4 else { throw wrong("4") }
            self = .jumboPayload(try reader.uint32("jumbo payload length"))
        default:
            self = .unknown(type: type, data: try reader.bytes(length, "option data"))
        }
    }

    /// Writes the option; data beyond 255 bytes is cut.
    public func serialize(into writer: inout ByteWriter) {
        writer.uint8(type)
        switch self {
        case .pad1: break
        case .padN:
            writer.uint8(UInt8(length - 2))
            writer.zeros(length - 2)
        case .routerAlert(let value):
            writer.uint8(2)
            writer.uint16(value)
        case .jumboPayload(let value):
            writer.uint8(4)
            writer.uint32(value)
        case .unknown(_, let data):
            writer.uint8(UInt8(length - 2))
            writer.write(data.prefix(255))
        }
    }

    public var type: UInt8 {
        switch self {
        case .pad1: 0
        case .padN: 1
        case .routerAlert: 5
        case .jumboPayload: 194
        case .unknown(let type, _): type
        }
    }

    /// Bytes on the wire.
    public var length: Int {
        switch self {
        case .pad1: 1
        case .padN(let count): min(max(count, 2), 257)
        case .routerAlert: 4
        case .jumboPayload: 6
        case .unknown(_, let data): 2 + min(data.count, 255)
        }
    }

    public var unrecognizedAction: UnrecognizedAction {
        switch type >> 6 {
        case 0: .skip
        case 1: .discard
        case 2: .discardAndReport
        default: .discardAndReportUnlessMulticast
        }
    }

    /// Whether a router may change the data on the way: the type's third bit.
    public var mayChange: Bool { type & 0x20 != 0 }

    /// The padding that makes `length` bytes a multiple of 8: nothing, Pad1 or PadN.
    static func padding(after length: Int) -> IPv6Option? {
        switch (8 - length % 8) % 8 {
        case 0: nil
        case 1: .pad1
        case let count: .padN(count: count)
        }
    }
}

extension IPv6Option: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pad1: "Pad1"
        case .padN(let count): "PadN of \(count)"
        case .routerAlert(let value): "Router Alert \(value)"
        case .jumboPayload(let length): "Jumbo Payload \(length)"
        case .unknown(let type, let data): "option \(type) of \(data.count) bytes"
        }
    }
}
