/// SMTP (RFC 5321) and FTP's control connection (RFC 959): commands of a line, replies of one line or more, and a mail's
/// content between the 354 and a line with nothing but a dot.
struct LineMessages {
    /// Bytes of a line that are kept; nobody is shown more.
    private static let lineLimit = 1_024

    private let protocolName: String
    private var commands = Lines()
    private var replies = Lines()
    /// A reply of which more lines are to come: its code, its first line, how many lines so far.
    private var reply: (code: Substring, first: String, count: Int)?
    /// A mail's content on its way: its bytes and lines so far.
    private var content: (bytes: Int, lines: Int)?

    /// A direction's bytes that are no whole line yet.
    private struct Lines {
        var kept: [UInt8] = []
        /// Bytes of the line, those included that were not kept.
        var length = 0
    }

    init(_ protocolName: String) { self.protocolName = protocolName }

    mutating func read(_ bytes: [UInt8], fromServer: Bool) -> [SaidMessage] {
        var said: [SaidMessage] = []
        var lines = fromServer ? replies : commands
        for byte in bytes {
            lines.length += 1
            if byte != 0x0a {
                if lines.kept.count < Self.lineLimit { lines.kept.append(byte) }
                continue
            }
            if lines.kept.last == 0x0d { lines.kept.removeLast() }
            if let words = fromServer ? reply(lines.kept) : command(lines.kept, lines.length) { said.append(SaidMessage(protocolName: protocolName, words: words)) }
            lines = Lines()
        }
        if fromServer { replies = lines } else { commands = lines }
        return said
    }

    private mutating func command(_ line: [UInt8], _ length: Int) -> String? {
        guard let so = content else { return String(decoding: line, as: UTF8.self) }
        guard line == [0x2e] else {
            content = (so.bytes + length, so.lines + 1)
            return nil
        }
        content = nil
        return "the message: \(so.lines) \(so.lines == 1 ? "line" : "lines"), \(so.bytes) B; then a dot alone"
    }

    /// "250-first", "250-second", "250 last" are one reply.
    private mutating func reply(_ line: [UInt8]) -> String? {
        let text = String(decoding: line, as: UTF8.self), code = text.prefix(3)
        if let begun = reply {
            reply?.count += 1
            guard code == begun.code, text.dropFirst(3).first != "-" else { return nil }
            reply = nil
            return "\(begun.first) … (\(begun.count + 1) lines)"
        }
        if text.dropFirst(3).first == "-", code.allSatisfy(\.isNumber) {
            reply = (code, "\(code) \(text.dropFirst(4))", 1)
            return nil
        }
        if protocolName == "SMTP", code == "354" { content = (0, 0) }
        return text
    }
}
