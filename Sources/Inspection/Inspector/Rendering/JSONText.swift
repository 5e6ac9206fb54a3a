/// Writing strings as JSON (RFC 8259).
extension OutputBuffer {
    /// Bytes as the inside of a JSON string: quotes, backslashes and controls escaped, anything that is not UTF-8 replaced.
    ///
    /// - Parameter asWords: controls that have a name are written as `tshark -T fields` writes them, with a backslash to be read.
    mutating func jsonEscaped(_ buffer: UnsafeRawBufferPointer, asWords: Bool = false) {
        var done = 0
        if asWords, !TextCursor.isPlain(buffer) {
            for index in buffer.indices {
                guard buffer[index] < 16, let letter = Self.controlLetters[Int(buffer[index])] else { continue }
                jsonEscaped(part: UnsafeRawBufferPointer(rebasing: buffer[done..<index]))
                text("\\\\")
                byte(letter)
                done = index + 1
            }
        }
        jsonEscaped(part: UnsafeRawBufferPointer(rebasing: buffer[done...]))
    }

    private mutating func jsonEscaped(part buffer: UnsafeRawBufferPointer) {
        var at = 0
        while at < buffer.count {
            // Piece by piece: a byte becomes six at most, but nearly all stay one. A piece ends within a character at most three bytes later.
            let end = min(buffer.count, at + 4096)
            write(atMost: 6 * (4096 + 4) + 8) { at = $0.jsonEscaped(buffer, from: at, to: end) }
        }
    }

    /// The letters of C's escapes for the controls 8, 9, 10, 12 and 13.
    private static let controlLetters: [UInt8?] = [nil, nil, nil, nil, nil, nil, nil, nil, 0x62, 0x74, 0x6e, nil, 0x66, 0x72, nil, nil]

    mutating func jsonEscaped(_ string: String) {
        var string = string
        string.withUTF8 { jsonEscaped(UnsafeRawBufferPointer($0)) }
    }

    mutating func utf8(_ scalar: Unicode.Scalar) {
        guard let units = UTF8.encode(scalar) else { return }
        for unit in units { byte(unit) }
    }

    /// Text for people: controls are shown as escapes, so that no frame can play tricks with a terminal.
    mutating func printable(_ buffer: UnsafeRawBufferPointer) {
        if TextCursor.isPlain(buffer) { return raw(buffer) }
        for scalar in String(decoding: buffer, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x0a: text("\\n")
            case 0x0d: text("\\r")
            case 0x09: text("\\t")
            case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069:
                text("\\u{")
                text(String(scalar.value, radix: 16))
                text("}")
            default: utf8(scalar)
            }
        }
    }
}

extension TextCursor {
    /// The highest bit of each byte that is not plain ASCII: controls, 0x7f and what is above. Behind the lowest such byte others may be marked, too.
    @inline(__always) private static func odd(_ word: UInt64) -> UInt64 {
        (word | (word &- 0x2020_2020_2020_2020) | zeros(in: word ^ 0x7f7f_7f7f_7f7f_7f7f)) & 0x8080_8080_8080_8080
    }

    /// The highest bit of each byte that is zero, as far as the lowest one goes.
    @inline(__always) private static func zeros(in word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word }

    /// Whether all bytes are ASCII that is shown as it is.
    static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at &+ 8 <= bytes.count {
            if odd(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) != 0 { return false }
            at &+= 8
        }
        while at < bytes.count {
            if bytes[at] < 0x20 || bytes[at] >= 0x7f { return false }
            at &+= 1
        }
        return true
    }

    /// Writes bytes of a JSON string from `start` up to `end`, or as far behind it as a character goes; where it has come to.
    mutating func jsonEscaped(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
        var at = start
        while at < end {
            if at &+ 8 <= end {
                // Eight at once, of which those in front of the first that is not plain count.
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                let odd = Self.odd(word) | (Self.zeros(in: word ^ 0x2222_2222_2222_2222) | Self.zeros(in: word ^ 0x5c5c_5c5c_5c5c_5c5c)) & 0x8080_8080_8080_8080
                let plain = min(8, odd.trailingZeroBitCount >> 3)
                eight(UInt64(word), count: plain)
                at &+= plain
                if plain == 8 { continue }
            }
            let value = bytes[at]
            at &+= 1
            switch value {
            case 0x22: text("\\\"")
            case 0x5c: text("\\\\")
            case 0x0a: text("\\n")
            case 0x0d: text("\\r")
            case 0x09: text("\\t")
            case 0..<0x20, 0x7f:
                text("\\u00")
                hex(value)
            case 0x80...:
                let (length, isValid) = Self.character(bytes, at: at &- 1)
                if isValid { raw(UnsafeRawBufferPointer(rebasing: bytes[at &- 1..<at &- 1 &+ length])) } else { text("\u{fffd}") }
                at &+= length &- 1
            default: byte(value)
            }
        }
        return at
    }

    /// How many bytes a character that begins with one above 0x7f takes; if it isn't whole, how many are replaced by one sign: as many as could have
    /// begun a character (Unicode 16, section 3.9, table 3-7 and "U+FFFD substitution of maximal subparts").
    private static func character(_ bytes: UnsafeRawBufferPointer, at start: Int) -> (length: Int, isValid: Bool) {
        let more: Int
        var range: ClosedRange<UInt8> = 0x80...0xbf
        switch bytes[start] {
        case 0xc2...0xdf: more = 1
        case 0xe0: (more, range) = (2, 0xa0...0xbf)
        case 0xed: (more, range) = (2, 0x80...0x9f)
        case 0xe1...0xef: more = 2
        case 0xf0: (more, range) = (3, 0x90...0xbf)
        case 0xf1...0xf3: more = 3
        case 0xf4: (more, range) = (3, 0x80...0x8f)
        default: return (1, false)
        }
        for index in 1...more {
            guard start + index < bytes.count, range.contains(bytes[start + index]) else { return (index, false) }
            range = 0x80...0xbf
        }
        return (more + 1, true)
    }
}
