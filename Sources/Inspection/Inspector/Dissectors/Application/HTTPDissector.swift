/// What is known of an HTTP conversation.
final class HTTPState {
    /// The requests that have not been answered, oldest first.
    var requests: [(method: String, uri: String, frame: Int, time: Int64)] = []
    /// A request has been seen: whatever comes belongs to HTTP.
    var hasSeenRequest = false
    /// The last request's method and target, and the last answer's status.
    var method = ""
    var target = ""
    var code = 0
    /// The proxy's end of a connection that a CONNECT has opened: known from the first bytes that pass through it.
    var proxy: (isLow: Bool, port: Int)?
    /// From this frame and offset on, another protocol is spoken.
    var upgradeFrame = 0
    var upgradeOffset = 0
    var isWebSocket = false
}

enum HTTPDissector {
    /// What UPnP tells unasked is neither request nor response for Wireshark.
    enum Kind { case request, response, notification, other }

    /// What the headers say that matters for the body.
    struct Headers {
        var contentLength: Int?
        var isChunked = false
        var contentType: String?
        var typeParameters = ""
        var encoding: String?
        var upgrade: String?
        var extensions: String?
        var code = 0
        /// Where the request's target and its host stand.
        var target: Range<Int>?
        var host: Range<Int>?
    }

    private static let methods = WordTable<Kind>([
        ("GET", .request), ("PUT", .request), ("COPY", .request), ("HEAD", .request), ("LOCK", .request), ("MOVE", .request), ("POLL", .request),
        ("POST", .request), ("BCOPY", .request), ("BMOVE", .request), ("MKCOL", .request), ("TRACE", .request), ("PATCH", .request),
        ("LABEL", .request), ("MERGE", .request), ("DELETE", .request), ("SEARCH", .request), ("UNLOCK", .request), ("REPORT", .request),
        ("UPDATE", .request), ("BDELETE", .request), ("CONNECT", .request), ("OPTIONS", .request), ("CHECKIN", .request), ("PROPFIND", .request),
        ("CHECKOUT", .request), ("CCM_POST", .request), ("PROPPATCH", .request), ("BPROPFIND", .request), ("BPROPPATCH", .request),
        ("UNCHECKOUT", .request), ("MKACTIVITY", .request), ("MKWORKSPACE", .request), ("RPC_CONNECT", .request), ("RPC_IN_DATA", .request),
        ("RPC_OUT_DATA", .request), ("VERSION-CONTROL", .request), ("BASELINE-CONTROL", .request), ("SSTP_DUPLEX_POST", .request),
        ("NOTIFY", .notification), ("SUBSCRIBE", .notification), ("UNSUBSCRIBE", .notification),
    ])

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
        if messages.http.code == 200, messages.http.method.hasPrefix("CONNECT") { return try HTTPTunnel.dissect(data, context, &d, &s) }
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
        // RFC 2774's prefix for what must be understood.
        let start = line.count >= 2 && data.matches("M-", at: line.start) ? line.start + 2 : line.start
        if data.matches("HTTP/", at: start) || data.matches("ICY", at: start) { return .response }
        let end = data.wordEnd(from: start, to: line.end)
        guard end - start >= 3, end - start <= 16 else { return .other }
        return methods.meaning(data, start, end - start) ?? .other
    }

    /// The Simple Service Discovery Protocol: one message of HTTP's form in a datagram.
    static func dissectDatagram(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(named: ForeignProtocols.name("ssdp"), .http, data, data.count)
        d.packet.foundSomething = true
        let messages = StreamMessages()
        defer { withExtendedLifetime(messages) {} }
        let context = StreamContext(
            slot: 0, isFromLow: true, sourcePort: Int(d.packet.sourcePort), destinationPort: Int(d.packet.destinationPort),
            canReassemble: false, isEnd: false, frame: d.packet.number, messages: messages)
        let mark = d.mark()
        _ = try message(data, 0, context, &d)
        if !d.hasFields(since: mark, keeping: false) { DataDissector.dissect(data, &d) }
    }

    private static func status(_ data: Octets, _ line: TextLine) -> Int {
        let at = data.skipSpaces(from: data.wordEnd(from: line.start, to: line.end), to: line.end)
        return data.wordEnd(from: at, to: line.end) - at >= 3 ? data.decimal(at, at + 3) ?? 0 : 0
    }

    /// One message from `start` on.
    private static func message(_ data: Octets, _ begin: Int, _ context: StreamContext, _ d: inout Dissection) throws(Stop) -> Step {
        let messages = context.messages
        // An empty line in front of a message.
        let hasEmptyLine = data.reported - begin > 3 && data.matches("\r\n", at: begin)
        let start = hasEmptyLine ? begin + 2 : begin
        let first = try data.u8(start)
        guard first >= 0x20, first < 0x7f else {
            if messages.http.hasSeenRequest { DataDissector.dissect(try data.dropping(begin), &d) }
            return .done
        }
        let firstLine = data.line(from: start)
        let isComplete = data.count >= data.reported
        if !firstLine.isWhole, context.canReassemble, isComplete { return .needs(begin, .segment) }
        let kind = kind(data, firstLine)
        if kind != .other, context.canReassemble {
            let code = kind == .response ? status(data, firstLine) : 0
            let method = messages.http.requests.first?.method ?? messages.http.method
            let hasNoBody = kind == .response && (method == "HEAD" || code / 100 == 2 && method == "CONNECT" || code / 100 == 1 || code == 204 || code == 304)
            if let more = HTTPBody.missing(data, start, wantsBody: !context.isEnd && !hasNoBody, untilFIN: kind == .response) { return .needs(begin, more) }
        }
        if hasEmptyLine, kind != .other || messages.http.hasSeenRequest || firstLine.count == 0 || data.firstIndex(of: UInt8(ascii: ":"), from: firstLine.start, limit: firstLine.end) != nil { d.remarkMalformed() }
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
        // Of what was put together from segments the end may not have been kept.
        let body = data.clamped(at, (data.source == 0 ? data.count : data.reported) - at)
        var length = body.reported
        if let told = headers.contentLength, !headers.isChunked {
            length = min(length, told)
        } else if kind == .request, !headers.isChunked {
            length = 0
        } else if kind == .response, headers.code / 100 == 1 || headers.code == 204 || headers.code == 304 {
            length = 0
        }
        if kind == .response, headers.code == 101, !messages.http.method.isEmpty, let upgrade = headers.upgrade?.lowercased() {
            messages.http.upgradeFrame = context.frame
            messages.http.upgradeOffset = at
            messages.http.isWebSocket = upgrade == "websocket"
            messages.webSocket.compression.isOn = headers.extensions.map { $0.contains("permessage-deflate") || $0.contains("x-webkit-deflate-frame") } ?? false
        }
        if kind == .response { messages.http.code = headers.code }
        if length > 0, hasStarted || at > start || messages.http.hasSeenRequest { HTTPBody.dissect(body.prefix(length), headers, &d) }
        return length > 0 || at > start ? .consumed(at + length) : .done
    }

    private static func firstLine(_ kind: Kind, _ data: Octets, _ line: TextLine, _ headers: inout Headers, _ messages: StreamMessages, _ d: inout Dissection) {
        if d.info.count > 0 { d.info.append(", ") }
        d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[line.start..<min(line.end, line.start + 120)]))
        let wordEnd = data.wordEnd(from: line.start, to: line.end)
        var second = data.skipSpaces(from: wordEnd, to: line.end), secondEnd = data.wordEnd(from: second, to: line.end)
        if kind != .response {
            // Two spaces: the target between them is empty.
            if second - wordEnd > 1 { (second, secondEnd) = (second - 1, second - 1) }
            d.add(HTTPField.method, 0, data, line.start, wordEnd - line.start)
            d.add(HTTPField.uri, 0, data, second, secondEnd - second)
            headers.target = second..<secondEnd
            let third = data.skipSpaces(from: secondEnd, to: line.end)
            d.add(HTTPField.requestVersion, 0, data, third, line.end - third)
            let start = data.matches("M-", at: line.start) ? line.start + 2 : line.start
            messages.http.method = data.text(start, wordEnd - start)
            // A line about the frame does without it, but for where a tunnel leads.
            messages.http.target = d.recordsFields || messages.http.method == "CONNECT" ? data.text(second, min(secondEnd - second, 200)) : ""
            messages.http.hasSeenRequest = true
            if kind == .request, messages.http.requests.count < 64 {
                messages.http.requests.append((messages.http.method, messages.http.target, d.packet.number, d.packet.time.nanoseconds))
            }
        } else {
            d.add(HTTPField.responseVersion, 0, data, line.start, wordEnd - line.start)
            headers.code = status(data, line)
            if secondEnd - second >= 3 {
                d.add(HTTPField.code, headers.code, data, second, 3)
                if d.recordsFields, let name = HTTPField.statusName(headers.code) { d.add(HTTPField.description, text: name, data, second, 3) }
                let third = data.skipSpaces(from: secondEnd, to: line.end)
                d.add(HTTPField.phrase, 0, data, third, line.end - third)
            }
        }
    }

    private static func header(_ data: Octets, _ line: TextLine, _ colon: Int, _ headers: inout Headers, _ d: inout Dissection) {
        // Where fields are not recorded, only headers that matter for the body are looked at.
        let initial = data.base[line.start] | 0x20
        guard d.recordsFields || initial == UInt8(ascii: "c") || initial == UInt8(ascii: "t") || initial == UInt8(ascii: "u") || initial == UInt8(ascii: "s") else { return }
        var value = colon + 1
        while value < line.end, data.base[value] == 0x20 || data.base[value] == 0x09 { value += 1 }
        let field = HTTPField.forHeader(data.clamped(line.start, colon - line.start))
        if field == .header { d.add(field, 0, data, line.start, line.end - line.start) } else { d.add(field, 0, data, value, line.end - value) }
        switch field {
        case .contentLength:
            headers.contentLength = HTTPBody.contentLength(data, value, line.end)
            if let length = headers.contentLength { d.add(HTTPField.contentBytes, length, data, line.start, line.next - line.start) }
        case .authorization, .authenticate: WindowsLogin.name(data, value, line.end, &d)
        case .host: headers.host = value..<line.end
        case .transferEncoding: headers.isChunked = data.matchesIgnoringCase("chunked", at: value)
        case .contentType:
            var end = value
            while end < line.end, data.base[end] != UInt8(ascii: ";"), data.base[end] != 0x20 { end += 1 }
            headers.contentType = data.text(value, end - value).lowercased()
            if data.matchesIgnoringCase("multipart/", at: value) { headers.typeParameters = data.text(end, line.end - end) }
        case .contentEncoding: headers.encoding = data.text(value, line.end - value).lowercased()
        case .wsExtensions: headers.extensions = data.text(value, line.end - value)
        case .upgrade: headers.upgrade = data.text(value, line.end - value)
        default: break
        }
    }

    /// The target with its host, as a browser shows it; a target that is whole already stays as it is.
    private static func addFullURI(_ headers: Headers, _ data: Octets, _ start: Int, _ d: inout Dissection) {
        guard d.recordsFields, let target = headers.target, let host = headers.host else { return }
        let uri = data.text(target.lowerBound, target.count)
        guard uri != "*", !uri.contains("://") else { return d.add(HTTPField.fullURI, text: uri, data, start, 0) }
        let isSecure = (0..<d.chain.count).contains { d.chain[$0] == ProtocolName(.tls) }
        d.add(HTTPField.fullURI, text: "\(isSecure ? "https" : "http")://\(data.text(host.lowerBound, host.count))\(uri)", data, start, 0)
    }

    /// Pairs a response with its request.
    private static func noteExchange(_ kind: Kind, _ headers: Headers, _ data: Octets, _ start: Int, _ context: StreamContext, _ d: inout Dissection) {
        switch kind {
        case .request:
            addFullURI(headers, data, start, &d)
            d.add(HTTPField.request, 1, data, start, 0, flags: .generated)
        case .response:
            d.add(HTTPField.response, 1, data, start, 0, flags: .generated)
            guard headers.code / 100 != 1 || headers.code == 101, !context.messages.http.requests.isEmpty else { return }
            let request = context.messages.http.requests.removeFirst()
            d.add(HTTPField.requestFrame, request.frame, data, start, 0, flags: .generated)
            d.add(HTTPField.time, Int(d.packet.time.nanoseconds &- request.time), data, start, 0, flags: .generated)
            d.add(HTTPField.responseFor, text: request.uri, data, start, 0)
        case .notification, .other: break
        }
    }
}

/// A login by Windows' ways (RFC 4559), which a header carries in Base64: named, not read.
private enum WindowsLogin {
    private static let ntlm = ForeignProtocols.name("ntlmssp"), gssAPI = ForeignProtocols.name("gss-api")

    static func name(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) {
        let isNTLM = data.matches("NTLM ", at: start)
        guard isNTLM || data.matches("Negotiate ", at: start) else { return }
        let token = start + (isNTLM ? 5 : 10)
        guard end - token >= 12 else { return }
        // "NTLMSSP" and the zero behind it.
        d.chain.append(data.matches("TlRMTVNTUA", at: token) ? ntlm : gssAPI)
    }
}
