import Wire

/// A multicast listener discovery message: IPv6's counterpart of IGMP, as the body of an ICMPv6 message (MLDv1: RFC 2710; MLDv2: RFC 3810).
public enum MulticastListenerMessage: Hashable, Sendable {
    /// Type 130, 20 bytes of body: who listens to `group`, or to any where it is `::`? Milliseconds.
    case query(maximumResponseDelay: UInt16, group: IPv6Address)
    /// Type 130, longer: with sources (version 2).
    case queryV2(QueryV2)
    /// Type 131: I listen.
    case report(group: IPv6Address)
    /// Type 132: I no longer listen.
    case done(group: IPv6Address)
    /// Type 143: what I listen to, group by group (version 2).
    case reportV2([MulticastGroupRecord<IPv6Address>])

    /// A version 2 query (RFC 3810 section 5.1).
    public struct QueryV2: Hashable, Sendable {
        /// Milliseconds, floating-point coded from 32768 on.
        public var maximumResponseCode: UInt16
        public var group: IPv6Address
        /// S: routers keep their timers.
        public var suppressesRouterProcessing: Bool
        /// The querier's robustness variable, 3 bits.
        public var robustness: UInt8
        /// The querier's interval, coded, in seconds.
        public var queryIntervalCode: UInt8
        public var sources: [IPv6Address]

        public init(maximumResponseCode: UInt16, group: IPv6Address, suppressesRouterProcessing: Bool = false, robustness: UInt8 = 2, queryIntervalCode: UInt8 = 125, sources: [IPv6Address] = []) {
            self.maximumResponseCode = maximumResponseCode
            self.group = group
            self.suppressesRouterProcessing = suppressesRouterProcessing
            self.robustness = robustness
            self.queryIntervalCode = queryIntervalCode
            self.sources = sources
        }
    }

    /// Reads what follows the ICMPv6 header of a message of `type` 130, 131, 132 or 143.
    init(parsing reader: inout ByteReader, type: UInt8) throws(DecodeError) {
        if type == 143 {
            try reader.skip(2, "reserved")
            let count = Int(try reader.uint16("number of records"))
            var records: [MulticastGroupRecord<IPv6Address>] = []
            for _ in 0..<count { records.append(try MulticastGroupRecord(parsing: &reader)) }
            self = .reportV2(records)
            return
        }
        let delay = try reader.uint16("maximum response delay")
        try reader.skip(2, "reserved")
        let group = try IPv6Address(parsing: &reader, "multicast address")
        switch type {
        case 131: self = .report(group: group)
        case 132: self = .done(group: group)
        default:
            // RFC 3810 section 8.1 tells the versions apart by length.
            if reader.isAtEnd { self = .query(maximumResponseDelay: delay, group: group); return }
            let flags = try reader.uint8("flags")
            let interval = try reader.uint8("querier's query interval code")
            let count = Int(try reader.uint16("number of sources"))
            var sources: [IPv6Address] = []
            for _ in 0..<count { sources.append(try IPv6Address(parsing: &reader, "source address")) }
            self = .queryV2(QueryV2(maximumResponseCode: delay, group: group, suppressesRouterProcessing: flags & 8 != 0, robustness: flags & 7, queryIntervalCode: interval, sources: sources))
        }
    }

    func serialize(into writer: inout ByteWriter) {
        func head(_ delay: UInt16, _ group: IPv6Address) {
            writer.uint16(delay)
            writer.uint16(0)
            group.serialize(into: &writer)
        }
        switch self {
        case .query(let delay, let group): head(delay, group)
        case .report(let group), .done(let group): head(0, group)
        case .queryV2(let query):
            head(query.maximumResponseCode, query.group)
            writer.uint8((query.suppressesRouterProcessing ? 8 : 0) | query.robustness & 7)
            writer.uint8(query.queryIntervalCode)
            writer.uint16(UInt16(clamping: query.sources.count))
            for source in query.sources.prefix(0xffff) { source.serialize(into: &writer) }
        case .reportV2(let records):
            writer.uint16(0)
            writer.uint16(UInt16(clamping: records.count))
            for record in records.prefix(0xffff) { record.serialize(into: &writer) }
        }
    }

    var type: UInt8 {
        switch self {
        case .query, .queryV2: 130
        case .report: 131
        case .done: 132
        case .reportV2: 143
        }
    }
}

extension MulticastListenerMessage: CustomStringConvertible {
    public var description: String {
        switch self {
        case .query(_, let group): "multicast listener query for \(group)"
        case .queryV2(let query): "multicast listener query v2 for \(query.group)"
        case .report(let group): "multicast listener report for \(group)"
        case .done(let group): "multicast listener done with \(group)"
        case .reportV2(let records): "multicast listener report v2: " + records.map(\.description).joined(separator: "; ")
        }
    }
}
