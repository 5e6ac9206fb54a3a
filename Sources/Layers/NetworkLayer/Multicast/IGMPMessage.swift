import Wire

/// An Internet group management message (IGMPv1: RFC 1112; v2: RFC 2236; v3: RFC 3376).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Type      | Max Resp Code |           Checksum            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                         Group Address                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     | Resv  |S| QRV |     QQIC      |     Number of Sources (N)     |     v3 queries only
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                     N source addresses ...                    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum IGMPMessage: Hashable, Sendable {
    /// Type 0x11, 8 bytes: who listens to `group`, or to any where it is 0.0.0.0? Tenths of a second; 0 in version 1.
    case query(maximumResponseTime: UInt8, group: IPv4Address)
    /// Type 0x11, longer: with sources.
    case queryV3(QueryV3)
    /// Type 0x12.
    case reportV1(group: IPv4Address)
    /// Type 0x16.
    case reportV2(group: IPv4Address)
    /// Type 0x17.
    case leave(group: IPv4Address)
    /// Type 0x22: what the sender listens to, group by group.
    case reportV3([MulticastGroupRecord<IPv4Address>])
    /// Any other type; `body` is what follows the checksum.
    case other(type: UInt8, code: UInt8, body: [UInt8])

    /// A version 3 query (RFC 3376 section 4.1).
    public struct QueryV3: Hashable, Sendable {
        /// Tenths of a second, floating-point coded from 128 on.
        public var maximumResponseCode: UInt8
        public var group: IPv4Address
        /// S: routers keep their timers.
        public var suppressesRouterProcessing: Bool
        /// The querier's robustness variable, 3 bits.
        public var robustness: UInt8
        /// The querier's interval, coded, in seconds.
        public var queryIntervalCode: UInt8
        public var sources: [IPv4Address]

        public init(maximumResponseCode: UInt8, group: IPv4Address, suppressesRouterProcessing: Bool = false, robustness: UInt8 = 2, queryIntervalCode: UInt8 = 125, sources: [IPv4Address] = []) {
            self.maximumResponseCode = maximumResponseCode
            self.group = group
            self.suppressesRouterProcessing = suppressesRouterProcessing
            self.robustness = robustness
            self.queryIntervalCode = queryIntervalCode
            self.sources = sources
        }
    }

    public static let context = DecodeContext(.network, "IGMP")

    /// Reads the message. Throws `truncated`. Whether the checksum is right, ``verifyChecksum(of:)`` says.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        guard reader.remaining >= 8 else { throw reader.truncated("header", needed: 8) }
        let type = try reader.uint8("type")
        let code = try reader.uint8("maximum response code")
        try reader.skip(2, "checksum")
        switch type {
        case 0x11:
            let group = try IPv4Address(parsing: &reader, "group address")
            // RFC 3376 section 7.1 tells the versions apart by length.
            if reader.isAtEnd { self = .query(maximumResponseTime: code, group: group); return }
            let flags = try reader.uint8("flags")
            let interval = try reader.uint8("querier's query interval code")
            let count = Int(try reader.uint16("number of sources"))
            var sources: [IPv4Address] = []
            for _ in 0..<count { sources.append(try IPv4Address(parsing: &reader, "source address")) }
            self = .queryV3(QueryV3(maximumResponseCode: code, group: group, suppressesRouterProcessing: flags & 8 != 0, robustness: flags & 7, queryIntervalCode: interval, sources: sources))
        case 0x12: self = .reportV1(group: try IPv4Address(parsing: &reader, "group address"))
        case 0x16: self = .reportV2(group: try IPv4Address(parsing: &reader, "group address"))
        case 0x17: self = .leave(group: try IPv4Address(parsing: &reader, "group address"))
        case 0x22:
            try reader.skip(2, "reserved")
            let count = Int(try reader.uint16("number of records"))
            var records: [MulticastGroupRecord<IPv4Address>] = []
            for _ in 0..<count { records.append(try MulticastGroupRecord(parsing: &reader)) }
            self = .reportV3(records)
        default: self = .other(type: type, code: code, body: reader.rest())
        }
    }

    /// Writes the message; `checksum` nil computes the right one.
    public func serialize(into writer: inout ByteWriter, checksum: UInt16? = nil) {
        let start = writer.count
        writer.uint8(type)
        writer.uint8(code)
        writer.uint16(checksum ?? 0)
        switch self {
        case .query(_, let group), .reportV1(let group), .reportV2(let group), .leave(let group): group.serialize(into: &writer)
        case .queryV3(let query):
            query.group.serialize(into: &writer)
            writer.uint8((query.suppressesRouterProcessing ? 8 : 0) | query.robustness & 7)
            writer.uint8(query.queryIntervalCode)
            writer.uint16(UInt16(clamping: query.sources.count))
            for source in query.sources.prefix(0xffff) { source.serialize(into: &writer) }
        case .reportV3(let records):
            writer.uint16(0)
            writer.uint16(UInt16(clamping: records.count))
            for record in records.prefix(0xffff) { record.serialize(into: &writer) }
        case .other(_, _, let body): writer.write(body)
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

    public var type: UInt8 {
        switch self {
        case .query, .queryV3: 0x11
        case .reportV1: 0x12
        case .reportV2: 0x16
        case .leave: 0x17
        case .reportV3: 0x22
        case .other(let type, _, _): type
        }
    }

    private var code: UInt8 {
        switch self {
        case .query(let time, _): time
        case .queryV3(let query): query.maximumResponseCode
        case .other(_, let code, _): code
        default: 0
        }
    }
}

extension IGMPMessage: CustomStringConvertible {
    public var description: String {
        switch self {
        case .query(_, let group): group == .any ? "IGMP general query" : "IGMP query for \(group)"
        case .queryV3(let query): query.group == .any ? "IGMPv3 general query" : "IGMPv3 query for \(query.group)"
        case .reportV1(let group): "IGMPv1 report: join \(group)"
        case .reportV2(let group): "IGMPv2 report: join \(group)"
        case .leave(let group): "IGMPv2 leave \(group)"
        case .reportV3(let records): "IGMPv3 report: " + records.map(\.description).joined(separator: "; ")
        case .other(let type, _, _): "IGMP type \(type)"
        }
    }
}
