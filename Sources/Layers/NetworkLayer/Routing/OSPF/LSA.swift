public import Wire

/// Names a link state advertisement, whichever instance of it (RFC 2328 section 12.1).
public struct LSAKey: Hashable, Sendable, BitwiseCopyable {
    public var type: UInt8
    /// Link State ID.
    public var id: UInt32
    /// The router that said it.
    public var router: UInt32

    public init(type: UInt8, id: UInt32, router: UInt32) { (self.type, self.id, self.router) = (type, id, router) }
}

/// The header of a link state advertisement (RFC 2328 section A.4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |            LS age             |    Options    |    LS type    |
///     |                        Link State ID                          |
///     |                     Advertising Router                        |
///     |                     LS sequence number                        |
///     |         LS checksum           |             length            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct LSAHeader: Hashable, Sendable, BitwiseCopyable {
    public static let length = 20
    /// The first sequence number and the last (section 12.1.6).
    public static let initialSequence = Int32.min + 1, maximumSequence = Int32.max
    /// Seconds: an advertisement of this age is on its way out (appendix B).
    public static let maximumAge: UInt16 = 3600
    static let ageDifference: UInt16 = 900

    /// Seconds since it was said.
    public var age: UInt16
    public var options: UInt8
    public var key: LSAKey
    public var sequence: Int32
    /// Fletcher's, over all but the age.
    public var checksum: UInt16
    /// Bytes, with this header.
    public var totalLength: UInt16

    public init(age: UInt16 = 0, options: UInt8 = 2, key: LSAKey, sequence: Int32, checksum: UInt16 = 0, totalLength: UInt16 = 0) {
        (self.age, self.options, self.key, self.sequence, self.checksum, self.totalLength) = (age, options, key, sequence, checksum, totalLength)
    }

    init(parsing reader: inout ByteReader) throws(DecodeError) {
        age = try reader.uint16("LS age")
        options = try reader.uint8("options")
        let type = try reader.uint8("LS type")
        key = LSAKey(type: type, id: try reader.uint32("link state ID"), router: try reader.uint32("advertising router"))
        sequence = Int32(bitPattern: try reader.uint32("LS sequence number"))
        checksum = try reader.uint16("LS checksum")
        totalLength = try reader.uint16("length")
        guard totalLength >= UInt16(Self.length) else { throw reader.invalid("length", found: "\(totalLength)", expected: "at least 20") }
    }

    func serialize(into writer: inout ByteWriter) {
        writer.uint16(age)
        writer.uint8(options)
        writer.uint8(key.type)
        writer.uint32(key.id)
        writer.uint32(key.router)
        writer.uint32(UInt32(bitPattern: sequence))
        writer.uint16(checksum)
        writer.uint16(totalLength)
    }

    public var isMaximumAge: Bool { age >= Self.maximumAge }

    /// Which of two instances is the more recent (section 13.1): above zero, this one; zero, they are the same.
    public func recency(comparedWith other: LSAHeader) -> Int {
        if sequence != other.sequence { return sequence > other.sequence ? 1 : -1 }
        if checksum != other.checksum { return checksum > other.checksum ? 1 : -1 }
        if isMaximumAge != other.isMaximumAge { return isMaximumAge ? 1 : -1 }
        let (a, b) = (min(age, Self.maximumAge), min(other.age, Self.maximumAge))
        if max(a, b) - min(a, b) > Self.ageDifference { return a < b ? 1 : -1 }
        return 0
    }
}

/// A link state advertisement: what one router says about its links, or about a network (RFC 2328 section 12).
public struct LSA: Hashable, Sendable {
    /// One link of a router (section A.4.2).
    public struct Link: Hashable, Sendable, BitwiseCopyable {
        public enum Kind: UInt8, Sendable, BitwiseCopyable { case pointToPoint = 1, transit, stub, virtual }
        public var kind: Kind
        /// The neighbour's router ID; the address of the network's designated router; the stub network's number.
        public var id: UInt32
        /// The router's own address there; a stub network's mask.
        public var data: UInt32
        public var metric: UInt16

        public init(_ kind: Kind, id: UInt32, data: UInt32, metric: UInt16) { (self.kind, self.id, self.data, self.metric) = (kind, id, data, metric) }
    }

    public enum Body: Hashable, Sendable {
        /// Type 1. Flags: 1 area border, 2 AS boundary, 4 virtual link end.
        case router(flags: UInt8, links: [Link])
        /// Type 2: the routers on a network.
        case network(mask: UInt32, routers: [UInt32])
        /// Type 5: a network outside. `isType2`: its metric outweighs any way inside.
        case external(mask: UInt32, isType2: Bool, metric: UInt32, forwarding: UInt32, tag: UInt32)
        /// Types 3 and 4, and whatever else: passed on as it is.
        case other([UInt8])
    }

    public var header: LSAHeader
    public var body: Body

    /// An advertisement with length and checksum filled in.
    public init(_ key: LSAKey, sequence: Int32, age: UInt16 = 0, _ body: Body) {
        header = LSAHeader(age: age, key: key, sequence: sequence)
        self.body = body
        var writer = ByteWriter()
        serialize(into: &writer)
        header.totalLength = UInt16(clamping: writer.count)
        writer.patch(uint16: header.totalLength, at: 18)
        header.checksum = FletcherChecksum.value(of: writer.bytes.span.bytes)
    }

    /// Reads an advertisement. Throws `truncated` and `invalid`; a wrong checksum is `invalid`, too.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.consumed
        header = try LSAHeader(parsing: &reader)
        let length = Int(header.totalLength)
        guard reader.remaining >= length - LSAHeader.length else { throw reader.truncated("advertisement", needed: length - LSAHeader.length) }
        guard FletcherChecksum.isValid(reader.wholeSpan.extracting(start..<start + length)) else { throw reader.invalid("LS checksum", found: "\(header.checksum)", expected: "the right one") }
        var part = try reader.slice(length - LSAHeader.length, "advertisement")
        switch header.key.type {
        case 1:
            let flags = try part.uint8("flags")
            try part.skip(1, "reserved")
            let count = Int(try part.uint16("number of links"))
            guard part.remaining >= 12 * count else { throw part.truncated("links", needed: 12 * count) }
            var links: [Link] = []
            links.reserveCapacity(count)
            for _ in 0..<count {
                let id = try part.uint32("link ID"), data = try part.uint32("link data"), kind = try part.uint8("link type")
                let services = Int(try part.uint8("number of TOS"))
                let metric = try part.uint16("metric")
                // Metrics by type of service are history (RFC 1583): passed over.
                try part.skip(4 * services, "TOS metrics")
                guard let kind = Link.Kind(rawValue: kind) else { throw part.invalid("link type", found: "\(kind)", expected: "1 to 4") }
                links.append(Link(kind, id: id, data: data, metric: metric))
            }
            body = .router(flags: flags, links: links)
        case 2:
            let mask = try part.uint32("network mask")
            guard part.remaining % 4 == 0 else { throw part.invalid("length", found: "\(length)", expected: "a multiple of 4") }
            var routers: [UInt32] = []
            while !part.isAtEnd { routers.append(try part.uint32("attached router")) }
            body = .network(mask: mask, routers: routers)
        case 5:
            let mask = try part.uint32("network mask"), metric = try part.uint32("metric")
            body = .external(mask: mask, isType2: metric >> 31 == 1, metric: metric & 0xff_ffff, forwarding: try part.uint32("forwarding address"), tag: try part.uint32("external route tag"))
        default: body = .other(part.rest())
        }
    }

    /// Writes the advertisement, with `age` in the place of the header's.
    public func serialize(into writer: inout ByteWriter, age: UInt16? = nil) {
        var header = header
        if let age { header.age = age }
        header.serialize(into: &writer)
        switch body {
        case .router(let flags, let links):
            writer.uint8(flags)
            writer.uint8(0)
            writer.uint16(UInt16(clamping: links.count))
            for link in links {
                writer.uint32(link.id)
                writer.uint32(link.data)
                writer.uint8(link.kind.rawValue)
                writer.uint8(0)
                writer.uint16(link.metric)
            }
        case .network(let mask, let routers):
            writer.uint32(mask)
            for router in routers { writer.uint32(router) }
        case .external(let mask, let isType2, let metric, let forwarding, let tag):
            writer.uint32(mask)
            writer.uint32((isType2 ? 1 << 31 : 0) | metric & 0xff_ffff)
            writer.uint32(forwarding)
            writer.uint32(tag)
        case .other(let bytes): writer.write(bytes)
        }
    }
}

/// The checksum of link state advertisements (RFC 905 annex B, as RFC 2328 section 12.1.7 uses it): it covers all but the age.
enum FletcherChecksum {
    /// Of an advertisement whose checksum field (bytes 16 and 17) is zero.
    static func value(of advertisement: RawSpan) -> UInt16 {
        let (c0, c1) = sums(advertisement)
        let behind = advertisement.byteCount - 16 - 1
        var x = (behind * c0 - c1) % 255
        if x <= 0 { x += 255 }
        var y = 510 - c0 - x
        if y > 255 { y -= 255 }
        return UInt16(x) << 8 | UInt16(y)
    }

    /// Of one with its checksum in place.
    static func isValid(_ advertisement: RawSpan) -> Bool {
        guard advertisement.byteCount >= LSAHeader.length, unsafe advertisement.unsafeLoadUnaligned(fromUncheckedByteOffset: 16, as: UInt16.self) != 0 else { return false }
        return sums(advertisement) == (0, 0)
    }

    private static func sums(_ bytes: RawSpan) -> (Int, Int) {
        var c0 = 0, c1 = 0, index = 2
        let count = bytes.byteCount
        while index < count {
            // As many as a sum of 64 bits takes with ease before it is reduced.
            let end = min(count, index + 4096)
            while index < end {
                c0 &+= Int(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self))
                c1 &+= c0
                index &+= 1
            }
            c0 %= 255
            c1 %= 255
        }
        return (c0, c1)
    }
}
