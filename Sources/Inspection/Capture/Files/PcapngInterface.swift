import Wire

/// What a pcapng file says of one of the interfaces that its frames were captured on.
struct PcapngInterface {
    let linkType: LinkType
    /// The most bytes that were kept of a frame.
    let snapLength: Int
    /// How many units of its time stamps make a second.
    private let unitsPerSecond: UInt64
    /// What is added to them, in seconds.
    private let offset: Int64

    private static let longest = 262_144
    private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    /// - Parameters:
    ///   - body: the block's, from the link type on.
    ///   - isSwapped: whether its numbers are of the other byte order than this machine's.
    init(_ body: UnsafeRawBufferPointer, isSwapped: Bool) throws(PcapngBlocks.Damage) {
        func number<Number: FixedWidthInteger & BitwiseCopyable>(_ at: Int) -> Number {
            let value = body.loadUnaligned(fromByteOffset: at, as: Number.self)
            return isSwapped ? value.byteSwapped : value
        }
        guard body.count >= 8 else { throw PcapngBlocks.Damage("an interface's block has \(body.count) bytes, must have at least 8") }
        linkType = LinkType(rawValue: UInt32(number(0) as UInt16))
        let told = Int(number(4) as UInt32)
        // 0 is no limit; libpcap has one, and so it takes whatever is above it.
        snapLength = told == 0 || told > Self.longest ? Self.longest : told
        var unitsPerSecond: UInt64 = 1_000_000, offset: Int64 = 0, at = 8
        while body.count - at >= 4 {
            let code: UInt16 = number(at), length = Int(number(at + 2) as UInt16), value = at + 4
            guard code != 0 || length == 0 else { throw PcapngBlocks.Damage("the end of an interface's options has \(length) bytes, must have none") }
            guard code != 0 else { break }
            guard (length + 3) & ~3 <= body.count - value else { throw PcapngBlocks.Damage("an interface's option \(code) has \(length) bytes, its block only \(body.count - value) more") }
            switch code {
            case 9 where length == 1: unitsPerSecond = try Self.units(body[value])
            case 14 where length == 8: offset = number(value)
            default: break
            }
            at = value + (length + 3) & ~3
        }
        self.unitsPerSecond = unitsPerSecond
        self.offset = offset
    }

    /// if_tsresol: a power of ten, or of two where the highest bit is set.
    private static func units(_ resolution: UInt8) throws(PcapngBlocks.Damage) -> UInt64 {
        let exponent = Int(resolution & 0x7f), isBinary = resolution & 0x80 != 0
        guard exponent <= (isBinary ? 63 : 19) else { throw PcapngBlocks.Damage("an interface's time stamps are of units of \(isBinary ? 2 : 10)^-\(exponent) s, finer than can be counted") }
        return isBinary ? 1 << UInt64(exponent) : (0..<exponent).reduce(1) { units, _ in units * 10 }
    }

    /// A time stamp of this interface. What 64 bits of nanoseconds cannot hold is cut to what they can.
    func instant(_ units: UInt64) -> Instant {
        if unitsPerSecond == Self.nanosecondsPerSecond, offset == 0, let exact = Int64(exactly: units) { return Instant(nanoseconds: exact) }
        let (seconds, rest) = units.quotientAndRemainder(dividingBy: unitsPerSecond)
        let nanoseconds = unitsPerSecond.dividingFullWidth(rest.multipliedFullWidth(by: Self.nanosecondsPerSecond)).quotient
        // At most 2^64, and nothing near to where 128 bits end.
        let sum = (Int128(seconds) + Int128(offset)) * Int128(Self.nanosecondsPerSecond) + Int128(nanoseconds)
        return Instant(nanoseconds: Int64(clamping: sum))
    }
}
