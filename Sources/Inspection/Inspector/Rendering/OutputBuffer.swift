/// Text in the making: bytes that are written into one large buffer and handed on when there are many.
public struct OutputBuffer: ~Copyable {
    var bytes: Arena<UInt8>
    /// Whether people's eyes get colours.
    public let isColoured: Bool

    public init(isColoured: Bool = false) { self.init(capacity: 1 << 16, isColoured: isColoured) }

    init(capacity: Int, isColoured: Bool = false) {
        bytes = Arena(capacity: capacity)
        self.isColoured = isColoured
    }

    /// Bytes that wait to be handed on.
    public var count: Int { bytes.count }

    /// Hands what has been written to `body` and begins again.
    public mutating func drain(_ body: (UnsafeRawBufferPointer) -> Void) {
        body(UnsafeRawBufferPointer(start: bytes.base, count: bytes.count))
        bytes.removeAll()
    }

    /// What has been written, as long as nothing more is.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes.base, count: bytes.count) }

    /// Begins again.
    mutating func removeAll() { bytes.removeAll() }

    /// What has been written, as a string; begins again.
    public mutating func takeString() -> String {
        let text = String(decoding: UnsafeRawBufferPointer(start: bytes.base, count: bytes.count), as: UTF8.self)
        bytes.removeAll()
        return text
    }
}

extension OutputBuffer {
    @inline(__always) mutating func byte(_ value: UInt8) { bytes.append(value) }

    @inline(__always) mutating func text(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        bytes.reserve(count)
        UnsafeMutableRawPointer(bytes.base + bytes.count).copyMemory(from: text.utf8Start, byteCount: count)
        bytes.count += count
    }

    mutating func text(_ text: String) { bytes.append(text) }

    /// An empty line, or the end of one.
    public mutating func newLine() { byte(0x0a) }

    /// Text of one's own between what the inspector writes.
    public mutating func write(_ words: String) { bytes.append(words) }

    @inline(__always) mutating func raw(_ buffer: UnsafeRawBufferPointer) { bytes.append(buffer) }

    mutating func raw(_ array: [UInt8]) { array.withUnsafeBytes { bytes.append($0) } }

    /// Spaces up to `column` bytes behind `start`.
    mutating func pad(from start: Int, to column: Int) {
        var width = bytes.count - start
        while width < column {
            bytes.append(0x20)
            width += 1
        }
    }

    mutating func spaces(_ count: Int) {
        guard count > 0 else { return }
        bytes.reserve(count)
        (bytes.base + bytes.count).initialize(repeating: 0x20, count: count)
        bytes.count += count
    }

    @inline(__always) mutating func decimal(_ value: Int) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        decimal(unsigned: UInt64(value.magnitude))
    }

    @inline(__always) mutating func decimal(unsigned value: UInt64) {
        if value < 10 { return bytes.append(UInt8(truncatingIfNeeded: value) &+ 0x30) }
        let digits = Self.digitCount(value)
        bytes.reserve(digits)
        var rest = value, at = bytes.count + digits
        while rest >= 100 {
            let pair = rest % 100
            rest /= 100
            at -= 2
            bytes.base[at] = UInt8(truncatingIfNeeded: pair / 10 &+ 0x30)
            bytes.base[at + 1] = UInt8(truncatingIfNeeded: pair % 10 &+ 0x30)
        }
        if rest >= 10 {
            bytes.base[at - 2] = UInt8(truncatingIfNeeded: rest / 10 &+ 0x30)
            bytes.base[at - 1] = UInt8(truncatingIfNeeded: rest % 10 &+ 0x30)
        } else {
            bytes.base[at - 1] = UInt8(truncatingIfNeeded: rest &+ 0x30)
        }
        bytes.count += digits
    }

    @inline(__always) static func digitCount(_ value: UInt64) -> Int {
        var count = 1, limit: UInt64 = 10
        while value >= limit {
            count += 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { return count }
            limit = next
        }
        return count
    }

    /// Decimal digits with zeros in front.
    mutating func decimal(_ value: UInt64, digits: Int) {
        bytes.reserve(digits)
        var rest = value, index = digits - 1
        while index >= 0 {
            bytes.base[bytes.count + index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
            index -= 1
        }
        bytes.count += digits
    }

    /// A number right-aligned in `width` columns.
    mutating func decimal(_ value: Int, width: Int) {
        var spaces = width - Self.digitCount(UInt64(value.magnitude)) - (value < 0 ? 1 : 0)
        while spaces > 0 {
            byte(0x20)
            spaces -= 1
        }
        decimal(value)
    }

    @inline(__always) static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x57 }

    @inline(__always) mutating func hex(_ value: UInt64, digits: Int) {
        bytes.reserve(digits)
        var shift = (digits - 1) * 4
        while shift >= 0 {
            bytes.base[bytes.count] = Self.hexDigit(UInt8(truncatingIfNeeded: value >> UInt64(shift) & 15))
            bytes.count += 1
            shift -= 4
        }
    }

    mutating func hex(_ buffer: UnsafeRawBufferPointer) {
        bytes.reserve(buffer.count * 2)
        var target = UnsafeMutableRawPointer(bytes.base + bytes.count)
        guard var source = buffer.baseAddress else { return }
        var left = buffer.count
        // Four bytes at a time: their eight digits side by side in one word.
        while left >= 4 {
            var digits = UInt64(UInt32(bigEndian: source.loadUnaligned(as: UInt32.self)))
            digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff
            digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff
            digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f
            let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
            target.storeBytes(of: (digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).bigEndian, as: UInt64.self)
            source += 4
            target += 8
            left -= 4
        }
        while left > 0 {
            let value = source.load(as: UInt8.self)
            target.storeBytes(of: Self.hexDigit(value >> 4), as: UInt8.self)
            target.storeBytes(of: Self.hexDigit(value & 15), toByteOffset: 1, as: UInt8.self)
            source += 1
            target += 2
            left -= 1
        }
        bytes.count += buffer.count * 2
    }

    mutating func mac(_ value: UInt64) {
        bytes.reserve(17)
        var index: UInt64 = 0
        while index < 6 {
            if index > 0 { bytes.append(UInt8(ascii: ":")) }
            hex(value >> (40 - 8 * index) & 0xff, digits: 2)
            index += 1
        }
    }

    @inline(__always) private mutating func octet(_ value: UInt8) {
        if value >= 100 {
            bytes.append(value / 100 &+ 0x30)
            bytes.append(value / 10 % 10 &+ 0x30)
        } else if value >= 10 {
            bytes.append(value / 10 &+ 0x30)
        }
        bytes.append(value % 10 &+ 0x30)
    }

    @inline(__always) mutating func ipv4(_ value: UInt32) {
        bytes.reserve(15)
        octet(UInt8(truncatingIfNeeded: value >> 24))
        bytes.append(0x2e)
        octet(UInt8(truncatingIfNeeded: value >> 16))
        bytes.append(0x2e)
        octet(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(0x2e)
        octet(UInt8(truncatingIfNeeded: value))
    }

    /// RFC 5952, with the last 32 bits dotted where they are an IPv4 address, as `inet_ntop` has it.
    mutating func ipv6(_ high: UInt64, _ low: UInt64) {
        func group(_ index: Int) -> UInt16 { UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3))) }
        var best = -1, bestLength = 1, start = -1
        for index in 0...8 {
            if index < 8, group(index) == 0 {
                if start < 0 { start = index }
            } else if start >= 0 {
                if index - start > bestLength { (best, bestLength) = (start, index - start) }
                start = -1
            }
        }
        let isDotted = best == 0 && (bestLength == 6 || bestLength == 5 && group(5) == 0xffff)
        var index = 0
        while index < 8 {
            if index == best {
                byte(0x3a)
                index += bestLength
                if index == 8 { byte(0x3a) }
                continue
            }
            if index > 0 { byte(0x3a) }
            if index == 6, isDotted { return ipv4(UInt32(truncatingIfNeeded: low)) }
            let value = UInt64(group(index))
            hex(value, digits: value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1)
            index += 1
        }
    }

    mutating func address(_ key: AddressKey) {
        switch key.kind {
        case .none: text("-")
        case .mac: mac(key.low)
        case .v4: ipv4(UInt32(truncatingIfNeeded: key.low))
        case .v6: ipv6(key.high, key.low)
        }
    }

    /// Nanoseconds as seconds with `digits` digits behind the point.
    mutating func seconds(_ nanoseconds: Int64, digits: Int) {
        if nanoseconds < 0 { byte(UInt8(ascii: "-")) }
        let magnitude = nanoseconds.magnitude
        decimal(unsigned: magnitude / 1_000_000_000)
        byte(0x2e)
        var fraction = magnitude % 1_000_000_000, left = 9 - digits
        while left > 0 {
            fraction /= 10
            left -= 1
        }
        decimal(fraction, digits: digits)
    }

    // MARK: Colour

    enum Colour: UInt8 { case plain = 0, bold = 1, dim = 2, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36 }

    mutating func colour(_ colour: Colour) {
        guard isColoured else { return }
        text("\u{1b}[")
        decimal(Int(colour.rawValue))
        byte(UInt8(ascii: "m"))
    }
}
