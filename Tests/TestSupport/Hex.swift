/// The bytes that hexadecimal digits name; white space between them is for the eye. A digit that is none is a mistake in the test and stops it.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map { character in
        guard let value = character.hexDigitValue else { preconditionFailure("\"\(character)\" is no hexadecimal digit") }
        return UInt8(value)
    }
    precondition(digits.count % 2 == 0, "an odd number of digits: \(text)")
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Bytes as digits, in groups of four bytes: how failures show them.
public func hexText(_ bytes: [UInt8]) -> String {
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return stride(from: 0, to: digits.count, by: 4).map { digits[$0..<min($0 + 4, digits.count)].joined() }.joined(separator: " ")
}
