/// Writing strings as JSON (RFC 8259).
extension OutputBuffer {
    /// Bytes as the inside of a JSON string: quotes, backslashes and controls escaped, anything that is not UTF-8 replaced.
    ///
    /// - Parameter asWords: controls that have a name are written as `tshark -T fields` writes them, with a backslash to be read.
    mutating func jsonEscaped(_ buffer: UnsafeRawBufferPointer, asWords: Bool = false) {
        // Most text is plain ASCII: copied as it is up to the first byte that is not.
        var plain = 0
        while plain + 16 <= buffer.count {
            let value = buffer.loadUnaligned(fromByteOffset: plain, as: SIMD16<UInt8>.self)
            // 0x20 to 0x7e, in one comparison: what is below wraps round.
            let isOdd = (value &- 0x20) .> 0x5e .| value .== 0x22 .| value .== 0x5c
            if any(isOdd) { break }
            plain += 16
        }
        while plain < buffer.count {
            let value = buffer[plain]
            if value < 0x20 || value >= 0x7f || value == 0x22 || value == 0x5c { break }
            plain += 1
        }
        raw(UnsafeRawBufferPointer(rebasing: buffer[0..<plain]))
        guard plain < buffer.count else { return }
        for scalar in String(decoding: buffer[plain...], as: UTF8.self).unicodeScalars {
            if asWords, let letter = Self.controlLetters[Int(scalar.value < 16 ? scalar.value : 0)] {
                text("\\\\")
                byte(letter)
            } else {
                jsonEscaped(scalar)
            }
        }
    }

    /// The letters of C's escapes for the controls 8, 9, 10, 12 and 13.
    private static let controlLetters: [UInt8?] = [nil, nil, nil, nil, nil, nil, nil, nil, 0x62, 0x74, 0x6e, nil, 0x66, 0x72, nil, nil]

    mutating func jsonEscaped(_ string: String) {
        var string = string
        string.withUTF8 { jsonEscaped(UnsafeRawBufferPointer($0)) }
    }

    private mutating func jsonEscaped(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x22: text("\\\"")
        case 0x5c: text("\\\\")
        case 0x0a: text("\\n")
        case 0x0d: text("\\r")
        case 0x09: text("\\t")
        case 0..<0x20, 0x7f:
            text("\\u")
            hex(UInt64(scalar.value), digits: 4)
        default: utf8(scalar)
        }
    }

    mutating func utf8(_ scalar: Unicode.Scalar) {
        guard let units = UTF8.encode(scalar) else { return }
        for unit in units { byte(unit) }
    }

    /// Text for people: controls are shown as escapes, so that no frame can play tricks with a terminal.
    mutating func printable(_ buffer: UnsafeRawBufferPointer) {
        if buffer.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return raw(buffer) }
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
