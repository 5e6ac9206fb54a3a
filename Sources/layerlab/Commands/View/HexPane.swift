/// Bytes in rows of 16, some of them lit.
enum HexPane {
    static let bytesInRow = 16
    /// Columns that a row takes.
    static let width = 6 + 3 * 16 + 2 + 16

    static func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    static func row(_ number: Int, of bytes: [UInt8], lit: Range<Int>, cursor: Int?) -> TerminalLine {
        let start = number * bytesInRow
        var line = TerminalLine(digits(start, 4) + "  ", .faint)
        func look(_ at: Int) -> Look { Look(isBold: lit.contains(at), isReversed: lit.contains(at), isUnderlined: cursor == at) }
        for at in start..<start + bytesInRow {
            if at == start + 8 { line.add(" ", lit.contains(at) && lit.contains(at - 1) ? look(at - 1) : .plain) }
            guard at < bytes.count else {
                line.add("   ")
                continue
            }
            line.add(digits(Int(bytes[at]), 2), look(at))
            line.add(" ", lit.contains(at) && lit.contains(at + 1) && at + 1 < start + bytesInRow ? Look(isReversed: true) : .plain)
        }
        line.add(" ")
        for at in start..<min(start + bytesInRow, bytes.count) {
            let value = bytes[at]
            line.add(value >= 0x20 && value < 0x7f ? String(Unicode.Scalar(value)) : ".", look(at))
        }
        return line
    }
}
