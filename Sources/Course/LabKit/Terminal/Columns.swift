/// Text in columns, and text from strangers made fit to print.
enum Columns {
    /// `text` on the left of a column of `width` characters; longer text is not cut.
    static func left(_ text: String, _ width: Int) -> String {
        let missing = width - text.count
        return missing > 0 ? text + String(repeating: " ", count: missing) : text
    }

    /// The same with a space behind it in any case: what comes next must not run into it.
    static func field(_ text: String, _ width: Int) -> String { text.count < width ? left(text, width) : text + " " }

    static func right(_ text: String, _ width: Int) -> String {
        let missing = width - text.count
        return missing > 0 ? String(repeating: " ", count: missing) + text : text
    }

    /// `text` cut to `width` characters, the cut shown by "…".
    static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : width <= 0 ? "" : String(text.prefix(width - 1)) + "…"
    }

    /// `line` without the spaces at its end.
    static func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}

/// Bytes from a peer as text that cannot steer a terminal: control characters as escapes, wrong UTF-8 as "\xNN".
public enum Printable {
    /// The whole of `text`, its control characters escaped; a tab may stay a tab.
    public static func line(_ text: String, keepingTabs: Bool = true) -> String {
        guard text.unicodeScalars.contains(where: needsEscape) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if scalar == "\t", keepingTabs { safe.unicodeScalars.append(scalar) } else if needsEscape(scalar) { safe += escape(scalar) } else { safe.unicodeScalars.append(scalar) }
        }
        return safe
    }

    /// Whether somebody who reads it would see words: where a page has room for words only, escapes would say nothing.
    static func isMostlyText(_ bytes: some Collection<UInt8>) -> Bool {
        let head = Array(bytes.prefix(200)), isValid = String(validating: head.prefix(196), as: UTF8.self) != nil
        let strange = head.count { $0 < 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 || $0 == 0x7f || $0 >= 0x80 && !isValid }
        return strange * 5 <= head.count
    }

    /// A message between quotes, at most `width` characters with the quotes: for one column of a line.
    public static func quoted(_ bytes: some Collection<UInt8>, width: Int) -> String {
        // Four bytes for each character are enough, whatever the characters are.
        let head = Array(bytes.prefix(max(0, width) * 4 + 4))
        var text = ""
        var rest = head[...]
        while !rest.isEmpty, text.count <= width {
            let piece = rest.prefix(64)
            if let valid = String(validating: piece, as: UTF8.self) {
                text += line(valid, keepingTabs: false)
                rest = rest.dropFirst(piece.count)
            } else {
                let (scalar, length) = firstScalar(rest)
                text += scalar.map { needsEscape($0) ? escape($0) : String(Character($0)) } ?? "\\x" + hex(rest.first!)
                rest = rest.dropFirst(length)
            }
        }
        let whole = rest.isEmpty && head.count == bytes.count
        guard width > 2 else { return "" }
        if whole, text.count + 2 <= width { return "\"\(text)\"" }
        return "\"\(text.prefix(max(0, width - 3)))…\""
    }

    private static func firstScalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar?, length: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return (scalar, UTF8.width(scalar)) }
        return (nil, 1)
    }

    /// C0 and C1 controls, and the marks that turn the direction of text or break lines.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: scalar.value < 0x100 ? "\\x" + hex(UInt8(scalar.value)) : "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
