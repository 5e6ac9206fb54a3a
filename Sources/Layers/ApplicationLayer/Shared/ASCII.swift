/// Character classes that the text protocols share, by byte: no Unicode, no locale.
enum ASCII {
    static let tab: UInt8 = 0x09, lineFeed: UInt8 = 0x0a, carriageReturn: UInt8 = 0x0d, space: UInt8 = 0x20

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    /// Printable and not a space: VCHAR (RFC 5234).
    @inline(__always) static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }

    /// The value of a hexadecimal digit.
    @inline(__always) static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let lower = (byte | 0x20) &- 0x61
        return lower < 6 ? lower + 10 : nil
    }

    /// tchar (RFC 9110 section 5.6.2), also MIME's token but for a few characters.
    @inline(__always) static func isTokenCharacter(_ byte: UInt8) -> Bool {
        // One bit for each of the 128 characters.
        byte < 64 ? tokenBitsLow >> UInt64(byte) & 1 == 1 : byte < 128 && tokenBitsHigh >> UInt64(byte &- 64) & 1 == 1
    }
    // ! # $ % & ' * + - . and the digits; upper case, ^ _ `, lower case, | ~
    private static let tokenBitsLow: UInt64 = 0x03ff_6cfa_0000_0000
    private static let tokenBitsHigh: UInt64 = 0x57ff_ffff_c7ff_fffe

    /// Letters of A to Z made small; others as they are.
    @inline(__always) static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// Whether `bytes` is `text`, with letters of A to Z in either case. `text` is in lower case.
    static func equal(_ bytes: some Collection<UInt8>, ignoringCase text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            var index = 0
            for byte in bytes {
                if lowercased(byte) != wanted[index] { return false }
                index += 1
            }
            return true
        }
    }

    /// Without spaces and tabs at either end (OWS, RFC 9110 section 5.6.3).
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let first = bytes.first, first == space || first == tab { bytes.removeFirst() }
        while let last = bytes.last, last == space || last == tab { bytes.removeLast() }
        return bytes
    }

    /// The parts between commas, trimmed, empty ones left out (the list rule, RFC 9110 section 5.6.1).
    static func list(_ value: String) -> [String] {
        value.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let trimmed = trimmed(Array(part)[...])
            return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
        }
    }

    /// Decimal digits and nothing else, at most `maximum`; nil for an empty text, signs, spaces or an overflow.
    static func decimal(_ digits: some Collection<UInt8>, atMost maximum: Int = .max) -> Int? {
        guard !digits.isEmpty else { return nil }
        var value = 0
        for digit in digits {
            guard isDigit(digit) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit &- 0x30))
            if overflow || carry || sum > maximum { return nil }
            value = sum
        }
        return value
    }

    /// `text` shown safely in an error or a log: control characters and other bytes as \xNN, at most `limit` bytes of it.
    static func shown(_ bytes: some Collection<UInt8>, limit: Int = 60) -> String {
        var text = "", count = 0
        for byte in bytes {
            if count == limit { text += "…"; break }
            if byte >= 0x20, byte < 0x7f { text.unicodeScalars.append(Unicode.Scalar(byte)) } else {
                let hex = String(byte, radix: 16)
                text += "\\x" + (hex.utf8.count == 1 ? "0" : "") + hex
            }
            count += 1
        }
        return text
    }
}

extension Array where Element == UInt8 {
    mutating func append(ascii text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
    mutating func append(decimal value: Int) {
        if value < 10, value >= 0 { return append(0x30 + UInt8(value)) }
        append(contentsOf: String(value).utf8)
    }
    mutating func appendLine() {
        append(ASCII.carriageReturn)
        append(ASCII.lineFeed)
    }
}
