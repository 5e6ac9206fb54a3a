/// What is known of an HTTP conversation.
final class HTTPState {
    /// The requests that have not been answered, oldest first.
    var requests: [(method: String, uri: String, frame: Int, time: Int64)] = []
    var hasSeenHTTP = false
    /// The last request's method.
    var method = ""
    /// From this frame and offset on, another protocol is spoken.
    var upgradeFrame = 0
    var upgradeOffset = 0
    var isWebSocket = false
}

enum HTTPDissector {
    enum Kind { case request, response, other }

    /// What the headers say that matters for the body.
    struct Headers {
        var contentLength: Int?
        var isChunked = false
        var contentType: String?
        var hasEncoding = false
        var upgrade: String?
        var code = 0
    }

    private static let methods: Set<String> = [
        "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL", "POST", "BCOPY", "BMOVE", "MKCOL", "TRACE", "PATCH", "LABEL", "MERGE", "DELETE", "SEARCH", "UNLOCK", "REPORT", "UPDATE", "NOTIFY",
        "BDELETE", "CONNECT", "OPTIONS", "CHECKIN", "PROPFIND", "CHECKOUT", "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH", "UNCHECKOUT", "MKACTIVITY", "MKWORKSPACE", "UNSUBSCRIBE",
    ]

    /// A first line of HTTP, on whatever port.
    static func looksLike(_ data: Octets) -> Bool {
        // The line's end is looked for only behind a byte that a method or a version could begin with.
        guard let first = data[0], first >= 0x21, first < 0x7f else { return false }
        let line = data.line(from: 0)
        guard line.isWhole, line.count != 8 else { return false }
        return data.matchesIgnoringCase("HTTP/1.") || data.matchesIgnoringCase("HTTP/1.", at: line.end - 8)
    }

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let messages = context.messages
        var offset = 0
        d.layer(.http, data, data.count)
        let layer = d.currentLayer
        while offset < data.count {
            if messages.http.upgradeFrame != 0, context.frame > messages.http.upgradeFrame || offset >= messages.http.upgradeOffset {
                let rest = try data.dropping(offset)
                guard messages.http.isWebSocket else {
                    DataDissector.dissect(rest, &d)
                    return .done
                }
                d.setLayerLength(offset)
                let outcome = try WebSocketDissector.dissect(rest, context, &d)
                if case .needs(let at, let more) = outcome { return .needs(offset: at + offset, more) }
                return outcome
            }
            d.currentLayer = layer
            d.currentDepth = 0
            switch try message(data, offset, context, &d) {
            case .needs(let at, let more): return .needs(offset: at, more)
            case .done: return .done
            case .consumed(let end): offset = end
            }
        }
        return .done
    }

    private enum Step { case consumed(Int), done, needs(Int, Outcome.More) }

    private static func kind(_ data: Octets, _ line: TextLine) -> Kind {
        if data.matches("HTTP/", at: line.start) || data.matches("ICY", at: line.start) { return .response }
        let end = data.wordEnd(from: line.start, to: line.end)
        guard end - line.start >= 3, end - line.start <= 12, methods.contains(data.text(line.start, end - line.start)) else { return .other }
        return .request
    }

    private static func status(_ data: Octets, _ line: TextLine) -> Int {
        let at = data.skipSpaces(from: data.wordEnd(from: line.start, to: line.end), to: line.end)
        return data.wordEnd(from: at, to: line.end) - at == 3 ? data.decimal(at, line.end) ?? 0 : 0
    }

    /// One message from `start` on.
    private static func message(_ data: Octets, _ start: Int, _ context: StreamContext, _ d: inout Dissection) throws(Stop) -> Step {
        let messages = context.messages
        let first = data.base[start]
        guard first >= 0x20 && first < 0x7f || first == 0x0d || first == 0x0a else {
            guard messages.http.hasSeenHTTP else { return .done }
            DataDissector.dissect(try data.dropping(start), &d)
            return .done
        }
        let firstLine = data.line(from: start)
        let isComplete = data.count >= data.reported
        if !firstLine.isWhole, context.canReassemble, isComplete { return .needs(start, .segment) }
        let kind = kind(data, firstLine)
        if kind != .other, context.canReassemble {
            let code = kind == .response ? status(data, firstLine) : 0
            let method = messages.http.requests.first?.method ?? messages.http.method
            let hasNoBody = kind == .response && (method == "HEAD" || code / 100 == 2 && method == "CONNECT" || code / 100 == 1 || code == 204 || code == 304)
            if let more = HTTPBody.missing(data, start, wantsBody: !context.isEnd && !hasNoBody, untilFIN: kind == .response) { return .needs(start, more) }
        }
        return try read(data, start, kind, context, &d)
    }

    private static func read(_ data: Octets, _ start: Int, _ kind: Kind, _ context: StreamContext, _ d: inout Dissection) throws(Stop) -> Step {
        let messages = context.messages
        var at = start, headers = Headers(), hasStarted = false
        while at < data.count {
            let line = data.line(from: at)
            if line.count == 0, line.isWhole {
                at = line.next
                break
            }
            if !hasStarted, kind != .other {
                firstLine(kind, data, line, &headers, messages, &d)
            } else if let colon = data.firstIndex(of: UInt8(ascii: ":"), from: line.start, limit: line.end) {
                header(data, line, colon, &headers, &d)
            } else {
                // The end of a line that is not there: the header was cut.
                if hasStarted, line.next >= data.count { throw data.stop(line.end, 1) }
                break
            }
            d.packet.foundSomething = true
            hasStarted = true
            at = line.next
        }
        noteExchange(kind, headers, data, start, context, &d)
        let body = data.clamped(at, data.count - at)
        var length = body.count
        if let told = headers.contentLength, !headers.isChunked {
            length = min(length, told)
        } else if kind == .request, !headers.isChunked {
            length = 0
        } else if kind == .response, headers.code / 100 == 1 || headers.code == 204 || headers.code == 304 {
            length = 0
        }
        if kind == .response, headers.code == 101, let upgrade = headers.upgrade?.lowercased() {
            messages.http.upgradeFrame = context.frame
            messages.http.upgradeOffset = at
            messages.http.isWebSocket = upgrade == "websocket"
        }
        if length > 0 { HTTPBody.dissect(body.prefix(length), headers, &d) }
        return length > 0 || at > start ? .consumed(at + length) : .done
    }

    private static func firstLine(_ kind: Kind, _ data: Octets, _ line: TextLine, _ headers: inout Headers, _ messages: StreamMessages, _ d: inout Dissection) {
        if d.info.count > 0 { d.info.append(", ") }
        d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[line.start..<min(line.end, line.start + 120)]))
        let wordEnd = data.wordEnd(from: line.start, to: line.end)
        let second = data.skipSpaces(from: wordEnd, to: line.end), secondEnd = data.wordEnd(from: second, to: line.end)
        if kind == .request {
            d.add(HTTPField.method, 0, data, line.start, wordEnd - line.start)
            d.add(HTTPField.uri, 0, data, second, secondEnd - second)
            let third = data.skipSpaces(from: secondEnd, to: line.end)
            d.add(HTTPField.requestVersion, 0, data, third, line.end - third)
            messages.http.method = data.text(line.start, wordEnd - line.start)
            if messages.http.requests.count < 64 {
                messages.http.requests.append((messages.http.method, data.text(second, min(secondEnd - second, 200)), d.packet.number, d.packet.time.nanoseconds))
            }
        } else {
            d.add(HTTPField.responseVersion, 0, data, line.start, wordEnd - line.start)
            headers.code = status(data, line)
            if secondEnd - second >= 3, data.decimal(second, secondEnd) != nil {
                d.add(HTTPField.code, headers.code, data, second, 3)
                let third = data.skipSpaces(from: secondEnd, to: line.end)
                d.add(HTTPField.phrase, 0, data, third, line.end - third)
            }
        }
        messages.http.hasSeenHTTP = true
    }

    private static func header(_ data: Octets, _ line: TextLine, _ colon: Int, _ headers: inout Headers, _ d: inout Dissection) {
        // Where fields are not recorded, only headers that matter for the body are looked at.
        let initial = data.base[line.start] | 0x20
        guard d.recordsFields || initial == UInt8(ascii: "c") || initial == UInt8(ascii: "t") || initial == UInt8(ascii: "u") else { return }
        var value = colon + 1
        while value < line.end, data.base[value] == 0x20 || data.base[value] == 0x09 { value += 1 }
        let field = HTTPField.forHeader(data.clamped(line.start, colon - line.start))
        if field == .header { d.add(field, 0, data, line.start, line.end - line.start) } else { d.add(field, 0, data, value, line.end - value) }
        switch field {
        case .contentLength: headers.contentLength = data.decimal(value, line.end)
        case .transferEncoding: headers.isChunked = data.matchesIgnoringCase("chunked", at: value)
        case .contentType:
            var end = value
            while end < line.end, data.base[end] != UInt8(ascii: ";"), data.base[end] != 0x20 { end += 1 }
            headers.contentType = data.text(value, end - value).lowercased()
        case .contentEncoding: headers.hasEncoding = !data.matchesIgnoringCase("identity", at: value)
        case .upgrade: headers.upgrade = data.text(value, line.end - value)
        default: break
        }
    }

    /// Pairs a response with its request.
    private static func noteExchange(_ kind: Kind, _ headers: Headers, _ data: Octets, _ start: Int, _ context: StreamContext, _ d: inout Dissection) {
        switch kind {
        case .request: d.add(HTTPField.request, 1, data, start, 0, flags: .generated)
        case .response:
            d.add(HTTPField.response, 1, data, start, 0, flags: .generated)
            guard headers.code / 100 != 1 || headers.code == 101, !context.messages.http.requests.isEmpty else { return }
            let request = context.messages.http.requests.removeFirst()
            d.add(HTTPField.requestFrame, request.frame, data, start, 0, flags: .generated)
            d.add(HTTPField.time, Int(d.packet.time.nanoseconds &- request.time), data, start, 0, flags: .generated)
            d.add(HTTPField.responseFor, text: request.uri, data, start, 0)
        case .other: break
        }
    }
}
