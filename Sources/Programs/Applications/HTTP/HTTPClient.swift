public import ApplicationLayer
public import HTTPTypes
public import Sockets
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An HTTP/1.1 client: redirects followed, connections used again, gzip undone, everything within a time.
///
///     let client = HTTPClient(on: host)
///     let page = try await client.get("http://www.example.com/")
///
/// Belongs to its host's loop.
public final class HTTPClient<H: Host>: @unchecked Sendable {
    public struct Options: Sendable {
        public var limits = HTTPLimits()
        /// Bytes of content, decompressed.
        public var contentLimit = 64 << 20
        /// For one exchange, redirects and connecting included. Where the content goes to a sink: for the time in which nothing comes.
        public var timeout = Duration.seconds(30)
        public var redirects = 10
        public var userAgent = "LayerLab/1.0"
        public var compression = true
        /// Cookies that servers set are sent back to them, as long as the client lives.
        public var cookies = true
        /// Idle connections kept for each origin, and how long.
        public var idlePerOrigin = 4
        public var idleTime = Duration.seconds(30)
        public init() {}
    }

    private let host: H
    private let security: (any StreamSecurity)?
    public let options: Options
    private let pool: HTTPConnectionPool
    /// What servers have asked to be told again.
    public private(set) var cookies = HTTPCookieJar()

    public init(on host: H, security: (any StreamSecurity)? = nil, options: Options = Options()) {
        self.host = host
        self.security = security
        self.options = options
        pool = HTTPConnectionPool(perOrigin: options.idlePerOrigin, idleTime: options.idleTime)
    }

    public func get(_ url: String, _ headerFields: HTTPFields = HTTPFields()) async throws(HTTPClientError) -> HTTPClientResponse { try await send(.get, url, headerFields) }

    /// Sends `value` as JSON.
    public func send(_ method: HTTPRequest.Method, _ url: String, json value: some Encodable & Sendable, _ headerFields: HTTPFields = HTTPFields()) async throws -> HTTPClientResponse {
        var fields = headerFields
        fields[.contentType] = "application/json"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try await send(method, url, fields, content: Array(try encoder.encode(value)))
    }

    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameter content: nil for none; an empty array says `Content-Length: 0`.
    public func send(_ method: HTTPRequest.Method, _ url: String, _ headerFields: HTTPFields = HTTPFields(), content: [UInt8]? = nil) async throws(HTTPClientError) -> HTTPClientResponse {
        guard let start = HTTPURL(url) else { throw .invalidURL(url) }
        return try await limited(url) { [self] in try await follow(method, start, headerFields, content, HTTPExchangeWatch(), into: nil) }
    }

    /// Sends a request; the content of the answer goes to `sink` as it comes, however much it is, and no faster than the sink takes it.
    ///
    /// - Returns: the answer without its content, when all of that has been written.
    public func send(_ method: HTTPRequest.Method, _ url: String, _ headerFields: HTTPFields = HTTPFields(), content: [UInt8]? = nil, into sink: HTTPContentSink) async throws(HTTPClientError) -> HTTPClientResponse {
        guard let start = HTTPURL(url) else { throw .invalidURL(url) }
        let watch = HTTPExchangeWatch(), limit = options.timeout, clock = host.clock
        return try await rethrowing(url) { [self] in
            try await withThrowingTaskGroup(of: HTTPClientResponse?.self) { group in
                group.addTask { try await self.follow(method, start, headerFields, content, watch, into: sink) }
                group.addTask {
                    var seen = -1
                    while seen != watch.steps {
                        seen = watch.steps
                        try await clock.sleep(for: limit)
                    }
                    throw HTTPClientError.timedOut(url)
                }
                defer { group.cancelAll() }
                while let next = try await group.next() { if let next { return next } }
                throw HTTPClientError.timedOut(url)
            }
        }
    }

    private func limited(_ url: String, _ body: @escaping @Sendable () async throws -> HTTPClientResponse) async throws(HTTPClientError) -> HTTPClientResponse {
        try await rethrowing(url) { [self] in try await host.withTimeLimit(options.timeout, for: "HTTP", of: url, body) }
    }

    private func rethrowing(_ url: String, _ body: () async throws -> HTTPClientResponse) async throws(HTTPClientError) -> HTTPClientResponse {
        do { return try await body() } catch let error as HTTPClientError { throw error } catch let error as SocketError {
            throw error.code == .timedOut && error.operation == "HTTP" ? .timedOut(url) : .connection(error)
        } catch { throw .connection(SocketError(.cancelled, during: "HTTP", of: url)) }
    }

    private func follow(_ method: HTTPRequest.Method, _ start: HTTPURL, _ headerFields: HTTPFields, _ content: [UInt8]?, _ watch: HTTPExchangeWatch, into sink: HTTPContentSink?) async throws(HTTPClientError) -> HTTPClientResponse {
        var (method, url, fields, content, history) = (method, start, headerFields, content, [HTTPResponse]())
        while true {
            let mayFollow = options.redirects > 0
            var response = try await exchange(method, url, fields, content, watch, into: sink.map { mayFollow ? $0.withoutRedirects : $0 })
            response.history = history
            guard mayFollow, let location = response.head.redirection else { return response }
            guard history.count < options.redirects else { throw .tooManyRedirects(options.redirects) }
            guard let next = url.resolving(location), next.scheme == "http" || next.scheme == "https" else { throw .invalidURL(location) }
            history.append(response.head)
            // Browsers and RFC 9110 section 15.4 alike: what was POSTed is fetched with GET after 301, 302 and 303.
            if response.status == 303 && method != .head || response.status < 303 && method == .post {
                (method, content) = (.get, nil)
                for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding, .transferEncoding] { fields[name] = nil }
            }
            // Credentials are for the origin they were given for, and so is a Host of the caller's own.
            if next.origin != url.origin { for name in [HTTPField.Name.authorization, .proxyAuthorization, .cookie, HTTPField.Name("Host")!] { fields[name] = nil } }
            url = next
        }
    }

    private func exchange(_ method: HTTPRequest.Method, _ url: HTTPURL, _ headerFields: HTTPFields, _ content: [UInt8]?, _ watch: HTTPExchangeWatch, into sink: HTTPContentSink?) async throws(HTTPClientError) -> HTTPClientResponse {
        var fields = headerFields
        if fields[.userAgent] == nil { fields[.userAgent] = options.userAgent }
        if fields[.accept] == nil { fields[.accept] = "*/*" }
        if options.compression, fields[.acceptEncoding] == nil { fields[.acceptEncoding] = "gzip, deflate" }
        if fields[.authorization] == nil, let user = url.userInfo { fields[.authorization] = "Basic " + String(decoding: Base64.encode(Array(user.utf8)), as: UTF8.self) }
        if options.cookies, fields[.cookie] == nil, let value = cookies.value(for: url, at: seconds) { fields[.cookie] = value }
        if let content { fields[.contentLength] = String(content.count) } else if [.post, .put, .patch].contains(method) { fields[.contentLength] = "0" }
        // A Host of the caller's own goes in the place of the URL's: for a server that has many names.
        let request = HTTPRequest(method: method, scheme: url.scheme, authority: headerFields[HTTPField.Name("Host")!] ?? url.authority, path: url.target, headerFields: fields)

        // A kept connection may have been closed by the server meanwhile: then once more on a new one.
        let mayRepeat = [.get, .head, .put, .delete, .options].contains(method)
        if let kept = pool.take(url.origin, at: host.clock.now) {
            // What must not be sent twice is sent only where the server has not closed.
            let isOpen = if mayRepeat { true } else { await kept.isStillOpen(host.clock) }
            if isOpen {
                do throws(HTTPClientError) { return try await run(request, content ?? [], url, on: kept, watch, into: sink) } catch {
                    await kept.stream.close()
                    guard kept.isFreshlyDead, mayRepeat else { throw error }
                }
            } else { await kept.stream.close() }
        }
        let fresh = HTTPPooledConnection(stream: try await connect(url), limits: responseLimits(sink))
        do throws(HTTPClientError) { return try await run(request, content ?? [], url, on: fresh, watch, into: sink) } catch {
            fresh.stream.abort()
            throw error
        }
    }

    private var seconds: Int64 { host.clock.now.nanoseconds / 1_000_000_000 }

    /// A sink has limits of its own.
    private func responseLimits(_ sink: HTTPContentSink?) -> HTTPLimits {
        var limits = options.limits
        if sink == nil { limits.body = limits.body ?? options.contentLimit }
        return limits
    }

    private func connect(_ url: HTTPURL) async throws(HTTPClientError) -> any ByteStream {
        if url.isSecure, security == nil { throw .noSecurity("\(url)") }
        do throws(SocketError) {
            let stream = try await host.connect(to: url.host, port: url.port, options: StreamOptions(noDelay: true))
            if url.isSecure, let security { return try await security.client(over: stream, name: url.host) }
            return stream
        } catch { throw .connection(error) }
    }

    private func run(_ request: HTTPRequest, _ content: [UInt8], _ url: HTTPURL, on kept: HTTPPooledConnection, _ watch: HTTPExchangeWatch, into sink: HTTPContentSink?) async throws(HTTPClientError) -> HTTPClientResponse {
        var out: [UInt8] = []
        kept.isFreshlyDead = kept.exchanges > 0
        kept.exchanges += 1
        do throws(LocalProtocolError) {
            try kept.connection.send(request, into: &out)
            try kept.connection.send(content: content, into: &out)
            try kept.connection.sendEnd(into: &out)
        } catch { throw .request(error) }
        // A server may answer, and close, before it has read everything: its answer counts, so a failed send waits for it.
        var sendFailure: SocketError?
        do throws(SocketError) { try await kept.stream.send(out) } catch { sendFailure = error }

        var head = HTTPResponse(status: .ok), body: [UInt8] = [], interims = 0
        var decoder: HTTPContentDecoder?
        while true {
            watch.steps += 1
            let event: HTTPClientConnection.Event
            do throws(RemoteProtocolError) { event = try kept.connection.nextEvent() } catch {
                if let sendFailure { throw .connection(sendFailure) }
                throw .server(error)
            }
            switch event {
            case .needData:
                do throws(SocketError) {
                    let bytes = try await kept.stream.receive(atMost: 65_536)
                    if bytes.isEmpty { kept.connection.receiveEnd() } else {
                        kept.isFreshlyDead = false
                        kept.connection.receive(bytes)
                    }
                } catch { throw .connection(sendFailure ?? error) }
            case .interim:
                interims += 1
                // 100, 103 and the like; a server that says nothing else never answers.
                if interims > 100 { throw .server(RemoteProtocolError("HTTP", "sent more than 100 interim answers", replyCode: 502)) }
            case .response(let response):
                head = response
                if options.cookies { cookies.take(response.headerFields, from: url, at: seconds) }
                if options.compression, request.method != .head { decoder = try HTTPContentDecoder(response.headerFields, limit: sink == nil ? options.contentLimit : nil) }
                try await write(sink) { try await $0.begin(response) }
            case .content(let bytes):
                let content = try decoder?.decode(bytes) ?? bytes
                if sink == nil { body += content } else if !content.isEmpty { try await write(sink) { try await $0.write(content) } }
            case .end:
                try decoder?.finish()
                if kept.connection.persists, sendFailure == nil { pool.give(kept, url.origin, at: host.clock.now) } else { await kept.stream.close() }
                return HTTPClientResponse(head: head, content: body, url: url, history: [])
            case .switched, .closed, .idle: throw .server(RemoteProtocolError("HTTP", "ended the exchange without an answer", replyCode: 502))
            }
        }
    }

    private func write(_ sink: HTTPContentSink?, _ body: (HTTPContentSink) async throws -> Void) async throws(HTTPClientError) {
        guard let sink else { return }
        do { try await body(sink) } catch { throw .output("\(error)") }
    }

    /// Closes the connections that are kept.
    public func close() async { await pool.closeAll() }
}

/// Counts what happens in an exchange, so that a watch sees whether anything does. Belongs to one loop.
private final class HTTPExchangeWatch: @unchecked Sendable { var steps = 0 }

extension HTTPResponse {
    /// Where it redirects to; nil: it does not.
    fileprivate var redirection: String? { [301, 302, 303, 307, 308].contains(status.code) ? headerFields[values: .location].first : nil }
}

extension HTTPContentSink {
    /// Hears of no answer that redirects.
    fileprivate var withoutRedirects: HTTPContentSink {
        let isPassed = Passed()
        return HTTPContentSink(begin: { response in
            isPassed.value = response.redirection != nil
            if !isPassed.value { try await begin(response) }
        }, write: { if !isPassed.value { try await write($0) } })
    }
    private final class Passed: @unchecked Sendable { var value = false }
}
