import ApplicationLayer
public import HTTPTypes

/// Finds the handler for a request by method and path.
///
///     router.on(.get, "/api/books/:id") { request in … request.parameters["id"] … }
///     router.on(.get, "/static/*") { … request.parameters["*"] … }
///
/// `:name` stands for one component of a path, decoded; a last `*` for all that is left. Literal components go before
/// named ones. HEAD is answered as GET without its content; another method on a known path is 405 with Allow.
public struct HTTPRouter: Sendable {
    private var routes: [HTTPRoute] = []
    /// Routes without parameters, by their path as it is written.
    private var literal: [String: [Int]] = [:]
    private var fallback: HTTPHandler?

    public init() {}

    public mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping HTTPHandler) {
        let route = HTTPRoute(method, path, handler)
        if route.isLiteral { literal[path, default: []].append(routes.count) }
        routes.append(route)
    }

    /// As ``on(_:_:_:)``, with a handler that reads the content itself, as it comes and however much it is.
    public mutating func receive(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping HTTPStreamHandler) {
        routes.append(HTTPRoute(method, path, stream: handler))
    }

    /// Whether some content is not for the server to gather.
    var streams: Bool { routes.contains { $0.stream != nil } }

    /// Who reads the content of a request himself, and what stands in its path for names; nil: nobody does.
    func streamHandler(for request: HTTPServerRequest) -> (handler: HTTPStreamHandler, parameters: [String: String])? {
        guard let components = HTTPRoute.components(request.rawPath), let route = route(for: request.method, components).best, let handler = route.stream else { return nil }
        return (handler, route.parameters(components))
    }

    private func route(for method: HTTPRequest.Method, _ components: [String]) -> (best: HTTPRoute?, others: [HTTPRequest.Method]) {
        var best: HTTPRoute?, others: [HTTPRequest.Method] = []
        for route in routes where route.matches(components) {
            if !route.takes(method) {
                if !others.contains(route.method) { others.append(route.method) }
            } else if route.names < best?.names ?? .max { best = route }
        }
        return (best, others)
    }

    /// For requests that no route takes.
    public mutating func otherwise(_ handler: @escaping HTTPHandler) { fallback = handler }

    public func respond(to request: HTTPServerRequest) async throws -> HTTPServerResponse {
        let path = request.rawPath
        // The usual case: a path that stands in the table as it is.
        if !literal.isEmpty, let found = literal[String(path)], let route = found.first(where: { routes[$0].takes(request.method) }) { return try await routes[route].handler(request) }
        if path == "*" { return HTTPServerResponse(.noContent, [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"]) }
        guard request.method != .connect else { throw HTTPError(.notImplemented, "This server is no proxy") }
        guard let components = HTTPRoute.components(path) else { throw HTTPError(.badRequest, "The path is not valid") }
        var (best, others) = route(for: request.method, components)
        if let best {
            var request = request
            request.parameters = best.parameters(components)
            return try await best.handler(request)
        }
        if !others.isEmpty {
            if others.contains(.get) { others.append(.head) }
            let allow = (others + [.options]).map(\.rawValue).joined(separator: ", ")
            if request.method == .options { return HTTPServerResponse(.noContent, [.allow: allow]) }
            throw HTTPError(.methodNotAllowed, nil, [.allow: allow])
        }
        if let fallback { return try await fallback(request) }
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        throw HTTPError(known.contains(request.method) ? .notFound : .notImplemented)
    }
}
