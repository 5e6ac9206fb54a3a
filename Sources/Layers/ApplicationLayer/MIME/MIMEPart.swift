/// A message or one part of it, taken apart (RFC 2045, RFC 2046): header, decoded content, parts inside.
public struct MIMEPart: Hashable, Sendable {
    public var headers: MIMEHeaders
    public var contentType: ContentType
    /// The content with its transfer encoding undone; empty for a multipart.
    public var content: [UInt8]
    /// What a multipart holds.
    public var parts: [MIMEPart]

    /// Takes a whole message apart. Whatever is malformed is read as well as it can be; only the limits are refused.
    public init(parsing message: [UInt8], limits: MIMELimits = MIMELimits()) throws(RemoteProtocolError) {
        var count = 0
        try self.init(message, 0..<message.count, limits, depth: 0, count: &count, defaultType: "text/plain")
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>, _ limits: MIMELimits, depth: Int, count: inout Int, defaultType: String) throws(RemoteProtocolError) {
        count += 1
        if count > limits.parts { throw .mime("sent a message of more than \(limits.parts) parts") }
        if depth > limits.depth { throw .mime("sent parts inside parts, more than \(limits.depth) deep") }
        var bodyStart = range.lowerBound
        headers = try MIMEHeaders(parsing: bytes, range, limits: limits, bodyStart: &bodyStart)
        contentType = headers["Content-Type"].map(ContentType.init(parsing:)) ?? ContentType(defaultType)
        parts = []
        let body = bodyStart..<range.upperBound
        if contentType.value.hasPrefix("multipart/"), let boundary = contentType["boundary"], !boundary.isEmpty, boundary.utf8.count <= 200 {
            content = []
            for part in Self.split(bytes, body, boundary: Array(boundary.utf8), atMost: limits.parts) {
                parts.append(try MIMEPart(bytes, part, limits, depth: depth + 1, count: &count, defaultType: contentType.value == "multipart/digest" ? "message/rfc822" : "text/plain"))
            }
            return
        }
        content = switch headers["Content-Transfer-Encoding"]?.lowercased() {
        case "base64": Base64.decode(bytes[body], skippingOthers: true) ?? Array(bytes[body])
        case "quoted-printable": QuotedPrintable.decode(bytes[body])
        default: Array(bytes[body])
        }
    }

    /// The ranges between lines `--boundary`, up to `--boundary--`. The line break before a boundary belongs to it.
    private static func split(_ bytes: [UInt8], _ body: Range<Int>, boundary: [UInt8], atMost limit: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = [], start: Int?, index = body.lowerBound
        let dashes = Array("--".utf8)
        while index < body.upperBound, parts.count <= limit {
            let lineFeed = bytes[index..<body.upperBound].firstIndex(of: ASCII.lineFeed) ?? body.upperBound
            let next = min(lineFeed + 1, body.upperBound)
            let line = bytes[index..<lineFeed]
            if line.starts(with: dashes), line.dropFirst(2).starts(with: boundary) {
                var rest = line.dropFirst(2 + boundary.count)
                let isLast = rest.starts(with: dashes)
                if isLast { rest = rest.dropFirst(2) }
                if rest.allSatisfy({ $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.carriageReturn }) {
                    if let start {
                        var end = index
                        if end > start, bytes[end - 1] == ASCII.lineFeed { end -= 1 }
                        if end > start, bytes[end - 1] == ASCII.carriageReturn { end -= 1 }
                        parts.append(start..<end)
                    }
                    start = isLast ? nil : next
                    if isLast { return parts }
                }
            }
            index = next
        }
        // Without its last boundary the message was cut: what is there of the last part still counts.
        if let start, start < body.upperBound { parts.append(start..<body.upperBound) }
        return parts
    }

    /// A text part's text, in its character set; nil for other types and for sets that are not known.
    public var text: String? {
        guard contentType.value.hasPrefix("text/") else { return nil }
        return MailCharset.decode(content, charset: contentType["charset"] ?? "utf-8")
    }

    /// The name under which an attachment should be saved: only its last component, never empty, never a dot name.
    public var fileName: String? {
        let disposition = headers["Content-Disposition"].map(ContentType.init(parsing:))
        guard let name = disposition?["filename"] ?? contentType["name"] else { return nil }
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init)?.filter { !$0.isNewline && ($0.unicodeScalars.first?.value ?? 0) >= 0x20 } ?? ""
        return last.isEmpty || last == "." || last == ".." ? nil : last
    }

    public var isAttachment: Bool { headers["Content-Disposition"].map { ContentType(parsing: $0).value == "attachment" } ?? false }

    /// This part and all inside it, in order.
    public var flattened: [MIMEPart] { [self] + parts.flatMap(\.flattened) }

    /// The first part of this type that is no attachment.
    public func firstText(_ type: String = "text/plain") -> String? {
        flattened.first { $0.contentType.value == type && !$0.isAttachment && $0.parts.isEmpty }?.text
    }
}
