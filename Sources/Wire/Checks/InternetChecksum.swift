/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
///
/// Parts may be added one after another as long as all but the last have an even number of bytes.
public struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    public init() {}

    /// Adds bytes; an odd last byte counts as the high half of a word.
    public mutating func add(_ bytes: RawSpan) {
        var offset = 0
        let end = bytes.byteCount
        while offset + 4 <= end {
            sum &+= UInt64(UInt32(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)))
            offset += 4
        }
        if offset + 2 <= end {
            sum &+= UInt64(UInt16(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self)))
            offset += 2
        }
        if offset < end { sum &+= UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)) << 8 }
    }

    /// Adds one 16-bit word.
    public mutating func add(_ word: UInt16) { sum &+= UInt64(word) }

    /// The value for the checksum field: over bytes whose checksum field is zero. Over bytes that carry a right checksum it is 0.
    public var value: UInt16 {
        var folded = sum
        while folded > 0xffff { folded = folded >> 16 &+ folded & 0xffff }
        return ~UInt16(truncatingIfNeeded: folded)
    }

    /// The checksum of `bytes`.
    public static func of(_ bytes: RawSpan) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        return checksum.value
    }

    public static func of(_ bytes: [UInt8]) -> UInt16 { of(bytes.span.bytes) }
}
