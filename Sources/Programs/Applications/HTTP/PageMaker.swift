/// A page as a maker of one's own hands it back.
public struct PlainPage: Codable, Hashable, Sendable {
    public var status: Int
    /// "text/html; charset=utf-8".
    public var contentType: String
    public var body: String
    public init(status: Int, contentType: String, body: String) { (self.status, self.contentType, self.body) = (status, contentType, body) }
}

/// A place for a small web server's answers.
///
/// Lab 04's exercise is a type of your own that conforms to this; `http-server --mine` then serves with it.
public protocol PageMaker: Sendable {
    /// The answer to `method` ("GET") for `target`, the request's path as it came, with its query if there is one: "/hello%20you?lang=en".
    func page(method: String, target: String) throws -> PlainPage
}
