/// A route as a matcher of one's own sees it.
public struct PlainPathRoute: Codable, Hashable, Sendable {
    public var method: String
    /// "/api/books/:id": a component that begins with a colon stands for any one.
    public var pattern: String
    public init(_ method: String, _ pattern: String) { (self.method, self.pattern) = (method, pattern) }
}

/// What a matcher finds.
public enum PlainPathMatch: Codable, Hashable, Sendable {
    /// The route's place in the list, and what its named components stand for, decoded.
    case found(Int, [String: String])
    /// 404: no route has such a path.
    case notFound
    /// 405: there are routes with such a path, for these methods, in the order of the list.
    case notAllowed([String])
}

/// A place for what finds the route of a request.
///
/// Lab 11's exercise is a type of your own that conforms to this.
public protocol PathMatcher: Sendable {
    /// The route for `method` ("GET") and `path`, which has no query and is percent-encoded as it came. Where several fit, the one with more literal components
    /// counts, and of two that have as many the first. A HEAD is served by a route for GET.
    func match(_ method: String, _ path: String, among routes: [PlainPathRoute]) throws -> PlainPathMatch
}
