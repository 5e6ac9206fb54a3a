/// A name as a reader of one's own hands it back.
public struct PlainName: Codable, Hashable, Sendable {
    /// "www.example.com"; "." for the root.
    public var name: String
    /// Where the message goes on behind the name.
    public var next: Int
    public init(name: String, next: Int) { (self.name, self.next) = (name, next) }
}

/// A place for a reader of names in DNS messages, with their pointers (RFC 1035 section 4.1.4).
///
/// Lab 18's exercise is a type of your own that conforms to this.
public protocol PlainNameReader: Sendable {
    /// The name that stands at byte `start` of `message`. A message may be anybody's: what is no name throws, and nothing goes on for ever.
    func read(_ message: [UInt8], at start: Int) throws -> PlainName
}

/// What a reader throws when there is no name.
public struct MalformedName: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ what: String) { description = what }
}
