public import ApplicationLayer
import HTTPTypes
public import Sockets
public import Wire

/// An HTTP/1.1 server: keep-alive, pipelining, limits on size, time and number, TLS where a ``StreamSecurity`` is given.
public final class HTTPServer: Sendable {
    public struct Options: Sendable {
        public var limits = HTTPLimits()
        /// Bytes of content that all connections together may have on their way; a request beyond is told `503`.
        public var contentBudget = 256 << 20
        /// Connections at one time; more are told `503` and closed.
        public var connections = 20_000
        /// How long a connection may be idle between requests.
        public var idleTime = Duration.seconds(60)
        /// How long a request's head may take from its first byte on, however slowly it drips.
        public var headTime = Duration.seconds(30)
        /// How long content may take: this long, and a second more for every `bytesPerSecond` that came.
        public var contentTime = Duration.seconds(30)
        public var bytesPerSecond = 1_024
        /// How long the client may take to read each 64 KiB of an answer.
        public var sendTime = Duration.seconds(30)
        /// The Server field; nil for none.
        public var serverName: String? = "LayerLab"
        public init() { limits.body = 16 << 20 }
    }

    public let options: Options
    private let handler: HTTPHandler
    private let security: (any StreamSecurity)?
    /// Where some of its handlers read the content themselves.
    let router: HTTPRouter?

    public init(options: Options = Options(), security: (any StreamSecurity)? = nil, handler: @escaping HTTPHandler) {
        self.options = options
        self.security = security
        self.handler = handler
        router = nil
    }

    public init(options: Options = Options(), security: (any StreamSecurity)? = nil, router: HTTPRouter) {
        self.options = options
        self.security = security
        self.router = router.streams ? router : nil
        handler = { try await router.respond(to: $0) }
    }

    /// What the connections' cores are told. Where some content is not gathered, its size is the handler's affair, and the session counts the rest.
    var limits: HTTPLimits {
        var limits = options.limits
        if router != nil { limits.body = nil }
        return limits
    }

    /// Listens on `address` and serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - connections: serve only so many, and return when they have ended.
    ///   - ready: called with the address once the server listens (port 0: the host's choice).
    public func run(on host: some Host, at address: SocketAddress, connections: Int? = nil, ready: @Sendable (SocketAddress) -> Void = { _ in }) async throws(SocketError) {
        let listener = try await host.listen(on: address, options: ListenOptions(backlog: 1_024, accepted: StreamOptions(noDelay: true)))
        defer { listener.close() }
        ready(listener.localAddress)
        try await serve(listener, on: host, connections: connections)
    }

    /// Serves the connections of a listener.
    public func serve<H: Host>(_ listener: H.Listener, on host: H, connections: Int? = nil) async throws(SocketError) {
        let table = ConnectionTable(), fields = HTTPServerFields(name: options.serverName), budget = HTTPContentBudget(), clock = host.clock, console = host.console
        @Sendable func converse(_ stream: some ByteStream, _ entry: ConnectionTable.Entry) async {
            await HTTPServerSession(server: self, stream: stream, entry: entry, clock: clock, console: console, fields: fields, budget: budget).run()
        }
        let busy = Array("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 1\r\n\r\n".utf8)
        try await acceptConnections(listener, table: table, maximum: options.connections, total: connections, clock: clock, refuse: { try? await $0.send(busy) }) { [self] stream, entry in
            if let security {
                entry.deadline = clock.now.advanced(by: options.headTime)
                guard let secured = try? await security.server(over: stream) else { return }
                entry.secured = secured
                await converse(secured, entry)
                await secured.close()
            } else {
                await converse(stream, entry)
            }
        }
    }

    func respond(to request: HTTPServerRequest, console: Console) async -> HTTPServerResponse {
        await respond(to: request, console: console, by: handler)
    }

    func respond(to request: HTTPServerRequest, console: Console, by handler: HTTPHandler) async -> HTTPServerResponse {
        do { return try await handler(request) } catch let error as HTTPError { return error.response } catch let error as FileStoreError {
            return HTTPError(error.code == .denied ? .forbidden : .notFound).response
        } catch {
            console.print("HTTP: \(request.method.rawValue) \(request.target) failed: \(error)")
            return HTTPError(.internalServerError).response
        }
    }
}

/// Bytes of content that the connections of a server hold together. Belongs to the server's loop.
final class HTTPContentBudget: @unchecked Sendable {
    var used = 0
}

/// The fields that every answer of a server has: Date, made once a second, and Server. Belongs to the server's loop.
final class HTTPServerFields: @unchecked Sendable {
    private var second = Int64.min
    private var fields: [HTTPField] = []
    private let name: String?

    init(name: String?) { self.name = name }

    /// Date first.
    func everyAnswers(at now: Instant) -> [HTTPField] {
        let current = now.nanoseconds / 1_000_000_000
        if current != second {
            second = current
            fields = [HTTPField(name: .date, value: HTTPDate.format(unixSeconds: current))]
            if let name { fields.append(HTTPField(name: .server, value: name)) }
        }
        return fields
    }
}
