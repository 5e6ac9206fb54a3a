import Applications
import Wire

/// E1, done: the query is cut off, the path is decoded once, and what a stranger wrote is escaped before it becomes part of a page.
public struct MyPages: PageMaker {
    public init() {}

    public func page(method: String, target: String) throws -> PlainPage {
        guard method == "GET" else { return PlainPage(status: 405, contentType: "text/plain; charset=utf-8", body: "only GET\n") }
        guard let path = decoded(target.prefix { $0 != "?" }) else { return PlainPage(status: 400, contentType: "text/plain; charset=utf-8", body: "bad path\n") }
        return PlainPage(status: 200, contentType: "text/html; charset=utf-8", body: "<p>You requested path: \(escaped(path))</p>\n")
    }

    /// %41 is A. Nil for what is no such number, or no UTF-8.
    private func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = [], rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            guard rest.count >= 2, rest.prefix(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest.removeFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
