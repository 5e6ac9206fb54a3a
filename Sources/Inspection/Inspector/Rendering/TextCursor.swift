/// A place in a buffer where text is written without asking for each byte whether it fits.
///
/// Lines and fields are written hundreds of thousands of times a second, and most of what that takes is small numbers, addresses and words:
/// whoever writes several of them says beforehand how many bytes they take at most (`OutputBuffer.write(atMost:)`) and the buffer
/// makes room once. This is the only place where text is written through a bare pointer; in a debug build, and so in every test, each
/// write is checked against the room that was asked for.
struct TextCursor {
    private(set) var at: UnsafeMutablePointer<UInt8>
    /// Behind the last byte that may be written.
    private let end: UnsafeMutablePointer<UInt8>

    @inline(__always) init(_ start: UnsafeMutablePointer<UInt8>, room: Int) {
        at = start
        end = start + room
    }

    /// Writes an integer's bytes as they lie in memory, of which `count` count: those behind are written over by what comes next.
    @inline(__always) private mutating func put<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, count: Int) {
        assert(end - at >= MemoryLayout<Word>.size, "more text than was said")
        UnsafeMutableRawPointer(at).storeBytes(of: word, as: Word.self)
        at += count
    }
}

extension TextCursor {
    @inline(__always) mutating func byte(_ value: UInt8) { put(value, count: 1) }

    @inline(__always) mutating func text(_ text: StaticString) {
        raw(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always) mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        assert(end - at >= bytes.count, "more text than was said")
        guard let start = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(at).copyMemory(from: start, byteCount: bytes.count)
        at += bytes.count
    }

    /// Eight bytes, of which the first `count` count.
    @inline(__always) mutating func eight(_ word: UInt64, count: Int) { put(word, count: count) }

    @inline(__always) mutating func key(_ form: FieldForm) {
        assert(end - at >= FieldForm.keyRoom, "more text than was said")
        // Two moves of a fixed size instead of one of any.
        UnsafeMutableRawPointer(at).copyMemory(from: form.key, byteCount: 32)
        if form.keyLength > 32 { UnsafeMutableRawPointer(at + 32).copyMemory(from: form.key + 32, byteCount: 32) }
        at += form.keyLength
    }

    /// Spaces up to `column` bytes behind `start`. May write, and leave to be written over, 8 bytes more.
    @inline(__always) mutating func pad(from start: UnsafeMutablePointer<UInt8>, to column: Int) {
        let target = start + column
        guard at < target else { return }
        while at < target { put(0x2020_2020_2020_2020 as UInt64, count: 8) }
        at = target
    }
}

// MARK: - Numbers

extension TextCursor {
    /// The most bytes that a decimal number takes, and 8 that may be written behind it.
    static let numberRoom = 32

    /// The eight digits of a number below 10^8, as they lie in memory, without the bits that make them text: halves, quarters and digits are
    /// taken apart side by side in one word.
    @inline(__always) private static func eightDigits(_ value: UInt64) -> UInt64 {
        let high = value / 10_000
        let fours = high | (value &- high &* 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007f_0000_007f
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000f_000f_000f_000f
        return tens | (twos &- tens &* 10) << 8
    }

    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// Writes eight decimal digits or fewer, the last ones of a value below 10^8.
    @inline(__always) private mutating func lastDigits(_ value: UInt64, _ digits: Int) {
        put((Self.eightDigits(value) | Self.zeros) &>> UInt64(truncatingIfNeeded: 8 &* (8 &- digits)), count: digits)
    }

    /// Writes `digits` decimal digits, at most nine, of a value that has no more.
    @inline(__always) mutating func decimal(_ value: UInt64, digits: Int) {
        guard digits > 8 else { return lastDigits(value, digits) }
        let first = value / 100_000_000
        byte(UInt8(truncatingIfNeeded: first) &+ 0x30)
        lastDigits(value &- first &* 100_000_000, 8)
    }

    @inline(__always) mutating func decimal(_ value: UInt64) {
        if value < 10 { return byte(UInt8(truncatingIfNeeded: value) &+ 0x30) }
        guard value < 100_000_000 else { return longDecimal(value) }
        let digits = Self.eightDigits(value), leading = min(7, digits.trailingZeroBitCount >> 3)
        put((digits | Self.zeros) &>> UInt64(truncatingIfNeeded: 8 &* leading), count: 8 &- leading)
    }

    @inline(never) private mutating func longDecimal(_ value: UInt64) {
        let rest = value / 100_000_000
        decimal(rest)
        lastDigits(value &- rest &* 100_000_000, 8)
    }

    @inline(__always) mutating func decimal(_ value: Int) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        decimal(UInt64(value.magnitude))
    }

    /// A number that is not below zero, right-aligned in `width` columns, at most eight.
    @inline(__always) mutating func decimal(_ value: UInt64, width: Int) {
        let digits = Self.eightDigits(value), leading = min(7, digits.trailingZeroBitCount >> 3)
        guard value < 100_000_000, 8 &- leading <= width else { return decimal(value) }
        // Spaces are zeros without one bit.
        let spaces: UInt64 = 0x1010_1010_1010_1010 & ((1 as UInt64) &<< UInt64(truncatingIfNeeded: 8 &* leading) &- 1)
        put(((digits | Self.zeros) ^ spaces) &>> UInt64(truncatingIfNeeded: 8 &* (8 &- width)), count: width)
    }

    /// Hexadecimal digits of up to 16 bits, as they lie in memory, from the first that `digits` asks for.
    @inline(__always) private static func hexWord(_ value: UInt16, digits: Int) -> UInt32 {
        var word = UInt32(value)
        word = (word | word << 8) & 0x00ff_00ff
        word = (word | word << 4) & 0x0f0f_0f0f
        let letters = (word &+ 0x0606_0606) >> 4 & 0x0101_0101
        return ((word &+ 0x3030_3030 &+ letters &* 0x27) &<< UInt32(truncatingIfNeeded: 8 &* (4 &- digits))).bigEndian
    }

    /// Two hexadecimal digits.
    @inline(__always) mutating func hex(_ value: UInt8) {
        put(UInt16(truncatingIfNeeded: Self.hexWord(UInt16(value), digits: 2)), count: 2)
    }

    /// `digits` hexadecimal digits, the lowest of `value`.
    @inline(__always) mutating func hex(_ value: UInt64, digits: Int) {
        if digits <= 4 { return put(Self.hexWord(UInt16(truncatingIfNeeded: value), digits: digits), count: digits) }
        var shift = UInt64(digits &* 4)
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
            byte(digit < 10 ? digit &+ 0x30 : digit &+ 0x57)
        }
    }

    /// Each byte's two hexadecimal digits.
    mutating func hex(_ bytes: UnsafeRawBufferPointer) {
        assert(end - at >= 2 * bytes.count, "more text than was said")
        guard let start = bytes.baseAddress else { return }
        // Both digits of a byte side by side in 16 bits: simple enough for the compiler to do many at once.
        let target = UnsafeMutableRawPointer(at)
        for index in 0..<bytes.count {
            let value = UInt16(start.load(fromByteOffset: index, as: UInt8.self))
            let digits = (value &>> 4 | value &<< 8) & 0x0f0f
            let letters = (digits &+ 0x0606) &>> 4 & 0x0101
            target.storeBytes(of: (digits &+ 0x3030 &+ letters &* 0x27).littleEndian, toByteOffset: 2 &* index, as: UInt16.self)
        }
        at += 2 &* bytes.count
    }

    /// Nanoseconds as seconds with nine digits behind the point, or six.
    @inline(__always) mutating func seconds(_ nanoseconds: UInt64, digits: Int) {
        let whole = nanoseconds / 1_000_000_000, fraction = nanoseconds &- whole &* 1_000_000_000
        decimal(whole)
        byte(0x2e)
        decimal(digits == 6 ? fraction / 1_000 : fraction, digits: digits)
    }
}

// MARK: - Addresses

extension TextCursor {
    /// The most bytes that an address takes, and 4 that may be written behind it.
    static let addressRoom = 48

    @inline(__always) private mutating func octet(_ value: UInt32) {
        // Three digits side by side; those that lead and are 0 are shifted out.
        let value = value & 0xff, tens = (value &* 205) >> 11, hundreds = (tens &* 205) >> 11
        let digits = hundreds | (tens &- hundreds &* 10) << 8 | (value &- tens &* 10) << 16
        let leading = value < 10 ? 2 : value < 100 ? 1 : 0
        put((digits | 0x0030_3030) &>> UInt32(truncatingIfNeeded: 8 &* leading), count: 3 &- leading)
    }

    @inline(__always) mutating func ipv4(_ value: UInt32) {
        octet(value >> 24)
        byte(0x2e)
        octet(value >> 16)
        byte(0x2e)
        octet(value >> 8)
        byte(0x2e)
        octet(value)
    }

    /// RFC 5952, with the last 32 bits dotted where they are an IPv4 address, as `inet_ntop` has it.
    mutating func ipv6(_ high: UInt64, _ low: UInt64) {
        @inline(__always) func group(_ index: Int) -> UInt16 { UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 &- 16 &* (index & 3))) }
        // A bit for each group of zeros; shifted over itself, what is left after n turns begins n + 1 of them.
        var runs: UInt = 0
        for index in 0..<8 where group(index) == 0 { runs |= 1 << UInt(index) }
        var best = -1, length = 0
        while runs != 0 {
            best = runs.trailingZeroBitCount
            length &+= 1
            runs &= runs >> 1
        }
        if length < 2 { best = -1 }
        let isDotted = best == 0 && (length == 6 || length == 5 && group(5) == 0xffff)
        var index = 0
        while index < 8 {
            if index == best {
                byte(0x3a)
                index &+= length
                if index == 8 { byte(0x3a) }
                continue
            }
            if index > 0 { byte(0x3a) }
            if index == 6, isDotted { return ipv4(UInt32(truncatingIfNeeded: low)) }
            let value = group(index)
            let digits = value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1
            put(Self.hexWord(value, digits: digits), count: digits)
            index &+= 1
        }
    }

    mutating func mac(_ value: UInt64) {
        var shift: UInt64 = 40
        while true {
            hex(UInt8(truncatingIfNeeded: value >> shift))
            guard shift > 0 else { return }
            byte(UInt8(ascii: ":"))
            shift &-= 8
        }
    }

    @inline(__always) mutating func address(_ key: AddressKey) {
        switch key.kind {
        case .v4: ipv4(UInt32(truncatingIfNeeded: key.low))
        case .v6: ipv6(key.high, key.low)
        case .mac: mac(key.low)
        case .none: byte(UInt8(ascii: "-"))
        }
    }
}
