/// The body of an HTTP message: how long it is, and what is in it.
enum HTTPBody {
    /// What is missing of the message from `start` on; nil: nothing.
    static func missing(_ data: Octets, _ start: Int, wantsBody: Bool, untilFIN: Bool) -> Outcome.More? {
        guard data.count >= data.reported else { return nil }
        var at = start, length: Int?, isChunked = false
        while true {
            guard at < data.count else { return .segment }
            let line = data.line(from: at)
            guard line.isWhole else { return .segment }
            at = line.next
            if line.count == 0 { break }
            guard wantsBody else { continue }
            if data.matchesIgnoringCase("Content-Length:", at: line.start) {
                length = contentLength(data, line.start + 15, line.end) ?? length
            } else if data.matchesIgnoringCase("Transfer-Encoding:", at: line.start) {
                isChunked = isChunked || data.matchesIgnoringCase("chunked", at: data.skipSpaces(from: line.start + 18, to: line.end))
            }
        }
        guard wantsBody else { return nil }
        if isChunked { return missingChunks(data, at) }
        // What is longer than a connection can tell is waited for as what has no length.
        if let length, length <= Int(Int32.max) { return data.count - at >= length ? nil : .bytes(length - (data.count - at)) }
        return untilFIN ? .untilFIN : nil
    }

    private static func missingChunks(_ data: Octets, _ start: Int) -> Outcome.More? {
        var at = start
        while true {
            let line = data.line(from: min(at, data.count))
            guard at < data.count, line.isWhole else { return .chunks(ChunkWalk(data, next: at)) }
            guard let size = chunkSize(data, line) else { return nil }
            if size == 0 { return data.line(from: line.next).isWhole ? nil : .chunks(ChunkWalk(data, next: line.next, isAtTrailer: true)) }
            at = line.next + size + 2
        }
    }

    private static func chunkSize(_ data: Octets, _ line: TextLine) -> Int? {
        ChunkWalk.size(data.buffer[line.start..<line.end])
    }

    /// The length that a header tells; nil for a number that none can be.
    static func contentLength(_ data: Octets, _ start: Int, _ end: Int) -> Int? {
        let at = data.skipSpaces(from: start, to: end)
        var digits = at
        while digits < end, (0x30...0x39).contains(data.base[digits]) { digits += 1 }
        return digits - at > 15 ? nil : data.decimal(at, end)
    }

    static func dissect(_ body: Octets, _ headers: HTTPDissector.Headers, _ d: inout Dissection) {
        var content = body
        if headers.isChunked {
            guard let whole = unchunk(body, &d) else { return }
            content = whole
        }
        guard content.count > 0 else { return }
        if let encoding = headers.encoding, encoding != "identity" {
            guard CompressedBody.canRead(encoding) else { return DataDissector.dissect(content, &d) }
            // A line about the frame says the same whatever is inside.
            if d.recordsFields {
                guard let whole = CompressedBody.inflate(content), let index = whole.withUnsafeBytes({ d.sources.add($0, title: "Decompressed body") }) else { return DataDissector.dissect(content, &d) }
                content = d.sources.octets(index)
            }
        }
        d.add(HTTPField.body, 0, content, 0, content.count)
        guard content.count > 0 else { return }
        guard let type = headers.contentType else { return DataDissector.dissect(content, &d) }
        MediaTypes.dissect(type, parameters: headers.typeParameters, content, &d)
    }

    /// The chunks' contents, one behind the other; nil when there are none.
    private static func unchunk(_ body: Octets, _ d: inout Dissection) -> Octets? {
        var at = 0, pieces: [Range<Int>] = [], total = 0
        while at < body.count {
            let line = body.line(from: at)
            guard line.count > 0, let size = chunkSize(body, line), size > 0 else { break }
            // Of a piece of a message the chunks cannot be told apart to their end.
            if d.packet.isFragment, line.next + size > body.count { return nil }
            let end = min(body.count, line.next + size)
            guard end > line.next else { break }
            pieces.append(line.next..<end)
            total += end - line.next
            at = end + 2
        }
        guard total > 0, let index = d.sources.makeRoom(total, title: "De-chunked body") else { return nil }
        let room = d.sources.room(index)
        var place = 0
        for piece in pieces {
            for byte in piece {
                room[place] = body.base[byte]
                place += 1
            }
        }
        return d.sources.octets(index)
    }
}

/// What a body is, by its media type.
enum MediaTypes {
    static func dissect(_ type: String, parameters: String, _ content: Octets, depth: Int = 0, _ d: inout Dissection) {
        if lines.contains(type) { return d.layer(.textLines, content, content.count) }
        if type == "application/octet-stream" { return DataDissector.dissect(content, &d) }
        if type == "message/rfc822" { return MailDissector.dissect(content, depth: depth, &d) }
        if type.hasPrefix("image/"), names[type] != nil, !looksLike(type, content) {
            d.report(.invalid, offset: content.offset, reason: "the body is not what \(type) begins with", isMalformed: depth == 0)
            return DataDissector.foreign(ForeignProtocols.name("media"), content, &d)
        }
        if let name = names[type] { return DataDissector.foreign(ForeignProtocols.name(name), content, &d) }
        if type.hasPrefix("multipart/") { return MultipartDissector.dissect(parameters, content, depth: depth, &d) }
        DataDissector.foreign(ForeignProtocols.name("media"), content, &d)
    }

    /// Whether an image begins as its kind does.
    private static func looksLike(_ type: String, _ content: Octets) -> Bool {
        switch type {
        case "image/png": content.count >= 20 && content[0] == 0x89 && content.matches("PNG\r\n", at: 1)
        case "image/gif": content.reported >= 20 && (content.matches("GIF87a") || content.matches("GIF89a"))
        case "image/jpeg": content.reported >= 20 && content[0] == 0xff && content[1] == 0xd8 && (content.matches("JFIF", at: 6) || content.matches("Exif", at: 6))
        default: true
        }
    }

    static func isText(_ type: String) -> Bool { lines.contains(type) }

    /// Types that are read as lines of text; others of "text/", such as CSV, are not known.
    private static let lines: Set<String> = [
        "text/plain", "text/html", "text/css", "text/javascript", "text/richtext", "text/enriched", "text/parameters", "text/xml-external-parsed-entity", "application/xml-external-parsed-entity",
        "application/x-javascript", "application/x-ns-proxy-autoconfig",
    ]

    private static let names: [String: String] = [
        "application/json-rpc": "json", "application/problem+json": "json", "application/json-patch+json": "json", "application/merge-patch+json": "json", "application/x-ndjson": "json",
        "application/soap+xml": "xml", "application/atom+xml": "xml", "application/rss+xml": "xml", "application/rdf+xml": "xml", "image/jpg": "image-jfif",
        "application/x-www-form-urlencoded": "urlencoded-form", "application/json": "json", "application/xml": "xml", "text/xml": "xml", "image/svg+xml": "xml",
        "image/png": "png", "image/gif": "image-gif", "image/jpeg": "image-jfif", "message/http": "message-http",
    ]
}
