public import HTTPTypes

/// The client's end of an HTTP/1.1 connection (RFC 9110, RFC 9112): requests in, bytes out; bytes in, responses out.
///
/// Requests may be pipelined: `send` another before the first is answered; responses come in the order of the requests.
/// A connection is used again as long as ``persists`` holds when ``isIdle`` does.
public struct HTTPClientConnection: Sendable {
    /// What the server did.
    public enum Event: Sendable, Equatable {
        /// A 1xx response that comes before the final one: `100 Continue`, `103 Early Hints`.
        case interim(HTTPResponse)
        case response(HTTPResponse)
        case content([UInt8])
        case end(trailers: HTTPFields)
        /// `101`, or a 2xx to CONNECT: what follows (``takeRemaining()``) is another protocol's.
        case switched(HTTPResponse)
        case needData
        /// Every request has its answer.
        case idle
        /// The server will send no more.
        case closed
    }

    private enum Reading: Sendable {
        case head
        case body(HTTPBodyReader)
        case closed
        case switched
    }

    public let limits: HTTPLimits
    private var buffer = ReceiveBuffer()
    private var scanner = HTTPHeadScanner()
    private var ended = false
    private var reading = Reading.head
    private var writer = HTTPWriter()
    private var isWriting = false
    private var closing = false
    private var offersUpgrade = false
    /// The methods of requests that have no answer yet, oldest first.
    private var outstanding: [HTTPRequest.Method] = []

    /// The version of the latest response.
    public private(set) var serverVersion = HTTPVersion.http11

    public init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// No request is under way.
    public var isIdle: Bool { outstanding.isEmpty && !isWriting }
    /// Another request may be sent on this connection.
    public var persists: Bool {
        guard !closing, !ended else { return false }
        return switch reading {
        case .head, .body: true
        case .closed, .switched: false
        }
    }

    // MARK: - Out

    /// Writes a request's head behind `out`. `authority` becomes Host; framing is added: content without Content-Length is
    /// chunked, and only when `hasContent` says that there will be some.
    public mutating func send(_ request: HTTPRequest, hasContent: Bool = false, into out: inout [UInt8]) throws(LocalProtocolError) {
        guard !isWriting else { throw .http("the request before is not finished") }
        guard persists else { throw .http("the connection takes no other request") }
        guard outstanding.count < limits.pipelined else { throw .http("\(limits.pipelined) requests wait for their answers") }
        let declared = try HTTPWriter.Declared(request.headerFields)
        let target: String
        if request.method == .connect {
            guard let authority = request.authority, HTTPTarget.isAuthority(Array(authority.utf8)[...], allowEmpty: false) else { throw .http("CONNECT needs an authority") }
            target = authority
        } else {
            guard let path = request.path, path.utf8.allSatisfy(ASCII.isVisible), path.utf8.first == UInt8(ascii: "/") || path == "*" else { throw .http("a path is printable ASCII and begins with a slash") }
            target = path
        }
        let host = request.authority ?? request.headerFields[HTTPField.Name("Host")!] ?? ""
        guard HTTPTarget.isAuthority(Array(host.utf8)[...], allowEmpty: true) else { throw .http("\(host) is no host") }

        out.append(contentsOf: request.method.rawValue.utf8)
        out.append(ASCII.space)
        out.append(contentsOf: target.utf8)
        out.append(ascii: " HTTP/1.1\r\nHost: ")
        out.append(contentsOf: host.utf8)
        out.appendLine()
        for field in request.headerFields where field.name.canonicalName != "host" {
            HTTPWriter.field(field, into: &out)
        }
        if declared.closes { closing = true }
        var framing = HTTPFraming.none
        if let length = declared.length { framing = length == 0 ? .none : .length(length) } else if hasContent {
            framing = .chunked
            out.append(ascii: "Transfer-Encoding: chunked\r\n")
        }
        out.appendLine()
        offersUpgrade = request.headerFields.contains(.upgrade)
        writer.begin(framing)
        isWriting = true
        outstanding.append(request.method)
    }

    public mutating func send(content: [UInt8], into out: inout [UInt8]) throws(LocalProtocolError) {
        guard isWriting else { throw .http("no request has begun") }
        try writer.content(content, into: &out)
    }

    public mutating func sendEnd(trailers: HTTPFields = HTTPFields(), into out: inout [UInt8]) throws(LocalProtocolError) {
        guard isWriting else { throw .http("no request has begun") }
        try writer.end(trailers: trailers, into: &out)
        isWriting = false
    }

    // MARK: - In

    public mutating func receive(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }
    public mutating func receive(_ bytes: [UInt8]) { buffer.append(bytes) }
    /// The server will send no more.
    public mutating func receiveEnd() { ended = true }
    /// Bytes behind the last thing that was told: after a switch they are the new protocol's.
    public mutating func takeRemaining() -> [UInt8] { buffer.takeAll() }

    /// The next thing the server did.
    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try parse() } catch {
            reading = .closed
            throw error
        }
    }

    private mutating func parse() throws(RemoteProtocolError) -> Event {
        switch reading {
        case .closed, .switched: return .closed
        case .head:
            if outstanding.isEmpty {
                if !buffer.isEmpty { throw .http("answered a request that was never sent") }
                return ended ? .closed : .idle
            }
            return try parseHead()
        case .body(var body):
            reading = .closed
            switch try body.next(&buffer, ended: ended, limits: limits) {
            case .needData:
                reading = .body(body)
                return .needData
            case .content(let bytes):
                reading = .body(body)
                return .content(bytes)
            case .end(let trailers):
                outstanding.removeFirst()
                // An answer before the whole request: the rest of it has nowhere to go.
                if isWriting, outstanding.isEmpty { closing = true }
                reading = closing ? .closed : .head
                return .end(trailers: trailers)
            }
        }
    }

    private mutating func parseHead() throws(RemoteProtocolError) -> Event {
        guard try scanner.scan(buffer, .response, limits: limits) else {
            guard ended else { return .needData }
            throw .http(buffer.isEmpty ? "ended the connection without an answer" : "ended the connection inside a response's head")
        }
        let base = buffer.start
        guard let first = scanner.lines.first, let method = outstanding.first else { throw .http("sent an empty line for a response") }
        let (version, status) = try HTTPHeadParser.statusLine(buffer.storage, first.lowerBound + base..<first.upperBound + base)
        serverVersion = version
        var response = HTTPResponse(status: status), fields = HTTPConnectionFields()
        var all: [HTTPField] = []
        all.reserveCapacity(scanner.lines.count)
        for range in scanner.lines.dropFirst() {
            let line = range.lowerBound + base..<range.upperBound + base
            if let last = all.last, HTTPHeadParser.isFolded(buffer.storage, line) { all[all.count - 1] = try HTTPHeadParser.folded(buffer.storage, line, onto: last) } else {
                all.append(try HTTPHeadParser.field(buffer.storage, line))
            }
        }
        for field in all where try !fields.note(field) { response.headerFields.append(field) }
        buffer.skip(scanner.length)
        scanner.reset()
        if status.code == 101 {
            guard offersUpgrade else { throw .http("changed to another protocol unasked") }
            reading = .switched
            return .switched(response)
        }
        if status.code < 200 { return .interim(response) }
        if method == .connect, status.code < 300 {
            reading = .switched
            return .switched(response)
        }
        try fields.checkFraming(version)
        let framing = fields.responseFraming(to: method, status: status.code)
        if framing == .untilClose || !fields.persists(version) { closing = true }
        if case .length(let length) = framing, length > limits.body ?? .max { throw .http("announces \(length) bytes of content", status: 413) }
        reading = .body(HTTPBodyReader(framing))
        return .response(response)
    }
}
