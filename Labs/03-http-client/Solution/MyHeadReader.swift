import ApplicationLayer
import Wire

/// E1, done: lines end in CRLF; the first has three parts, of which the last may hold blanks; a field's name ends at the first colon.
public struct MyHeadReader: ResponseHeadReader {
    public init() {}

    public func read(_ head: [UInt8]) throws -> PlainResponseHead {
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let parts = lines.removeFirst().split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].utf8.count == 3, let status = Int(parts[1]), (100...599).contains(status) else { throw MalformedHead("no status line") }
        let fields = try lines.map { line in
            guard let colon = line.firstIndex(of: ":") else { throw MalformedHead("a field without a colon") }
            let name = line[..<colon]
            guard !name.isEmpty, !name.contains(where: { $0 == " " || $0 == "\t" }) else { throw MalformedHead("a blank in a field's name") }
            return PlainResponseHead.Field(String(name), Self.trimmed(line[line.index(after: colon)...]))
        }
        return PlainResponseHead(status: status, reason: parts.count == 3 ? String(parts[2]) : "", fields: fields)
    }

    private static func trimmed(_ text: Substring) -> String {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
