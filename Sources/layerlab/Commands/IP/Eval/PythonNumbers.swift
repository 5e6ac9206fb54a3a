/// Whole numbers as Python's `int()` reads them: spaces around, a sign, single underscores between digits; as large as one likes.
struct PythonInteger {
    let isNegative: Bool
    /// Nil if it has more than 128 bits.
    let magnitude: UInt128?

    init(_ text: String) throws(PythonError) {
        let error = PythonError.value("not a whole number: \(text.prefix(100).debugDescription)")
        var digits = Substring(text)
        while digits.first?.isWhitespace == true { digits.removeFirst() }
        while digits.last?.isWhitespace == true { digits.removeLast() }
        var negative = false
        if let sign = digits.first, sign == "-" || sign == "+" {
            negative = sign == "-"
            digits.removeFirst()
        }
        var value: UInt128? = 0
        var previousWasDigit = false
        for byte in digits.utf8 {
            if byte == UInt8(ascii: "_"), previousWasDigit {
                previousWasDigit = false
                continue
            }
            guard byte &- 0x30 < 10 else { throw error }
            previousWasDigit = true
            if let sofar = value {
                let (product, overflow) = sofar.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt128(byte - 0x30))
                value = overflow || carry ? nil : sum
            }
        }
        guard previousWasDigit else { throw error }
        isNegative = negative && value != 0
        magnitude = value
    }

    /// The bytes that Python's `bytes.fromhex` reads: pairs of hexadecimal digits, spaces between them.
    static func bytes(fromHexadecimal text: String) throws(PythonError) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.unicodeScalars {
            if high == nil, [" ", "\t", "\n", "\r", "\u{b}", "\u{c}"].contains(character) { continue }
            guard character.isASCII, let digit = Character(character).hexDigitValue.map(UInt8.init) else { throw .value("not hexadecimal: \(text.prefix(100).debugDescription)") }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { throw .value("an odd number of hexadecimal digits: \(text.prefix(100).debugDescription)") }
        return bytes
    }
}
