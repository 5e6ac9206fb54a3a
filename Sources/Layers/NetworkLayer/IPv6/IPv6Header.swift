import Wire

/// An IPv6 header (RFC 8200 section 3).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version|    DSCP   |ECN|             Flow Label                |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |         Payload Length        |  Next Header  |   Hop Limit   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                                                               |
///     +                         Source Address                        +
///     |                        (four words)                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                                                               |
///     +                      Destination Address                      +
///     |                        (four words)                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// Behind it may come a chain of extension headers: ``IPv6ExtensionChain``.
public struct IPv6Header: Hashable, Sendable {
    public static let context = DecodeContext(.network, "IPv6")
    /// Bytes of the header.
    public static let length = 40

    /// The differentiated services code point, 6 bits.
    public var dscp: UInt8
    public var ecn: ECN
    /// 20 bits: packets of one flow have one label (RFC 6437).
    public var flowLabel: UInt32
    /// Bytes behind this header, extension headers among them.
    public var payloadLength: UInt16
    /// What comes directly behind this header.
    public var nextHeader: IPProtocol
    /// Hops left.
    public var hopLimit: UInt8
    public var source: IPv6Address
    public var destination: IPv6Address

    public init(dscp: UInt8 = 0, ecn: ECN = .notCapable, flowLabel: UInt32 = 0, payloadLength: UInt16 = 0, nextHeader: IPProtocol, hopLimit: UInt8 = 64, source: IPv6Address, destination: IPv6Address) {
        self.dscp = dscp
        self.ecn = ecn
        self.flowLabel = flowLabel
        self.payloadLength = payloadLength
        self.nextHeader = nextHeader
        self.hopLimit = hopLimit
        self.source = source
        self.destination = destination
    }

    /// Reads 40 bytes. Throws `truncated`, and `invalid` for a version other than 6. Whether the payload is all there,
    /// ``payloadLength(in:)`` says.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let word = try reader.uint32("version")
        guard word >> 28 == 6 else { throw reader.invalid("version", found: "\(word >> 28)", expected: "6", at: reader.offset - 4) }
        let trafficClass = UInt8(truncatingIfNeeded: word >> 20)
        dscp = trafficClass >> 2
        ecn = ECN(trafficClass: trafficClass)
        flowLabel = word & 0xfffff
        payloadLength = try reader.uint16("payload length")
        nextHeader = IPProtocol(rawValue: try reader.uint8("next header"))
        hopLimit = try reader.uint8("hop limit")
        source = try IPv6Address(parsing: &reader, "source address")
        destination = try IPv6Address(parsing: &reader, "destination address")
    }

    /// How many of the bytes that `reader` has left (it has just read this header) are the packet's. What is behind them is
    /// the frame's padding. Throws `truncated` where the payload length promises more.
    public func payloadLength(in reader: borrowing ByteReader) throws(DecodeError) -> Int {
        guard reader.remaining >= Int(payloadLength) else { throw reader.truncated("payload", needed: Int(payloadLength)) }
        return Int(payloadLength)
    }

    /// Writes the header for `payloadLength` bytes behind it, extension headers among them. A length beyond 65,535 is written as 65,535.
    public func serialize(into writer: inout ByteWriter, payloadLength: Int, derived: DerivedFields = .computed) {
        writer.uint32(6 << 28 | UInt32(dscp & 0x3f) << 22 | UInt32(ecn.rawValue) << 20 | flowLabel & 0xfffff)
        writer.uint16(derived == .computed ? UInt16(clamping: payloadLength) : self.payloadLength)
        writer.uint8(nextHeader.rawValue)
        writer.uint8(hopLimit)
        source.serialize(into: &writer)
        destination.serialize(into: &writer)
    }
}

extension IPv6Header: CustomStringConvertible {
    public var description: String {
        "IPv6 \(source) > \(destination) \(nextHeader) hop limit \(hopLimit) length \(payloadLength)" + (flowLabel == 0 ? "" : " flow \(flowLabel)")
    }
}
