/// Two values that differ, shown so that one sees where.
enum DifferingText {
    private static let room = 36

    /// Both sides' values; of long ones the part in which they begin to differ.
    static func pair(_ left: [String]?, _ right: [String]?) -> (String, String) {
        guard let left, let right else { return (left.map(whole) ?? "(not there)", right.map(whole) ?? "(not there)") }
        let a = Array(readable(left.joined(separator: " "))), b = Array(readable(right.joined(separator: " ")))
        guard max(a.count, b.count) > room else { return (shortened(String(a), room), shortened(String(b), room)) }
        var same = 0
        while same < min(a.count, b.count), a[same] == b[same] { same += 1 }
        let from = same > 12 ? same - 8 : 0
        func part(_ text: [Character]) -> String { (from > 0 ? "…" : "") + shortened(String(text[min(from, text.count)...]), room) }
        return (part(a), part(b))
    }

    private static func whole(_ values: [String]) -> String { shortened(readable(values.joined(separator: " ")), room) }

    /// Bytes in hexadecimal that are text, as text in quotation marks.
    private static func readable(_ value: String) -> String {
        let digits = Array(value.utf8)
        guard digits.count >= 8, digits.count % 2 == 0, let bytes = FilterLiteral.bytes(value), bytes.count == digits.count / 2, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f || $0 == 0x0d || $0 == 0x0a }) else { return value }
        return "\"" + String(decoding: bytes, as: UTF8.self).replacing("\r", with: "\\r").replacing("\n", with: "\\n") + "\""
    }
}
