/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
///
/// Parts may be added one after another as long as all but the last have an even number of bytes.
public struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    public init() {}

    /// Adds bytes; an odd last byte counts as the high half of a word.
    ///
    /// The sum may be taken in the processor's own byte order, in words of any multiple of 16 bits, and swapped and folded at the end (RFC
    /// 1071 section 2). Here words of 64 bits are added up as they come, losing what runs over, and their high halves apart: one from the
    /// other leaves the sum of the low halves. Both additions are simple enough for the compiler to do many words at once.
    public mutating func add(_ bytes: RawSpan) {
        let count = bytes.byteCount
        let words = count / 8
        var total: UInt64 = 0, high: UInt64 = 0
        for index in 0..<words {
            let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index &* 8, as: UInt64.self)
            total &+= word
            high &+= word >> 32
        }
        let low = total &- high << 32
        sum &+= UInt64(UInt16(bigEndian: Self.folded(low &+ high)))

        var offset = words * 8
        if offset + 4 <= count {
            sum &+= UInt64(UInt32(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)))
            offset += 4
        }
        if offset + 2 <= count {
            sum &+= UInt64(UInt16(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self)))
            offset += 2
        }
        if offset < count { sum &+= UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)) << 8 }
    }

    /// Adds one 16-bit word.
    public mutating func add(_ word: UInt16) { sum &+= UInt64(word) }
    /// Adds two 16-bit words.
    public mutating func add(_ words: UInt32) { sum &+= UInt64(words) }
    /// Adds four 16-bit words.
    public mutating func add(_ words: UInt64) { sum &+= (words >> 32) &+ (words & 0xffff_ffff) }

    /// The value for the checksum field: over bytes whose checksum field is zero. Over bytes that carry a right checksum it is 0.
    public var value: UInt16 { ~Self.folded(sum) }

    /// The checksum of `bytes`.
    public static func of(_ bytes: RawSpan) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        return checksum.value
    }

    public static func of(_ bytes: [UInt8]) -> UInt16 { of(bytes.span.bytes) }

    /// Adds the four words of a sum, and what runs over, until one word is left.
    @inline(__always)
    private static func folded(_ sum: UInt64) -> UInt16 {
        let two = (sum >> 32) &+ (sum & 0xffff_ffff)                // 33 bits at most
        let one = (two >> 32) &+ (two >> 16 & 0xffff) &+ (two & 0xffff)   // 18 bits at most
        let folded = (one >> 16) &+ (one & 0xffff)
        return UInt16(truncatingIfNeeded: (folded >> 16) &+ folded)
    }
}

// MARK: - Changing a field

extension InternetChecksum {
    /// The checksum of a packet in which a 16-bit word is replaced, from its checksum before (RFC 1624, equation 3): a router that
    /// counts down the time to live need not read the packet. Never makes -0 of a checksum that was right.
    @inlinable public static func updated(_ checksum: UInt16, replacing old: UInt16, with new: UInt16) -> UInt16 {
        let sum = UInt32(~checksum) + UInt32(~old) + UInt32(new)
        let folded = (sum >> 16) + (sum & 0xffff)
        return ~UInt16(truncatingIfNeeded: (folded >> 16) + folded)
    }

    /// The same for two words that follow one another, such as an IPv4 address.
    @inlinable public static func updated(_ checksum: UInt16, replacing old: UInt32, with new: UInt32) -> UInt16 {
        let high = updated(checksum, replacing: UInt16(old >> 16), with: UInt16(new >> 16))
        return updated(high, replacing: UInt16(truncatingIfNeeded: old), with: UInt16(truncatingIfNeeded: new))
    }
}
