public import ApplicationLayer
import Compression
public import HTTPTypes
public import Sockets

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Why an HTTP exchange came to nothing.
public enum HTTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case invalidURL(String)
    /// An https URL, and no ``StreamSecurity`` to speak TLS with.
    case noSecurity(String)
    case connection(SocketError)
    /// The server broke HTTP.
    case server(RemoteProtocolError)
    /// The request cannot be sent as it is.
    case request(LocalProtocolError)
    case tooManyRedirects(Int)
    case timedOut(String)
    /// The content was compressed and is damaged, or too big once decompressed.
    case content(String)

    public var description: String {
        switch self {
        case .invalidURL(let url): "\(url) is no http or https URL"
        case .noSecurity(let url): "\(url) needs TLS, which this client was made without"
        case .connection(let error): "\(error)"
        case .server(let error): "\(error)"
        case .request(let error): "\(error)"
        case .tooManyRedirects(let count): "more than \(count) redirects"
        case .timedOut(let url): "\(url) timed out"
        case .content(let reason): "the content \(reason)"
        }
    }
}

/// An answer, its content whole and decompressed.
public struct HTTPClientResponse: Sendable {
    public var head: HTTPResponse
    public var content: [UInt8]
    /// Where the answer came from, after redirects.
    public var url: HTTPURL
    /// The answers that redirected here.
    public var history: [HTTPResponse]

    public var status: Int { head.status.code }
    /// 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The content as text, in the character set that Content-Type names (UTF-8 where it names none).
    public var text: String {
        let charset = head.headerFields[.contentType].flatMap { ContentType(parsing: $0)["charset"] }?.lowercased()
        if charset == "iso-8859-1" || charset == "latin1" || charset == "windows-1252" { return String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) })) }
        return String(decoding: content, as: UTF8.self)
    }

    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value { try JSONDecoder().decode(type, from: Data(content)) }
}

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
        /// For one exchange, redirects and connecting included.
        public var timeout = Duration.seconds(30)
        public var redirects = 10
        public var userAgent = "LayerLab/1.0"
        public var compression = true
        /// Idle connections kept for each origin, and how long.
        public var idlePerOrigin = 4
        public var idleTime = Duration.seconds(30)
        public init() {}
    }

    private let host: H
    private let security: (any StreamSecurity)?
    public let options: Options
    private let pool: HTTPConnectionPool

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
        do {
            return try await host.withTimeLimit(options.timeout, for: "HTTP", of: url) { [self] in try await follow(method, start, headerFields, content) }
        } catch let error as HTTPClientError { throw error } catch let error as SocketError {
            throw error.code == .timedOut && error.operation == "HTTP" ? .timedOut(url) : .connection(error)
        } catch { throw .connection(SocketError(.cancelled, during: "HTTP", of: url)) }
    }

    private func follow(_ method: HTTPRequest.Method, _ start: HTTPURL, _ headerFields: HTTPFields, _ content: [UInt8]?) async throws(HTTPClientError) -> HTTPClientResponse {
        var (method, url, fields, content, history) = (method, start, headerFields, content, [HTTPResponse]())
        while true {
            var response = try await exchange(method, url, fields, content)
            response.history = history
            guard options.redirects > 0, [301, 302, 303, 307, 308].contains(response.status), let location = response.head.headerFields[values: .location].first else { return response }
            guard history.count < options.redirects else { throw .tooManyRedirects(options.redirects) }
            guard let next = url.resolving(location), next.scheme == "http" || next.scheme == "https" else { throw .invalidURL(location) }
            history.append(response.head)
            // Browsers and RFC 9110 section 15.4 alike: what was POSTed is fetched with GET after 301, 302 and 303.
            if response.status == 303 && method != .head || response.status < 303 && method == .post {
                (method, content) = (.get, nil)
                for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding] { fields[name] = nil }
            }
            // Credentials are for the origin they were given for.
            if next.origin != url.origin { for name in [HTTPField.Name.authorization, .cookie] { fields[name] = nil } }
            url = next
        }
    }

    private func exchange(_ method: HTTPRequest.Method, _ url: HTTPURL, _ headerFields: HTTPFields, _ content: [UInt8]?) async throws(HTTPClientError) -> HTTPClientResponse {
        var fields = headerFields
        if fields[.userAgent] == nil { fields[.userAgent] = options.userAgent }
        if fields[.accept] == nil { fields[.accept] = "*/*" }
        if options.compression, fields[.acceptEncoding] == nil { fields[.acceptEncoding] = "gzip, deflate" }
        if fields[.authorization] == nil, let user = url.userInfo { fields[.authorization] = "Basic " + String(decoding: Base64.encode(Array(user.utf8)), as: UTF8.self) }
        if let content { fields[.contentLength] = String(content.count) } else if [.post, .put, .patch].contains(method) { fields[.contentLength] = "0" }
        let request = HTTPRequest(method: method, scheme: url.scheme, authority: url.authority, path: url.target, headerFields: fields)

        // A kept connection may have been closed by the server meanwhile: then once more on a new one.
        if let kept = pool.take(url.origin, at: host.clock.now) {
            do throws(HTTPClientError) { return try await run(request, content ?? [], url, on: kept) } catch {
                await kept.stream.close()
                guard kept.isFreshlyDead, [.get, .head, .put, .delete, .options].contains(method) else { throw error }
            }
        }
        let fresh = HTTPPooledConnection(stream: try await connect(url), limits: responseLimits)
        do throws(HTTPClientError) { return try await run(request, content ?? [], url, on: fresh) } catch {
            fresh.stream.abort()
            throw error
        }
    }

    private var responseLimits: HTTPLimits {
        var limits = options.limits
        limits.body = limits.body ?? options.contentLimit
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

    private func run(_ request: HTTPRequest, _ content: [UInt8], _ url: HTTPURL, on kept: HTTPPooledConnection) async throws(HTTPClientError) -> HTTPClientResponse {
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

        var head = HTTPResponse(status: .ok), body: [UInt8] = []
        while true {
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
            case .interim: continue
            case .response(let response): head = response
            case .content(let bytes): body += bytes
            case .end:
                if kept.connection.persists, sendFailure == nil { pool.give(kept, url.origin, at: host.clock.now) } else { await kept.stream.close() }
                return HTTPClientResponse(head: head, content: try decode(body, head, method: request.method), url: url, history: [])
            case .switched, .closed, .idle: throw .server(RemoteProtocolError("HTTP", "ended the exchange without an answer", replyCode: 502))
            }
        }
    }

    /// Undoes Content-Encoding: the coding that was put on last comes off first. With one that is not known the content stays as it came.
    private func decode(_ body: [UInt8], _ head: HTTPResponse, method: HTTPRequest.Method) throws(HTTPClientError) -> [UInt8] {
        guard let field = head.headerFields[.contentEncoding], method != .head, !body.isEmpty, options.compression else { return body }
        let codings = field.split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.lowercased().replacing(" ", with: "") }.filter { !$0.isEmpty && $0 != "identity" }
        guard codings.allSatisfy({ ["gzip", "x-gzip", "deflate"].contains($0) }) else { return body }
        guard codings.count <= 4 else { throw .content("is compressed \(codings.count) times over") }
        var content = body
        for coding in codings.reversed() { content = try inflate(content, coding) }
        return content
    }

    private func inflate(_ body: [UInt8], _ coding: String) throws(HTTPClientError) -> [UInt8] {
        // RFC 9110 means zlib's wrapping by "deflate"; some servers leave it out.
        formats: for format in coding == "deflate" ? [CompressionFormat.zlib, .raw] : [.gzip] {
            var out: [UInt8] = [], start = 0
            let inflater = Inflater(format)
            do throws(Inflater.Failure) {
                while true {
                    try inflater.inflate(body, from: start, into: &out, limit: options.contentLimit)
                    guard inflater.isFinished else { continue formats }
                    // gzip files may stand one behind the other (RFC 1952 section 2.2); what is no other one is padding.
                    guard format == .gzip, inflater.unread >= 2, body[body.count - inflater.unread] == 0x1f else { return out }
                    start = body.count - inflater.unread
                    inflater.reset()
                }
            } catch {
                if error == .tooBig { throw .content("has more than \(options.contentLimit) bytes once decompressed") }
            }
        }
        throw .content("is damaged: it is no \(coding)")
    }

    /// Closes the connections that are kept.
    public func close() async { await pool.closeAll() }
}
