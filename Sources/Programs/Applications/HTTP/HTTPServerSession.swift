import ApplicationLayer
import HTTPTypes
import Sockets
import Wire

/// One connection of an ``HTTPServer``: the loop between the stream, the protocol's core and the handler.
///
/// Answers to pipelined requests are gathered and leave in one write, when the client has nothing more to be answered or 64 KiB have come together.
final class HTTPServerSession<Stream: ByteStream>: @unchecked Sendable {
    private let server: HTTPServer
    private let stream: Stream
    private let entry: ConnectionTable.Entry
    private let clock: WorldClock
    private let console: Console
    private let fields: HTTPServerFields
    private let budget: HTTPContentBudget
    private var connection: HTTPServerConnection
    private var out: [UInt8] = []
    private var request: HTTPRequest?
    private var content: [UInt8] = []
    private var contentStart = Instant.zero
    /// Bytes of content that have come of the request that is arriving.
    private var contentBytes = 0
    /// Why no more content came to a handler that reads it itself.
    private var failure: (any Error)?

    init(server: HTTPServer, stream: Stream, entry: ConnectionTable.Entry, clock: WorldClock, console: Console, fields: HTTPServerFields, budget: HTTPContentBudget) {
        (self.server, self.stream, self.entry, self.clock, self.console, self.fields, self.budget) = (server, stream, entry, clock, console, fields, budget)
        connection = HTTPServerConnection(limits: server.limits)
    }

    private enum End: Error { case protocolError(RemoteProtocolError) }

    func run() async {
        defer { budget.used -= content.count }
        do {
            entry.deadline = clock.now.advanced(by: server.options.headTime)
            while try await turn() {}
            try await flush()
        } catch let End.protocolError(error) {
            await refuse(error)
            return
        } catch { /* The stream is gone, or the watch has cut it off: nobody is left to tell. */ return }
        if connection.bufferedBytes > 0 || !connection.isWhole { await stream.closeLingering(entry, clock: clock) }
    }

    /// One event. False when the connection is done with.
    private func turn() async throws -> Bool {
        let event: HTTPServerConnection.Event
        do { event = try connection.nextEvent() } catch { throw End.protocolError(error) }
        switch event {
        case .needData: try await receive()
        case .request(let head):
            request = head
            content = []
            (contentStart, contentBytes) = (clock.now, 0)
            if let router = server.router {
                var request = HTTPServerRequest(head, from: stream.remoteAddress)
                if let (handler, parameters) = router.streamHandler(for: request) {
                    request.parameters = parameters
                    return try await answer(request, by: handler)
                }
                try checkLimit(head.headerFields[.contentLength].flatMap { Int($0) } ?? 0)
            }
        case .content(let bytes):
            budget.used += bytes.count
            contentBytes += bytes.count
            if content.isEmpty { content = bytes } else { content += bytes }
            try checkLimit(content.count)
            if budget.used > server.options.contentBudget { throw End.protocolError(RemoteProtocolError("HTTP", "came while others send much: try again later", replyCode: 503)) }
        case .end: return try await answer()
        case .paused, .closed: return false
        }
        return true
    }

    private func checkLimit(_ count: Int) throws {
        if let limit = server.options.limits.body, count > limit { throw End.protocolError(RemoteProtocolError("HTTP", "sent more than \(limit) bytes of content", replyCode: 413)) }
    }

    /// The next piece of content for a handler that reads it itself; nil at its end.
    private func nextPiece() async throws -> [UInt8]? {
        while request != nil {
            do {
                switch try connection.nextEvent() {
                case .content(let bytes):
                    contentBytes += bytes.count
                    return bytes
                case .end:
                    request = nil
                    return nil
                case .needData: try await receive()
                case .request, .paused, .closed: return nil
                }
            } catch {
                failure = error
                throw error
            }
        }
        return nil
    }

    /// Answers a request while its content is still coming.
    private func answer(_ head: HTTPServerRequest, by handler: @escaping HTTPStreamHandler) async throws -> Bool {
        if connection.hasUnknownExpectation { return try await answer() }
        let content = HTTPContentStream { [self] in try await nextPiece() }
        let response = await server.respond(to: head, console: console) { [self] request in
            do { return try await handler(request, content) } catch {
                // What came of the client's own mistake is no failure of the handler's.
                if failure == nil { throw error }
                return HTTPServerResponse(.badRequest)
            }
        }
        if let failure { throw (failure as? RemoteProtocolError).map(End.protocolError) ?? failure }
        // Whoever answers before the end says no to the rest: the connection ends with the answer.
        let isUnread = request != nil
        request = nil
        entry.deadline = nil
        return try await send(response, to: head.head, closing: isUnread) && !isUnread
    }

    private func receive() async throws {
        if connection.clientAwaitsContinue { try connection.send(HTTPResponse(status: .continue), into: &out) }
        try await flush()
        let options = server.options
        if request != nil {
            entry.deadline = contentStart.advanced(by: options.contentTime + .seconds(contentBytes / max(1, options.bytesPerSecond)))
        } else if connection.isIdle {
            entry.deadline = clock.now.advanced(by: options.idleTime)
        }
        let wasIdle = connection.isIdle
        // Between requests a connection ends without a word; in the middle of one the client is told why.
        entry.farewell = wasIdle ? [] : tooSlow
        let bytes = try await stream.receive(atMost: 65_536)
        entry.farewell = []
        if bytes.isEmpty { connection.receiveEnd() } else { connection.receive(bytes) }
        if wasIdle { entry.deadline = clock.now.advanced(by: options.headTime) }
    }

    private func answer() async throws -> Bool {
        guard let head = request else { return false }
        request = nil
        entry.deadline = nil
        let response: HTTPServerResponse
        if connection.hasUnknownExpectation { response = HTTPError(.expectationFailed).response } else {
            response = await server.respond(to: HTTPServerRequest(head, content: content, from: stream.remoteAddress), console: console)
        }
        budget.used -= content.count
        content = []
        return try await send(response, to: head, closing: false)
    }

    /// False when the connection is done with.
    private func send(_ response: HTTPServerResponse, to head: HTTPRequest, closing: Bool) async throws -> Bool {
        var extra = response.head.status.code >= 200 ? fields.everyAnswers(at: clock.now) : []
        if !extra.isEmpty, response.head.headerFields.contains(.date) { extra.removeFirst() }
        let rollback = out.count
        do throws(LocalProtocolError) {
            switch response.body {
            case .bytes(let bytes): try connection.send(response.head, adding: extra, content: bytes, closing: closing, into: &out)
            case .stream(let length, _):
                var head = response.head
                if let length { head.headerFields[.contentLength] = String(length) }
                try connection.send(head, adding: extra, closing: closing, into: &out)
            case .switched: try connection.send(response.head, adding: extra, into: &out)
            }
        } catch {
            // The handler's answer breaks HTTP: its mistake, not the client's.
            console.print("HTTP: \(head.method.rawValue) \(head.path ?? "") was answered wrongly: \(error.reason)")
            out.removeLast(out.count - rollback)
            try connection.send(HTTPError(.internalServerError).response.head, content: [], closing: true, into: &out)
            return false
        }
        switch response.body {
        case .bytes: break
        case .stream(_, let next): try await sendContent(head, next)
        case .switched(let handler):
            try await flush()
            entry.deadline = nil
            await handler(stream, connection.takeRemaining())
            return false
        }
        if out.count >= 65_536 { try await flush() }
        return connection.persists
    }

    private func sendContent(_ head: HTTPRequest, _ next: @Sendable () async throws -> [UInt8]?) async throws {
        if head.method != .head {
            while let piece = try await next() {
                try connection.send(content: piece, into: &out)
                if out.count >= 65_536 { try await flush() }
            }
        }
        try connection.sendEnd(into: &out)
    }

    private func flush() async throws {
        if out.isEmpty { return }
        let before = entry.deadline
        var bytes: [UInt8] = []
        swap(&bytes, &out)
        if bytes.count <= 131_072 {
            entry.deadline = clock.now.advanced(by: server.options.sendTime)
            try await stream.send(bytes)
        } else {
            // A slow reader must make progress, not read everything in time.
            for start in stride(from: 0, to: bytes.count, by: 65_536) {
                entry.deadline = clock.now.advanced(by: server.options.sendTime)
                try await stream.send(Array(bytes[start..<min(start + 65_536, bytes.count)]))
            }
        }
        entry.deadline = before
        bytes.removeAll(keepingCapacity: bytes.capacity <= 131_072)
        swap(&bytes, &out)
    }

    /// Says what was wrong with a request, and ends the connection.
    private func refuse(_ error: RemoteProtocolError) async {
        var response = HTTPError(.init(code: error.replyCode, reasonPhrase: Self.phrase(error.replyCode)), "The client \(error.reason)").response
        response.head.headerFields.append(contentsOf: fields.everyAnswers(at: clock.now).prefix(1))
        guard case .bytes(let bytes) = response.body, (try? connection.send(response.head, content: bytes, closing: true, into: &out)) != nil, (try? await flush()) != nil else { return }
        await stream.closeLingering(entry, clock: clock)
    }

    private static func phrase(_ code: Int) -> String {
        switch code {
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 503: "Service Unavailable"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 505: "HTTP Version Not Supported"
        default: "Bad Request"
        }
    }
}

private let tooSlow = Array("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
