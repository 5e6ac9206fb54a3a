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
    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let pattern: [String]
        let handler: HTTPHandler
    }
    private var routes: [Route] = []
    /// Routes without parameters, by their path as it is written.
    private var literal: [String: [Int]] = [:]
    private var fallback: HTTPHandler?

    public init() {}

    public mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping HTTPHandler) {
        let pattern = path.split(separator: "/").map(String.init)
        if !pattern.contains(where: { $0.hasPrefix(":") || $0 == "*" }) { literal[path, default: []].append(routes.count) }
        routes.append(Route(method: method, pattern: pattern, handler: handler))
    }

    /// For requests that no route takes.
    public mutating func otherwise(_ handler: @escaping HTTPHandler) { fallback = handler }

    public func respond(to request: HTTPServerRequest) async throws -> HTTPServerResponse {
        // The usual case: a path that stands in the table as it is.
        if let found = literal[String(request.rawPath)], let route = found.first(where: { takes(routes[$0], request.method) }) { return try await routes[route].handler(request) }
        if request.target == "*" { return HTTPServerResponse(.noContent, [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"]) }
        guard request.method != .connect else { throw HTTPError(.notImplemented, "This server is no proxy") }
        guard let components = Self.components(request.rawPath) else { throw HTTPError(.badRequest, "The path is not valid") }
        var best: (route: Route, parameters: [String: String], names: Int)?
        var methods: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = Self.match(route.pattern, components) else { continue }
            guard takes(route, request.method) else {
                if !methods.contains(route.method) { methods.append(route.method) }
                continue
            }
            let names = parameters["*"] == nil ? parameters.count : 1_000
            if names < best?.names ?? .max { best = (route, parameters, names) }
        }
        if let best {
            var request = request
            request.parameters = best.parameters
            return try await best.route.handler(request)
        }
        if !methods.isEmpty {
            if methods.contains(.get) { methods.append(.head) }
            let allow = (methods + [.options]).map(\.rawValue).joined(separator: ", ")
            if request.method == .options { return HTTPServerResponse(.noContent, [.allow: allow]) }
            throw HTTPError(.methodNotAllowed, nil, [.allow: allow])
        }
        if let fallback { return try await fallback(request) }
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        throw HTTPError(known.contains(request.method) ? .notFound : .notImplemented)
    }

    private func takes(_ route: Route, _ method: HTTPRequest.Method) -> Bool { route.method == method || route.method == .get && method == .head }

    /// A path's components, each decoded after the cut, so that an encoded slash cuts nothing; nil for what is not UTF-8.
    private static func components(_ path: Substring) -> [String]? {
        var components: [String] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard let text = String(validating: PercentEncoding.decode(Array(part)[...]), as: UTF8.self), !text.utf8.contains(0) else { return nil }
            components.append(text)
        }
        return components
    }

    private static func match(_ pattern: [String], _ components: [String]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (index, part) in pattern.enumerated() {
            if part == "*", index == pattern.count - 1 {
                parameters["*"] = components.dropFirst(index).joined(separator: "/")
                return parameters
            }
            guard index < components.count else { return nil }
            if part.hasPrefix(":") { parameters[String(part.dropFirst())] = components[index] } else if part != components[index] { return nil }
        }
        return pattern.count == components.count ? parameters : nil
    }
}
