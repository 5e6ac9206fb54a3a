public import Wire

/// An OSPF version 2 packet (RFC 2328 appendix A.3). It lies in an IPv4 packet of protocol 89 with a time to live of 1.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Version 2   |     Type      |         Packet length         |
///     |                          Router ID                            |
///     |                           Area ID                             |
///     |           Checksum            |             AuType            |
///     |                       Authentication                          |
///     |                       Authentication                          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct OSPFPacket: Hashable, Sendable {
    public static let context = DecodeContext(.network, "OSPF")
    public static let headerLength = 24
    /// 224.0.0.5: all routers that speak OSPF; 224.0.0.6: the designated ones.
    public static let allRouters = IPv4Address(224, 0, 0, 5), allDesignated = IPv4Address(224, 0, 0, 6)

    /// Type 1: I am here, and I hear these (section A.3.2).
    public struct Hello: Hashable, Sendable {
        public var mask: UInt32
        /// Seconds.
        public var helloInterval: UInt16
        public var options: UInt8 = 2
        public var priority: UInt8
        /// Seconds.
        public var deadInterval: UInt32
        /// Their addresses on the network; 0.0.0.0: none.
        public var designated: UInt32 = 0
        public var backup: UInt32 = 0
        /// Router IDs heard lately.
        public var neighbors: [UInt32] = []

        public init(mask: UInt32, helloInterval: UInt16 = 10, priority: UInt8 = 1, deadInterval: UInt32 = 40) {
            (self.mask, self.helloInterval, self.priority, self.deadInterval) = (mask, helloInterval, priority, deadInterval)
        }
    }

    /// Type 2: what is in my database (section A.3.3).
    public struct Description: Hashable, Sendable {
        public var mtu: UInt16
        public var options: UInt8 = 2
        /// I: the first of them; M: more follow; MS: I am the master.
        public var isFirst: Bool, hasMore: Bool, isMaster: Bool
        public var sequence: UInt32
        public var headers: [LSAHeader]

        public init(mtu: UInt16, isFirst: Bool, hasMore: Bool, isMaster: Bool, sequence: UInt32, headers: [LSAHeader] = []) {
            (self.mtu, self.isFirst, self.hasMore, self.isMaster, self.sequence, self.headers) = (mtu, isFirst, hasMore, isMaster, sequence, headers)
        }
    }

    public enum Body: Hashable, Sendable {
        case hello(Hello)
        case description(Description)
        /// Type 3: send me these.
        case request([LSAKey])
        /// Type 4: here they are.
        case update([LSA])
        /// Type 5: got them.
        case acknowledgement([LSAHeader])
    }

    public var router: UInt32
    public var area: UInt32
    public var body: Body

    public init(router: UInt32, area: UInt32 = 0, _ body: Body) { (self.router, self.area, self.body) = (router, area, body) }

    /// Reads a packet. What lies behind its length is passed over. Throws `truncated` and `invalid`: another version, a wrong checksum,
    /// authentication (which is not spoken here), an unknown type.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.consumed
        let version = try reader.uint8("version")
        guard version == 2 else { throw reader.invalid("version", found: "\(version)", expected: "2") }
        let type = try reader.uint8("type")
        let length = Int(try reader.uint16("packet length"))
        guard length >= Self.headerLength else { throw reader.invalid("packet length", found: "\(length)", expected: "at least 24") }
        guard reader.remaining >= length - 4 else { throw reader.truncated("packet", needed: length - 4) }
        // The checksum leaves the eight bytes of authentication out; without authentication they are zero.
        guard InternetChecksum.of(reader.wholeSpan.extracting(start..<start + length)) == 0 else { throw reader.invalid("checksum", found: "a wrong one", expected: "0 over the packet") }
        router = try reader.uint32("router ID")
        area = try reader.uint32("area ID")
        try reader.skip(2, "checksum")
        let kind = try reader.uint16("AuType")
        guard kind == 0, try reader.uint64("authentication") == 0 else { throw reader.invalid("AuType", found: "\(kind)", expected: "0, no authentication") }
        var part = try reader.slice(length - Self.headerLength, "body")
        switch type {
        case 1:
            var hello = Hello(mask: try part.uint32("network mask"))
            hello.helloInterval = try part.uint16("hello interval")
            hello.options = try part.uint8("options")
            hello.priority = try part.uint8("priority")
            hello.deadInterval = try part.uint32("router dead interval")
            hello.designated = try part.uint32("designated router")
            hello.backup = try part.uint32("backup designated router")
            while part.remaining >= 4 { hello.neighbors.append(try part.uint32("neighbor")) }
            body = .hello(hello)
        case 2:
            let mtu = try part.uint16("interface MTU"), options = try part.uint8("options"), flags = try part.uint8("flags")
            var description = Description(mtu: mtu, isFirst: flags & 4 != 0, hasMore: flags & 2 != 0, isMaster: flags & 1 != 0, sequence: try part.uint32("DD sequence number"))
            description.options = options
            while part.remaining >= LSAHeader.length { description.headers.append(try LSAHeader(parsing: &part)) }
            body = .description(description)
        case 3:
            var keys: [LSAKey] = []
            while part.remaining >= 12 {
                let type = try part.uint32("LS type")
                keys.append(LSAKey(type: UInt8(truncatingIfNeeded: type), id: try part.uint32("link state ID"), router: try part.uint32("advertising router")))
            }
            body = .request(keys)
        case 4:
            let count = Int(try part.uint32("number of advertisements"))
            guard count <= part.remaining / LSAHeader.length else { throw part.truncated("advertisements", needed: LSAHeader.length) }
            var advertisements: [LSA] = []
            advertisements.reserveCapacity(count)
            for _ in 0..<count { advertisements.append(try LSA(parsing: &part)) }
            body = .update(advertisements)
        case 5:
            var headers: [LSAHeader] = []
            while part.remaining >= LSAHeader.length { headers.append(try LSAHeader(parsing: &part)) }
            body = .acknowledgement(headers)
        default: throw reader.invalid("type", found: "\(type)", expected: "1 to 5")
        }
        guard part.isAtEnd else { throw part.invalid("packet length", found: "\(part.remaining) bytes more", expected: "none") }
    }

    /// The packet's bytes.
    public func serialized() -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.uint8(2)
        writer.uint8(type)
        writer.uint16(0)
        writer.uint32(router)
        writer.uint32(area)
        writer.zeros(12)
        switch body {
        case .hello(let hello):
            writer.uint32(hello.mask)
            writer.uint16(hello.helloInterval)
            writer.uint8(hello.options)
            writer.uint8(hello.priority)
            writer.uint32(hello.deadInterval)
            writer.uint32(hello.designated)
            writer.uint32(hello.backup)
            for neighbor in hello.neighbors { writer.uint32(neighbor) }
        case .description(let description):
            writer.uint16(description.mtu)
            writer.uint8(description.options)
            writer.uint8((description.isFirst ? 4 : 0) | (description.hasMore ? 2 : 0) | (description.isMaster ? 1 : 0))
            writer.uint32(description.sequence)
            for header in description.headers { header.serialize(into: &writer) }
        case .request(let keys):
            for key in keys {
                writer.uint32(UInt32(key.type))
                writer.uint32(key.id)
                writer.uint32(key.router)
            }
        case .update(let advertisements):
            writer.uint32(UInt32(clamping: advertisements.count))
            for advertisement in advertisements { advertisement.serialize(into: &writer) }
        case .acknowledgement(let headers):
            for header in headers { header.serialize(into: &writer) }
        }
        return Self.finish(writer)
    }

    private var type: UInt8 {
        switch body {
        case .hello: 1
        case .description: 2
        case .request: 3
        case .update: 4
        case .acknowledgement: 5
        }
    }

    /// Fills in length and checksum.
    static func finish(_ writer: consuming ByteWriter) -> [UInt8] {
        writer.patch(uint16: UInt16(clamping: writer.count), at: 2)
        writer.patch(uint16: InternetChecksum.of(writer.bytes.span.bytes), at: 12)
        return writer.bytes
    }
}
