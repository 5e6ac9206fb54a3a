/// A server's reply (RFC 5321 section 4.2): a code, an enhanced status code (RFC 3463) and lines of text.
///
///     250-mail.example Hello        550 5.1.1 No such user
///     250 PIPELINING
public struct SMTPReply: Hashable, Sendable {
    /// 200 to 599; the first digit says whether it went well (2), goes on (3), failed for now (4) or for good (5).
    public var code: Int
    /// "5.1.1"; nil where there is none.
    public var enhanced: String?
    public var lines: [String]

    public init(_ code: Int, _ enhanced: String? = nil, _ lines: String...) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines.isEmpty ? [""] : lines
    }

    public var isPositive: Bool { code < 400 }

    /// Text that came from a peer or an application may hold anything: what would break the line is left out.
    func serialize(into out: inout [UInt8]) {
        for (index, line) in lines.enumerated() {
            out.append(decimal: code)
            out.append(index == lines.count - 1 ? ASCII.space : UInt8(ascii: "-"))
            if let enhanced {
                out.append(contentsOf: enhanced.utf8)
                out.append(ASCII.space)
            }
            out.append(contentsOf: line.utf8.lazy.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }.prefix(480))
            out.appendLine()
        }
    }
}

extension SMTPReply: CustomStringConvertible {
    public var description: String { "\(code) \(enhanced.map { $0 + " " } ?? "")\(lines.joined(separator: " / "))" }
}

/// Reads replies as they arrive: shared by SMTP's and FTP's clients, whose replies differ only in how the lines between the
/// first and the last begin.
struct ReplyReader: Sendable {
    enum Style: Sendable {
        /// Every line begins with the code (RFC 5321).
        case smtp
        /// Lines between may begin with anything (RFC 959 section 4.2).
        case ftp
    }

    let protocolName: String
    let style: Style
    static let lineLimit = 4096, replyLimit = 65_536
    private var scanned = 0
    private var code: Int?
    private var lines: [String] = []
    private var size = 0

    init(_ protocolName: String, _ style: Style) {
        self.protocolName = protocolName
        self.style = style
    }

    /// Whether a reply has begun and is not whole.
    var isInsideReply: Bool { code != nil || scanned > 0 }

    mutating func next(_ buffer: inout ReceiveBuffer) throws(RemoteProtocolError) -> (code: Int, lines: [String])? {
        while let lineFeed = buffer.lineFeed(from: buffer.start + scanned) {
            var line = buffer.storage[buffer.start..<lineFeed]
            // Some servers end lines in a bare line feed; a reply has no second meaning that this could smuggle in.
            if line.last == ASCII.carriageReturn { line.removeLast() }
            guard line.count <= Self.lineLimit else { throw tooLong() }
            size += line.count
            guard size <= Self.replyLimit else { throw tooLong() }
            let done = try take(line)
            buffer.skip(lineFeed + 1 - buffer.start)
            scanned = 0
            if done, let code {
                let reply = (code, lines)
                (self.code, lines, size) = (nil, [], 0)
                return reply
            }
        }
        scanned = buffer.count
        if scanned > Self.lineLimit { throw tooLong() }
        return nil
    }

    /// True for a reply's last line.
    private mutating func take(_ line: ArraySlice<UInt8>) throws(RemoteProtocolError) -> Bool {
        let start = line.startIndex
        var found: Int?
        if line.count >= 3 { found = ASCII.decimal(line[start..<start + 3]) }
        let separator = line.count > 3 ? line[start + 3] : ASCII.space
        let isReplyLine = found != nil && (100...599).contains(found ?? 0) && (separator == ASCII.space || separator == UInt8(ascii: "-"))
        if style == .ftp, code != nil, !isReplyLine || found != code || separator == UInt8(ascii: "-") {
            lines.append(String(decoding: line, as: UTF8.self))
            return false
        }
        guard isReplyLine, let found, code == nil || code == found else { throw RemoteProtocolError(protocolName, "sent a line that is no reply: \(ASCII.shown(line))", replyCode: 500) }
        code = found
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        return separator == ASCII.space
    }

    private func tooLong() -> RemoteProtocolError { RemoteProtocolError(protocolName, "sent a reply of more than \(Self.replyLimit) bytes, or a line of more than \(Self.lineLimit)", replyCode: 500) }
}
