/// How much of one HTTP message a connection takes. What goes beyond is refused, never cut.
public struct HTTPLimits: Sendable, Hashable {
    /// Bytes in the request line or status line.
    public var startLine = 16_384
    /// Bytes in all of a message's head, start line included; also in all of its trailers.
    public var head = 65_536
    /// Header fields in a head; also trailer fields.
    public var fieldCount = 128
    /// Bytes of content in one message; nil: as many as come.
    public var body: Int?
    /// Bytes in one chunk's line, extensions included.
    public var chunkLine = 1_024
    /// Bytes of chunk extensions in one message: without it a peer could send one byte of content in each kilobyte.
    public var chunkExtensions = 16_384
    /// Requests that a client may have sent before it has their answers.
    public var pipelined = 64

    public init() {}
}

/// HTTP/1.0 or HTTP/1.1. A higher minor version is treated as 1.1 (RFC 9110 section 2.5).
public enum HTTPVersion: Int, Sendable, Hashable, Comparable, CustomStringConvertible {
    case http10 = 0, http11 = 1
    public static func < (a: HTTPVersion, b: HTTPVersion) -> Bool { a.rawValue < b.rawValue }
    public var description: String { "HTTP/1.\(rawValue)" }
}

extension RemoteProtocolError {
    static func http(_ reason: String, status: Int = 400) -> RemoteProtocolError { RemoteProtocolError("HTTP", reason, replyCode: status) }
}

extension LocalProtocolError {
    static func http(_ reason: String) -> LocalProtocolError { LocalProtocolError("HTTP", reason) }
}
