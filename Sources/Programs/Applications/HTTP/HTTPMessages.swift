import ApplicationLayer
public import HTTPTypes
public import Sockets
public import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A request as a server's handler sees it: head, content, and what the router has found in its path.
public struct HTTPServerRequest: Sendable {
    public var head: HTTPRequest
    public var content: [UInt8]
    /// Who asks.
    public var remoteAddress: SocketAddress
    /// What stood in the path for `:name`; filled in by the router.
    public var parameters: [String: String] = [:]

    public init(_ head: HTTPRequest, content: [UInt8] = [], from remoteAddress: SocketAddress) {
        self.head = head
        self.content = content
        self.remoteAddress = remoteAddress
    }

    public var method: HTTPRequest.Method { head.method }
    /// Path and query as they were sent.
    public var target: String { head.path ?? "/" }
    /// The path as it was sent, without the query.
    public var rawPath: Substring { target.prefix { $0 != "?" } }

    /// The query's names and values, decoded (`+` is a space).
    public var query: [(name: String, value: String)] {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        func text(_ part: Substring.UTF8View) -> String {
            String(decoding: PercentEncoding.decode(part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }[...]), as: UTF8.self)
        }
        return target[target.utf8.index(after: mark)...].utf8.split(separator: UInt8(ascii: "&")).prefix(1_000).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (text(parts[0]), parts.count == 2 ? text(parts[1]) : "")
        }
    }

    /// The content as JSON.
    ///
    /// - Throws: ``HTTPError`` 415 for another media type, 400 for what is no such JSON.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        let media = head.headerFields[.contentType].map { ContentType(parsing: $0).value } ?? ""
        guard media == "application/json" || media.hasSuffix("+json") else { throw HTTPError(.unsupportedMediaType, "The content must be application/json") }
        do { return try JSONDecoder().decode(type, from: Data(content)) } catch { throw HTTPError(.badRequest, "The content is no such JSON") }
    }
}

/// A handler's answer.
public struct HTTPServerResponse: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces until there are none; of `length` bytes in all where that is known.
        case stream(length: Int64?, next: @Sendable () async throws -> [UInt8]?)
        /// After the head (`101`) the connection is another protocol's: with bytes that have come already.
        case switched(@Sendable (any ByteStream, [UInt8]) async -> Void)
    }

    public var head: HTTPResponse
    public var body: Body

    public init(_ status: HTTPResponse.Status, _ headerFields: HTTPFields = HTTPFields(), _ body: Body = .bytes([])) {
        head = HTTPResponse(status: status, headerFields: headerFields)
        self.body = body
    }

    public static func text(_ text: String, _ status: HTTPResponse.Status = .ok) -> HTTPServerResponse {
        HTTPServerResponse(status, [.contentType: "text/plain; charset=utf-8"], .bytes(Array(text.utf8)))
    }

    public static func html(_ html: String, _ status: HTTPResponse.Status = .ok) -> HTTPServerResponse {
        HTTPServerResponse(status, [.contentType: "text/html; charset=utf-8"], .bytes(Array(html.utf8)))
    }

    /// Keys in order, so that the same value gives the same bytes.
    public static func json(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) throws -> HTTPServerResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return HTTPServerResponse(status, [.contentType: "application/json"], .bytes(Array(try encoder.encode(value))))
    }

    public static func redirect(to location: String, _ status: HTTPResponse.Status = .found) -> HTTPServerResponse {
        HTTPServerResponse(status, [.location: location])
    }
}

/// A handler's way to say no: the status, and why in the content, `{"error":"…"}`.
public struct HTTPError: Error, Sendable {
    public var status: HTTPResponse.Status
    public var message: String
    public var headerFields: HTTPFields
    public init(_ status: HTTPResponse.Status, _ message: String? = nil, _ headerFields: HTTPFields = HTTPFields()) {
        self.status = status
        self.message = message ?? status.reasonPhrase
        self.headerFields = headerFields
    }

    public var response: HTTPServerResponse {
        var response = (try? HTTPServerResponse.json(["error": message], status)) ?? HTTPServerResponse(status)
        response.head.headerFields.append(contentsOf: headerFields)
        return response
    }
}

extension HTTPError: CustomStringConvertible {
    public var description: String { "\(status.code) \(message)" }
}

/// Answers a request.
public typealias HTTPHandler = @Sendable (HTTPServerRequest) async throws -> HTTPServerResponse
