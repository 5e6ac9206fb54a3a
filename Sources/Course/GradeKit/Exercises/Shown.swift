/// Inputs and outputs in a few words, for the lines of a story.
public enum Shown {
    /// "8 bytes: 00 01 f2 03 f4 f5 f6 f7".
    public static func bytes(_ bytes: [UInt8], limit: Int = 8) -> String {
        let start = bytes.prefix(limit).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return "\(bytes.count) byte\(bytes.count == 1 ? "" : "s")" + (bytes.isEmpty ? "" : ": \(start)\(bytes.count > limit ? " ..." : "")")
    }

    /// Text in quotes, with what is no plain character escaped, and cut where it is long.
    public static func text(_ bytes: some Sequence<UInt8>, limit: Int = 60) -> String {
        var text = "\"", count = 0
        for byte in bytes {
            if count == limit { return text + "…\"" }
            switch byte {
            case 0x0d: text += "\\r"
            case 0x0a: text += "\\n"
            case 0x09: text += "\\t"
            case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            count += 1
        }
        return text + "\""
    }

    public static func text(_ text: String, limit: Int = 60) -> String { Self.text(text.utf8, limit: limit) }
}
