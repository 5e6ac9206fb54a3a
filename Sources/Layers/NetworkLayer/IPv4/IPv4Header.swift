import Wire

/// An IPv4 header (RFC 791 section 3.1; differentiated services: RFC 2474; ECN: RFC 3168).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version|  IHL  |   DSCP    |ECN|          Total Length         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |         Identification        |Flags|      Fragment Offset    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Time to Live |    Protocol   |         Header Checksum       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       Source Address                          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Destination Address                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                           [Options]                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct IPv4Header: Hashable, Sendable {
    public static let context = DecodeContext(.network, "IPv4")
    /// Bytes of a header without options.
    public static let minimumLength = 20
    /// The most bytes that options may take.
    public static let maximumOptionsLength = 40

    /// The differentiated services code point, 6 bits.
    public var dscp: UInt8
    public var ecn: ECN
    /// Bytes of header and payload.
    public var totalLength: UInt16
    /// The same in all fragments of one datagram.
    public var identification: UInt16
    /// The flags' first bit: reserved, zero (RFC 3514 has a use for it).
    public var reservedFlag: Bool
    public var dontFragment: Bool
    public var moreFragments: Bool
    /// Where this fragment's payload lies in the datagram's, in bytes: a multiple of 8 (the wire counts in eights).
    public var fragmentOffset: UInt16
    /// Hops left.
    public var timeToLive: UInt8
    public var `protocol`: IPProtocol
    public var checksum: UInt16
    public var source: IPv4Address
    public var destination: IPv4Address
    public var options: [IPv4Option]

    public init(dscp: UInt8 = 0, ecn: ECN = .notCapable, totalLength: UInt16 = 0, identification: UInt16 = 0, reservedFlag: Bool = false, dontFragment: Bool = false, moreFragments: Bool = false, fragmentOffset: UInt16 = 0, timeToLive: UInt8 = 64, protocol: IPProtocol, checksum: UInt16 = 0, source: IPv4Address, destination: IPv4Address, options: [IPv4Option] = []) {
        self.dscp = dscp
        self.ecn = ecn
        self.totalLength = totalLength
        self.identification = identification
        self.reservedFlag = reservedFlag
        self.dontFragment = dontFragment
        self.moreFragments = moreFragments
        self.fragmentOffset = fragmentOffset
        self.timeToLive = timeToLive
        self.protocol = `protocol`
        self.checksum = checksum
        self.source = source
        self.destination = destination
        self.options = options
    }

    /// Reads the header with its options. Throws `truncated`, and `invalid` for a version other than 4, a header length below
    /// 5 words, a total length below the header's, and options whose lengths cannot be. Whether the payload is all there,
    /// ``payloadLength(in:)`` says; whether the checksum is right, ``verifyChecksum(of:)``.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.offset
        let versionAndLength = try reader.uint8("version")
        guard versionAndLength >> 4 == 4 else { throw reader.invalid("version", found: "\(versionAndLength >> 4)", expected: "4", at: start) }
        let headerLength = 4 * Int(versionAndLength & 15)
        guard headerLength >= Self.minimumLength else { throw reader.invalid("header length", found: "\(headerLength)", expected: "at least 20", at: start) }
        let trafficClass = try reader.uint8("differentiated services")
        dscp = trafficClass >> 2
        ecn = ECN(trafficClass: trafficClass)
        totalLength = try reader.uint16("total length")
        guard Int(totalLength) >= headerLength else { throw reader.invalid("total length", found: "\(totalLength)", expected: "at least the header's \(headerLength)", at: start + 2) }
        identification = try reader.uint16("identification")
        let flagsAndOffset = try reader.uint16("fragment offset")
        reservedFlag = flagsAndOffset & 0x8000 != 0
        dontFragment = flagsAndOffset & 0x4000 != 0
        moreFragments = flagsAndOffset & 0x2000 != 0
        fragmentOffset = flagsAndOffset << 3
        timeToLive = try reader.uint8("time to live")
        `protocol` = IPProtocol(rawValue: try reader.uint8("protocol"))
        checksum = try reader.uint16("header checksum")
        source = try IPv4Address(parsing: &reader, "source address")
        destination = try IPv4Address(parsing: &reader, "destination address")
        if headerLength == Self.minimumLength {
            options = []
        } else {
            var part = try reader.slice(headerLength - Self.minimumLength, "options")
            options = try IPv4Option.list(parsing: &part)
        }
    }

    /// How many of the bytes that `reader` has left (it has just read this header) are the payload. What is behind them is
    /// the frame's padding. Throws `truncated` where the total length promises more.
    public func payloadLength(in reader: borrowing ByteReader) throws(DecodeError) -> Int {
        let count = max(0, Int(totalLength) - headerLength)
        guard reader.remaining >= count else { throw reader.truncated("payload", needed: count) }
        return count
    }

    /// Writes the header for a payload of `payloadLength` bytes. A total length beyond 65,535 is written as 65,535.
    public func serialize(into writer: inout ByteWriter, payloadLength: Int, derived: DerivedFields = .computed) {
        let start = writer.count
        let headerLength = self.headerLength
        writer.uint8(4 << 4 | UInt8(headerLength / 4))
        writer.uint8(dscp << 2 | ecn.rawValue)
        writer.uint16(derived == .computed ? UInt16(clamping: headerLength + payloadLength) : totalLength)
        writer.uint16(identification)
        writer.uint16((reservedFlag ? 0x8000 : 0) | (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0) | fragmentOffset >> 3)
        writer.uint8(timeToLive)
        writer.uint8(`protocol`.rawValue)
        writer.uint16(derived == .computed ? 0 : checksum)
        source.serialize(into: &writer)
        destination.serialize(into: &writer)
        if !options.isEmpty {
            for option in options.prefix(optionsThatFit.count) { option.serialize(into: &writer) }
            writer.zeros(start + headerLength - writer.count)
        }
        if derived == .computed {
            writer.patch(uint16: InternetChecksum.of(writer.bytes.span.bytes.extracting(droppingFirst: start)), at: start + 10)
        }
    }

    /// Bytes of header and options, padded to whole words: 20 to 60. Options that do not fit are not written.
    public var headerLength: Int { options.isEmpty ? Self.minimumLength : Self.minimumLength + (optionsThatFit.length + 3) & ~3 }

    private var optionsThatFit: (count: Int, length: Int) {
        var count = 0, length = 0
        for option in options {
            guard length + option.length <= Self.maximumOptionsLength else { break }
            length += option.length
            count += 1
        }
        return (count, length)
    }

    /// Whether this is a part of a datagram rather than a whole one.
    public var isFragment: Bool { moreFragments || fragmentOffset != 0 }

    /// Judges the header checksum of `packet`, which begins with a header and may go on behind it.
    public static func verifyChecksum(of packet: RawSpan) -> ChecksumVerdict {
        guard packet.byteCount >= minimumLength else { return .absent }
        let headerLength = 4 * Int(unsafe packet.unsafeLoad(fromByteOffset: 0, as: UInt8.self) & 15)
        guard headerLength >= minimumLength, packet.byteCount >= headerLength else { return .absent }
        let stored = UInt16(bigEndian: unsafe packet.unsafeLoadUnaligned(fromByteOffset: 10, as: UInt16.self))
        return ChecksumVerdict(of: packet.extracting(first: headerLength), stored: stored)
    }
}

extension IPv4Header: CustomStringConvertible {
    public var description: String {
        var text = "IPv4 \(source) > \(destination) \(`protocol`) ttl \(timeToLive) id \(identification) length \(totalLength)"
        if dontFragment { text += " DF" }
        if isFragment { text += " fragment at \(fragmentOffset)\(moreFragments ? "+" : "")" }
        if !options.isEmpty { text += " <" + options.map(\.description).joined(separator: ", ") + ">" }
        return text
    }
}
