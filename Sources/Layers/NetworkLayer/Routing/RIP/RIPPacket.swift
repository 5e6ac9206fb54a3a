public import Wire

/// A RIP version 2 message (RFC 2453 section 4), in UDP from port 520 to port 520 of 224.0.0.9.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Command (1)  |  Version (2)  |       must be zero (0)        |
///     +---------------+---------------+-------------------------------+
///     | Address Family Identifier (2) |        Route Tag (2)          |  one to 25 of these
///     |                         IP Address (4)                        |
///     |                         Subnet Mask (4)                       |
///     |                         Next Hop (4)                          |
///     |                         Metric (4)                            |
///     +---------------------------------------------------------------+
public struct RIPPacket: Hashable, Sendable {
    public static let context = DecodeContext(.network, "RIP")
    public static let group = IPv4Address(224, 0, 0, 9)
    public static let port: UInt16 = 520
    /// Entries in one message, and the metric that means "no way".
    public static let limit = 25, infinity: UInt32 = 16

    public struct Entry: Hashable, Sendable {
        /// 2: an address; 0 in a request: all of it.
        public var family: UInt16 = 2
        public var tag: UInt16 = 0
        public var network: UInt32
        public var mask: UInt32
        /// 0: the sender.
        public var nextHop: UInt32 = 0
        public var metric: UInt32

        public init(network: UInt32, mask: UInt32, metric: UInt32) { (self.network, self.mask, self.metric) = (network, mask, metric) }
    }

    public var isResponse: Bool
    public var entries: [Entry]

    public init(isResponse: Bool, entries: [Entry]) { (self.isResponse, self.entries) = (isResponse, entries) }

    /// "Tell me all that you have" (section 3.9.1).
    public static var requestForAll: RIPPacket {
        var entry = Entry(network: 0, mask: 0, metric: infinity)
        entry.family = 0
        return RIPPacket(isResponse: false, entries: [entry])
    }

    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let command = try reader.uint8("command")
        guard command == 1 || command == 2 else { throw reader.invalid("command", found: "\(command)", expected: "1 or 2") }
        isResponse = command == 2
        let version = try reader.uint8("version")
        guard version == 2 else { throw reader.invalid("version", found: "\(version)", expected: "2") }
        try reader.skip(2, "must be zero")
        entries = []
        while !reader.isAtEnd {
            guard entries.count < Self.limit else { throw reader.invalid("entries", found: "more than 25", expected: "at most 25") }
            let family = try reader.uint16("address family identifier"), tag = try reader.uint16("route tag")
            var entry = Entry(network: try reader.uint32("IP address"), mask: try reader.uint32("subnet mask"), metric: 0)
            (entry.family, entry.tag) = (family, tag)
            entry.nextHop = try reader.uint32("next hop")
            entry.metric = try reader.uint32("metric")
            entries.append(entry)
        }
    }

    public func serialized() -> [UInt8] {
        var writer = ByteWriter(capacity: 4 + 20 * entries.count)
        writer.uint8(isResponse ? 2 : 1)
        writer.uint8(2)
        writer.uint16(0)
        for entry in entries.prefix(Self.limit) {
            writer.uint16(entry.family)
            writer.uint16(entry.tag)
            writer.uint32(entry.network)
            writer.uint32(entry.mask)
            writer.uint32(entry.nextHop)
            writer.uint32(entry.metric)
        }
        return writer.bytes
    }
}
