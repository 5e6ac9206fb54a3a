import Foundation

/// JSON as text, set anew: its members in the order in which they came, its numbers as they were written.
enum JSONText {
    /// One line for each value, two spaces for each depth; nil for what is no JSON (RFC 8259).
    static func indented(_ json: [UInt8]) -> String? {
        guard (try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)) != nil else { return nil }
        var out: [UInt8] = [], depth = 0, isInString = false, isEscaped = false
        func newLine() { out += [0x0a] + [UInt8](repeating: 0x20, count: 2 * depth) }
        // It is JSON: what is left to know is what stands inside a string, and what opens and closes.
        for byte in json {
            if isInString {
                out.append(byte)
                if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") { isInString = false }
                continue
            }
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if out.last.map(opens) ?? false { newLine() }
                out.append(byte)
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if let last = out.last, !opens(last) { newLine() }
                out.append(byte)
            case UInt8(ascii: ","):
                out.append(byte)
                newLine()
            case UInt8(ascii: ":"): out += [byte, 0x20]
            default:
                if out.last.map(opens) ?? false { newLine() }
                out.append(byte)
                isInString = byte == UInt8(ascii: "\"")
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func opens(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }
}
