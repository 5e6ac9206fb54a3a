import Wire

/// An address of either version, as multicast group records hold it.
public protocol MulticastGroupAddress: Hashable, Sendable {
    init(parsing reader: inout ByteReader, _ field: StaticString) throws(DecodeError)
    func serialize(into writer: inout ByteWriter)
}
extension IPv4Address: MulticastGroupAddress {}
extension IPv6Address: MulticastGroupAddress {}

/// One group of an IGMPv3 or MLDv2 report (RFC 3376 section 4.2.4, RFC 3810 section 5.2.4).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Record Type  |  Aux Data Len |     Number of Sources (N)     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       Multicast Address                       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                     N source addresses ...                    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct MulticastGroupRecord<Address: MulticastGroupAddress>: Hashable, Sendable {
    /// What is said about the sources.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Is: only from these.
        public static var modeIsInclude: Kind { Kind(rawValue: 1) }
        /// Is: from all but these.
        public static var modeIsExclude: Kind { Kind(rawValue: 2) }
        /// Now: only from these.
        public static var changeToInclude: Kind { Kind(rawValue: 3) }
        /// Now: from all but these.
        public static var changeToExclude: Kind { Kind(rawValue: 4) }
        public static var allowNewSources: Kind { Kind(rawValue: 5) }
        public static var blockOldSources: Kind { Kind(rawValue: 6) }
    }

    /// Whether it says that the group is no longer listened to.
    public var isLeaving: Bool { (kind == .changeToInclude || kind == .modeIsInclude) && sources.isEmpty }

    public var kind: Kind
    public var group: Address
    public var sources: [Address]
    /// None is defined; whole words.
    public var auxiliaryData: [UInt8]

    public init(kind: Kind, group: Address, sources: [Address] = [], auxiliaryData: [UInt8] = []) {
        self.kind = kind
        self.group = group
        self.sources = sources
        self.auxiliaryData = auxiliaryData
    }

    init(parsing reader: inout ByteReader) throws(DecodeError) {
        kind = Kind(rawValue: try reader.uint8("record type"))
        let words = Int(try reader.uint8("auxiliary data length"))
        let count = Int(try reader.uint16("number of sources"))
        group = try Address(parsing: &reader, "multicast address")
        sources = []
        for _ in 0..<count { sources.append(try Address(parsing: &reader, "source address")) }
        auxiliaryData = try reader.bytes(4 * words, "auxiliary data")
    }

    func serialize(into writer: inout ByteWriter) {
        let words = min((auxiliaryData.count + 3) / 4, 255)
        writer.uint8(kind.rawValue)
        writer.uint8(UInt8(words))
        writer.uint16(UInt16(clamping: sources.count))
        group.serialize(into: &writer)
        for source in sources.prefix(0xffff) { source.serialize(into: &writer) }
        let data = auxiliaryData.prefix(4 * words)
        writer.write(data)
        writer.zeros(4 * words - data.count)
    }
}

extension MulticastGroupRecord: CustomStringConvertible {
    public var description: String {
        let list = sources.map { "\($0)" }.joined(separator: ", ")
        return switch kind {
        case .modeIsInclude, .changeToInclude: sources.isEmpty ? "leave \(group)" : "\(group) only from \(list)"
        case .modeIsExclude, .changeToExclude: sources.isEmpty ? "join \(group)" : "\(group) but not from \(list)"
        case .allowNewSources: "\(group) also from \(list)"
        case .blockOldSources: "\(group) no longer from \(list)"
        default: "\(group) record type \(kind.rawValue)"
        }
    }
}
