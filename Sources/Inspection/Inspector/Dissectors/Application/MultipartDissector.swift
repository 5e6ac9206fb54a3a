/// Content of several parts (RFC 2046 section 5.1), as mails with attachments and forms with files have it.
///
///     --boundary CRLF header lines, CRLF, the part's content, CRLF, and so on; --boundary-- behind the last
enum MultipartDissector {
    /// Parts within parts are followed so deep, and so many of one content.
    private static let depthLimit = 4
    private static let partLimit = 200

    /// - Parameter parameters: What stands behind the type in Content-Type, with the boundary.
    static func dissect(_ parameters: String, _ content: Octets, depth: Int, _ d: inout Dissection) {
        d.layer(named: ForeignProtocols.name("mime_multipart"), .foreign, content, content.count)
        guard depth < depthLimit, let boundary = value(of: "boundary", parameters), !boundary.isEmpty else { return }
        let mark = Array("--\(boundary)".utf8)
        var at = 0
        // What stands in front of the first boundary is for readers that know nothing of parts.
        while at < content.count, !begins(mark, content, at) { at = content.line(from: at).next }
        guard at < content.count else { return }
        at = content.line(from: at).next
        for _ in 0..<partLimit {
            guard let end = nextBoundary(mark, content, at) else { return }
            part(content, at, end.content, depth: depth, &d)
            guard !end.isLast, end.next < content.count else { return }
            at = end.next
        }
    }

    /// The parameter's value, out of its quotes.
    static func value(of name: String, _ parameters: String) -> String? {
        for piece in parameters.split(separator: ";") {
            let sides = piece.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0].filter({ !$0.isWhitespace }).lowercased() == name else { continue }
            let text = sides[1].drop { $0.isWhitespace }
            if text.first == "\"" { return String(text.dropFirst().prefix { $0 != "\"" }) }
            return String(text.prefix { !$0.isWhitespace })
        }
        return nil
    }

    private static func begins(_ mark: [UInt8], _ content: Octets, _ at: Int) -> Bool {
        guard content.count - at >= mark.count else { return false }
        for index in 0..<mark.count where content.base[at + index] != mark[index] { return false }
        return true
    }

    /// Where the part that begins at `start` ends, and what comes behind the boundary.
    private static func nextBoundary(_ mark: [UInt8], _ content: Octets, _ start: Int) -> (content: Int, next: Int, isLast: Bool)? {
        var at = start
        while at < content.count {
            let line = content.line(from: at)
            if begins(mark, content, line.next) {
                return (line.end, content.line(from: line.next).next, content.matches("--", at: line.next + mark.count))
            }
            at = line.next
        }
        return nil
    }

    private static func part(_ content: Octets, _ start: Int, _ end: Int, depth: Int, _ d: inout Dissection) {
        var at = start, type: String?
        while at < end {
            let first = content.line(from: at)
            if first.count == 0 {
                at = first.next
                break
            }
            guard let colon = content.firstIndex(of: UInt8(ascii: ":"), from: first.start, limit: first.end) else { break }
            var last = first
            while last.next < end, content.base[last.next] == 0x20 || content.base[last.next] == 0x09 { last = content.line(from: last.next) }
            if colon - first.start == 12, content.matchesIgnoringCase("Content-Type", at: first.start) { type = content.text(colon + 1, min(last.end - colon - 1, 400)) }
            at = last.next
        }
        let body = content.clamped(at, end - at)
        guard let type, body.count > 0 else { return DataDissector.dissect(body, &d) }
        let pieces = type.split(separator: ";", maxSplits: 1)
        let name = pieces.first.map { $0.filter { !$0.isWhitespace }.lowercased() } ?? ""
        guard !name.hasPrefix("application/octet-stream") else { return DataDissector.dissect(body, &d) }
        MediaTypes.dissect(name, parameters: pieces.count > 1 ? String(pieces[1]) : "", body, depth: depth + 1, &d)
    }
}
