public import ApplicationLayer
import Compression
public import Sockets

extension HTTPServerResponse {
    /// Turns the connection into a WebSocket, or refuses (400, 426) a request that does not ask for one properly.
    ///
    ///     router.on(.get, "/chat") { .webSocket($0, on: host) { socket in
    ///         while let message = try await socket.receive() { try await socket.send(message) }
    ///     } }
    ///
    /// - Parameter body: runs with the connection; when it returns, the connection is closed.
    public static func webSocket(_ request: HTTPServerRequest, on host: some Host, options: WebSocket.Options = .init(), _ body: @escaping @Sendable (WebSocket) async throws -> Void) -> HTTPServerResponse {
        switch WebSocketHandshake.answer(request.head, subprotocols: options.subprotocols, compression: options.compression) {
        case .refuse(let head, let reason):
            var response = HTTPServerResponse.text(reason, head.status)
            response.head.headerFields.append(contentsOf: head.headerFields)
            return response
        case .upgrade(let head, let subprotocol, let deflate):
            return HTTPServerResponse(head.status, head.headerFields, .switched { stream, early in
                var connection = WebSocketConnection(role: .server, limits: options.limits, random: NoMasks(), deflate: deflate.map { WebSocketCompression($0, role: .server, level: 1) })
                connection.receive(early)
                let socket = WebSocket(stream, connection, subprotocol: subprotocol, options: options, clock: host.clock)
                // What ends the conversation has been told to the peer; the server goes on.
                try? await socket.run(body)
            })
        }
    }
}

/// A server masks nothing, and so needs no random numbers.
private struct NoMasks: RandomNumberGenerator, Sendable {
    mutating func next() -> UInt64 { 0 }
}

/// Why no WebSocket could be opened.
public enum WebSocketError: Error, Sendable, CustomStringConvertible {
    case invalidURL(String)
    case noSecurity(String)
    /// The server answered something else than `101`.
    case refused(status: Int)
    case server(RemoteProtocolError)
    case request(LocalProtocolError)

    public var description: String {
        switch self {
        case .invalidURL(let url): "\(url) is no ws or wss URL"
        case .noSecurity(let url): "\(url) needs TLS, which is not at hand"
        case .refused(let status): "the server answered \(status) instead of 101"
        case .server(let error): "\(error)"
        case .request(let error): "\(error)"
        }
    }
}

extension Host {
    /// Opens a WebSocket, runs `body` with it and closes it.
    ///
    ///     try await host.withWebSocket("ws://localhost:8765") { socket in try await socket.send("hello") }
    ///
    /// - Throws: what `body` throws, `SocketError`, or ``WebSocketError``.
    public func withWebSocket<Result: Sendable>(_ url: String, options: WebSocket.Options = .init(), security: (any StreamSecurity)? = nil, timeout: Duration = .seconds(30), _ body: @escaping @Sendable (WebSocket) async throws -> Result) async throws -> Result {
        guard let parsed = HTTPURL(url), parsed.scheme == "ws" || parsed.scheme == "wss" else { throw WebSocketError.invalidURL(url) }
        if parsed.isSecure, security == nil { throw WebSocketError.noSecurity(url) }
        let socket = try await withTimeLimit(timeout, for: "WebSocket", of: url) {
            var stream: any ByteStream = try await self.connect(to: parsed.host, port: parsed.port, options: StreamOptions(noDelay: true))
            if parsed.isSecure, let security { stream = try await security.client(over: stream, name: parsed.host) }
            do { return try await self.handshake(stream, parsed, options) } catch {
                await stream.close()
                throw error
            }
        }
        return try await socket.run(body)
    }

    private func handshake(_ stream: any ByteStream, _ url: HTTPURL, _ options: WebSocket.Options) async throws -> WebSocket {
        let random = self.random
        let nonce = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var http = HTTPClientConnection(), out: [UInt8] = []
        do throws(LocalProtocolError) {
            try http.send(WebSocketHandshake.request(authority: url.authority, path: url.target, nonce: nonce, subprotocols: options.subprotocols, compression: options.compression, secure: url.isSecure), into: &out)
            try http.sendEnd(into: &out)
        } catch { throw WebSocketError.request(error) }
        try await stream.send(out)
        do {
            while true {
                switch try http.nextEvent() {
                case .needData:
                    let bytes = try await stream.receive(atMost: 65_536)
                    if bytes.isEmpty { http.receiveEnd() } else { http.receive(bytes) }
                case .switched(let response):
                    let (subprotocol, deflate) = try WebSocketHandshake.check(response, nonce: nonce, subprotocols: options.subprotocols, compression: options.compression)
                    var connection = WebSocketConnection(role: .client, limits: options.limits, random: SharedRandom(random), deflate: deflate.map { WebSocketCompression($0, role: .client) })
                    connection.receive(http.takeRemaining())
                    return WebSocket(stream, connection, subprotocol: subprotocol, options: options, clock: clock)
                case .response(let response): throw WebSocketError.refused(status: response.status.code)
                case .interim, .content, .end, .idle, .closed: continue
                }
            }
        } catch let error as RemoteProtocolError { throw WebSocketError.server(error) }
    }
}

/// The host's own stream of random numbers, drawn from wherever it is held.
private struct SharedRandom: RandomNumberGenerator, Sendable {
    private let random: HostRandom
    init(_ random: HostRandom) { self.random = random }
    mutating func next() -> UInt64 { random.next() }
}
