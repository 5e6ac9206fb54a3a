/// A response's head as a reader of one's own hands it back.
public struct PlainResponseHead: Codable, Hashable, Sendable {
    public struct Field: Codable, Hashable, Sendable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public var status: Int
    public var reason: String
    /// In the order in which they came.
    public var fields: [Field]

    public init(status: Int, reason: String, fields: [Field]) { (self.status, self.reason, self.fields) = (status, reason, fields) }
}

/// A place for a reader of HTTP/1.1 response heads (RFC 9112 sections 2 to 5).
///
/// Lab 03's exercise is a type of your own that conforms to this; `http-client --mine` then reads answers with it.
public protocol ResponseHeadReader: Sendable {
    /// Reads a head: its first line and its fields, without the empty line that ends it; each line but the last ends in CRLF.
    ///
    /// Throws where the first line is no status line, or a line is no field.
    func read(_ head: [UInt8]) throws -> PlainResponseHead
}

/// What a reader throws when a head is none.
public struct MalformedHead: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ what: String) { description = what }
}
