/// A reply as an assembler of one's own hands it back.
public struct PlainReply: Codable, Hashable, Sendable {
    public var code: Int
    /// The text of each line, without code, mark and line end.
    public var lines: [String]
    public init(code: Int, lines: [String]) { (self.code, self.lines) = (code, lines) }
}

/// A place for what makes replies of the lines that an FTP server sends (RFC 959 section 4.2).
///
/// Lab 06's exercise is a type of your own that conforms to this.
public protocol ReplyAssembler: Sendable {
    init()
    /// Takes a line, without its CRLF; hands back the reply that it completes, or nil. "220-Welcome" begins a reply of several lines, which ends with
    /// "220 ", the same code and a blank; lines between may be anything.
    ///
    /// Throws where a reply cannot begin so.
    mutating func take(_ line: String) throws -> PlainReply?
    /// The address and port in the reply to PASV, code 227: the six numbers h1,h2,h3,h4,p1,p2 wherever they stand in its text.
    func passiveAddress(in text: String) throws -> String
}

/// What an assembler throws when a line is no reply, or a reply has no address.
public struct MalformedReply: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ what: String) { description = what }
}
