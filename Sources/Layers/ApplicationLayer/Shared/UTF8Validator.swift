/// Judges UTF-8 (RFC 3629) as it arrives, however it is cut: no overlong forms, no surrogates, nothing beyond U+10FFFF.
public struct UTF8Validator: Sendable {
    /// Continuation bytes that must follow.
    private var needed: UInt8 = 0
    /// What the next continuation byte may be: narrower than 80...BF behind E0, ED, F0 and F4.
    private var low: UInt8 = 0x80, high: UInt8 = 0xbf

    public init() {}

    /// Between characters.
    public var isComplete: Bool { needed == 0 }

    /// False as soon as `bytes` cannot be the continuation of valid text.
    public mutating func validate(_ bytes: borrowing Span<UInt8>) -> Bool {
        var index = 0
        let count = bytes.count
        let raw = bytes.bytes
        while index < count {
            if needed == 0 {
                // Eight ASCII characters at a time.
                while index + 8 <= count, unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { index += 8 }
                if index == count { return true }
            }
            let byte = bytes[index]
            index += 1
            if needed > 0 {
                guard byte >= low, byte <= high else { return false }
                needed -= 1
                (low, high) = (0x80, 0xbf)
                continue
            }
            switch byte {
            case 0..<0x80: continue
            case 0xc2...0xdf: needed = 1
            case 0xe0: (needed, low) = (2, 0xa0)
            case 0xed: (needed, high) = (2, 0x9f)
            case 0xe1...0xef: needed = 2
            case 0xf0: (needed, low) = (3, 0x90)
            case 0xf1...0xf3: needed = 3
            case 0xf4: (needed, high) = (3, 0x8f)
            default: return false
            }
        }
        return true
    }

    public mutating func validate(_ bytes: [UInt8]) -> Bool { validate(bytes.span) }
    public mutating func validate(_ bytes: ArraySlice<UInt8>) -> Bool { validate(bytes.span) }
}
