public import HTTPTypes

/// The server's end of an HTTP/1.1 connection (RFC 9110, RFC 9112): bytes in, requests out; responses in, bytes out.
///
///     connection.receive(bytes)
///     while true {
///         switch try connection.nextEvent() {
///         case .request(let request): …        then .content …, then .end
///         case .needData: receive more; .paused: answer first; .closed: done
///         }
///     }
///
/// Two halves turn independently: what the client has sent of its request, what this end has sent of its response.
/// When both are done the next request begins, or, where the connection does not persist, nothing more does. A request
/// that was pipelined behind an unanswered one stays in the buffer: `nextEvent` says `.paused` until the answer is out.
public struct HTTPServerConnection: Sendable {
    /// What the client did.
    public enum Event: Sendable, Equatable {
        case request(HTTPRequest)
        /// Some of the request's content: pieces as they come, never empty.
        case content([UInt8])
        /// The request is whole.
        case end(trailers: HTTPFields)
        /// Nothing more can be told before more bytes come.
        case needData
        /// The request is whole and unanswered: answer it before asking for the next.
        case paused
        /// No other request will come on this connection.
        case closed
    }

    private enum Reading: Sendable {
        case head
        case body(HTTPBodyReader)
        case done
        case failed
    }

    private enum Writing: Sendable {
        /// No request to answer.
        case idle
        /// A request has come; its response has not begun.
        case owed
        case content
        case done
        /// The connection has become another protocol's.
        case switched
    }

    public let limits: HTTPLimits
    private var buffer = ReceiveBuffer()
    private var scanner = HTTPHeadScanner()
    private var ended = false
    private var reading = Reading.head
    private var writing = Writing.idle
    private var writer = HTTPWriter()
    private var method = HTTPRequest.Method.get
    private var fields = HTTPConnectionFields()
    private var leadingLines = 0
    private var closeSaid = false

    /// The version of the latest request.
    public private(set) var clientVersion = HTTPVersion.http11
    /// The client waits for `100 Continue` before it sends its content (RFC 9110 section 10.1.1).
    public private(set) var clientAwaitsContinue = false

    public init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// The protocols that the latest request offers to change to (RFC 9110 section 7.8); empty for none.
    public var offeredUpgrades: [String] { fields.connectionUpgrade && clientVersion >= .http11 ? fields.upgrade : [] }
    /// The request asked for something that no server knows: `417 Expectation Failed` is the answer.
    public var hasUnknownExpectation: Bool { fields.hasUnknownExpectation }
    /// Whether the connection goes on after the response that is (or was last) written.
    public var persists: Bool {
        if case .failed = reading { return false }
        return !closeSaid && fields.persists(clientVersion)
    }
    /// Nothing of a request has arrived yet: closing now breaks nothing off.
    public var isIdle: Bool {
        guard case .head = reading, case .idle = writing else { return false }
        return buffer.isEmpty
    }
    /// The latest request has come to its end.
    public var isWhole: Bool {
        switch reading {
        case .head, .done: true
        case .body, .failed: false
        }
    }
    /// Bytes that arrived and were not looked at.
    public var bufferedBytes: Int { buffer.count }

    // MARK: - In

    public mutating func receive(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }
    public mutating func receive(_ bytes: [UInt8]) { buffer.append(bytes) }

    /// The client will send no more.
    public mutating func receiveEnd() { ended = true }

    /// The next thing the client did.
    ///
    /// - Throws: what is wrong with the bytes; `replyCode` is the status to answer with, if the response has not begun. From
    ///   then on no request can be found in what follows, and every call throws or says `.closed`.
    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do {
            return try parse()
        } catch {
            reading = .failed
            if case .idle = writing { writing = .owed }
            throw error
        }
    }

    private mutating func parse() throws(RemoteProtocolError) -> Event {
        if case .switched = writing { return .closed }
        switch reading {
        case .failed: return .closed
        case .head:
            if case .done = writing { return .closed }
            return try parseHead()
        case .body(var body):
            // The reader is taken out and put back, so that its buffers are not copied.
            reading = .failed
            let step = try body.next(&buffer, ended: ended, limits: limits)
            switch step {
            case .end(let trailers):
                reading = .done
                clientAwaitsContinue = false
                finishExchange()
                return .end(trailers: trailers)
            case .content(let bytes):
                reading = .body(body)
                clientAwaitsContinue = false
                return .content(bytes)
            case .needData:
                reading = .body(body)
                return .needData
            }
        case .done:
            if case .done = writing { return .closed }
            return .paused
        }
    }

    private mutating func parseHead() throws(RemoteProtocolError) -> Event {
        // An empty line before a request line is what some clients send behind a body (RFC 9112 section 2.2).
        while !buffer.isEmpty, buffer.storage[buffer.start] == ASCII.carriageReturn {
            guard buffer.count >= 2 else { return ended ? .closed : .needData }
            leadingLines += 1
            guard leadingLines <= 4, buffer.storage[buffer.start + 1] == ASCII.lineFeed else { throw .http("sent an empty line for a request") }
            buffer.skip(2)
        }
        // What cannot begin a method (TLS, say) is refused at once, not when an empty line comes.
        if !buffer.isEmpty, !ASCII.isTokenCharacter(buffer.storage[buffer.start]) { throw .http("sent no request but \(ASCII.shown(buffer.storage[buffer.start...], limit: 16))") }
        guard try scanner.scan(buffer, .request, limits: limits) else {
            guard ended else { return .needData }
            if buffer.isEmpty { return .closed }
            throw .http("ended the connection inside a request's head")
        }
        let base = buffer.start
        guard let first = scanner.lines.first else { throw .http("sent an empty line for a request") }
        let line = try HTTPHeadParser.requestLine(buffer.storage, first.lowerBound + base..<first.upperBound + base)
        clientVersion = line.version
        method = line.method
        fields = HTTPConnectionFields()
        var headers = HTTPFields()
        headers.reserveCapacity(scanner.lines.count - 1)
        for range in scanner.lines.dropFirst() {
            let field = try HTTPHeadParser.field(buffer.storage, range.lowerBound + base..<range.upperBound + base)
            if try !fields.note(field) { headers.append(field) }
        }
        try fields.checkFraming(line.version)
        if line.version >= .http11, fields.host == nil { throw .http("sent no Host") }
        if let length = fields.contentLength, length > limits.body ?? .max { throw .http("announces \(length) bytes of content", status: 413) }
        var request = try HTTPTarget.request(line.method, line.target, host: fields.host)
        request.headerFields = headers
        buffer.skip(scanner.length)
        scanner.reset()
        leadingLines = 0
        let framing = fields.requestFraming()
        clientAwaitsContinue = fields.expectsContinue && line.version >= .http11 && framing != .none
        reading = .body(HTTPBodyReader(framing))
        writing = .owed
        return .request(request)
    }

    /// Bytes behind the last thing that was told: after an upgrade they are the new protocol's.
    public mutating func takeRemaining() -> [UInt8] { buffer.takeAll() }

    // MARK: - Out

    /// Writes a response's head behind `out`. 1xx responses may come before the final one; `101` and a 2xx to CONNECT end HTTP
    /// on this connection. Framing is added: without Content-Length the content is chunked (to an HTTP/1.0 client: up to the close).
    ///
    /// - Parameters:
    ///   - extra: fields that follow the response's own; none that frames it.
    ///   - closing: say `Connection: close` and end the connection after this response.
    public mutating func send(_ response: HTTPResponse, adding extra: [HTTPField] = [], closing: Bool = false, into out: inout [UInt8]) throws(LocalProtocolError) {
        try send(response, HTTPWriter.Declared(response.headerFields), adding: extra, length: nil, closing: closing, into: &out)
    }

    /// - Parameter length: the Content-Length to be written where the response's fields have none.
    private mutating func send(_ response: HTTPResponse, _ fields: HTTPWriter.Declared, adding extra: [HTTPField], length: Int?, closing: Bool, into out: inout [UInt8]) throws(LocalProtocolError) {
        guard case .owed = writing else { throw .http("there is no request to answer with \(response.status.code)") }
        let code = response.status.code
        guard code >= 100, code <= 599 else { throw .http("\(code) is no status code") }
        let declared = fields.length ?? length
        if code < 200 {
            guard clientVersion >= .http11 else { throw .http("an HTTP/1.0 client knows no \(code)") }
            guard declared == nil else { throw .http("a \(code) has no content") }
            if code == 101 {
                guard !offeredUpgrades.isEmpty else { throw .http("the client offered no other protocol") }
                guard case .done = reading else { throw .http("the request is not whole yet") }
            }
            HTTPWriter.statusLine(response.status, into: &out)
            for field in response.headerFields { HTTPWriter.field(field, into: &out) }
            out.appendLine()
            if code == 100 { clientAwaitsContinue = false }
            if code == 101 { writing = .switched }
            return
        }
        if code == 204, declared != nil { throw .http("a 204 has no Content-Length") }
        let tunnels = method == .connect && code < 300
        var framing = HTTPFraming.none
        if method != .head, code != 204, code != 304, !tunnels {
            if let declared { framing = declared == 0 ? .none : .length(declared) } else { framing = clientVersion >= .http11 ? .chunked : .untilClose }
        }
        if closing || framing == .untilClose { closeSaid = true }
        // Content that the client holds back or has not sent yet: whether it will come is unknown, so the connection cannot go on.
        if clientAwaitsContinue { closeSaid = true }
        if fields.closes { closeSaid = true }

        HTTPWriter.statusLine(response.status, into: &out)
        for field in response.headerFields where !fields.hasConnection || field.name != .connection { HTTPWriter.field(field, into: &out) }
        for field in extra { HTTPWriter.field(field, into: &out) }
        if let length {
            out.append(ascii: "Content-Length: ")
            out.append(decimal: length)
            out.appendLine()
        }
        if !tunnels {
            if framing == .chunked { out.append(ascii: "Transfer-Encoding: chunked\r\n") }
            if !persists { out.append(ascii: "Connection: close\r\n") } else if clientVersion < .http11 { out.append(ascii: "Connection: keep-alive\r\n") }
        }
        out.appendLine()
        if tunnels { writing = .switched; return }
        writer.begin(framing)
        writing = .content
    }

    /// Writes some of the response's content behind `out`. To a HEAD request content is counted as sent and left out.
    public mutating func send(content: [UInt8], into out: inout [UInt8]) throws(LocalProtocolError) {
        guard case .content = writing else { throw .http("no response has begun") }
        if method == .head { return }
        try writer.content(content, into: &out)
    }

    /// Ends the response.
    public mutating func sendEnd(trailers: HTTPFields = HTTPFields(), into out: inout [UInt8]) throws(LocalProtocolError) {
        guard case .content = writing else { throw .http("no response has begun") }
        try writer.end(trailers: method == .head ? HTTPFields() : trailers, into: &out)
        writing = .done
        finishExchange()
    }

    /// A whole response at once, with its Content-Length where it has none and may have one.
    ///
    /// - Parameter extra: fields that follow the response's own; none that frames it.
    public mutating func send(_ response: HTTPResponse, adding extra: [HTTPField] = [], content: [UInt8], closing: Bool = false, into out: inout [UInt8]) throws(LocalProtocolError) {
        let code = response.status.code
        // Checked before anything is written or changed, so that another response can still be sent in this one's place.
        if !content.isEmpty, code < 200 || code == 204 || code == 304 { throw .http("a \(code) has no content, \(content.count) bytes were given") }
        let fields = try HTTPWriter.Declared(response.headerFields)
        if let declared = fields.length, method != .head, code != 304, declared != content.count { throw .http("Content-Length says \(declared), \(content.count) bytes were given") }
        let length = code >= 200 && code != 204 && code != 304 && fields.length == nil ? content.count : nil
        try send(response, fields, adding: extra, length: length, closing: closing, into: &out)
        if case .switched = writing { return }
        if method != .head { try writer.content(content, into: &out) }
        try sendEnd(into: &out)
    }

    /// Both halves done: on to the next request, if there can be one.
    private mutating func finishExchange() {
        guard case .done = reading, case .done = writing, persists else { return }
        reading = .head
        writing = .idle
    }
}
