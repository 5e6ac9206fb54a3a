public import ApplicationLayer
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
    /// The content could not be put where it was to go.
    case output(String)

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
        case .output(let reason): reason
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

/// Where an answer's content goes, piece by piece as it comes, decompressed: a file, a terminal, a parser.
public struct HTTPContentSink: Sendable {
    /// The answer has begun: not one that redirects and is followed.
    public var begin: @Sendable (HTTPResponse) async throws -> Void
    public var write: @Sendable ([UInt8]) async throws -> Void

    public init(begin: @escaping @Sendable (HTTPResponse) async throws -> Void = { _ in }, write: @escaping @Sendable ([UInt8]) async throws -> Void) { (self.begin, self.write) = (begin, write) }
}
