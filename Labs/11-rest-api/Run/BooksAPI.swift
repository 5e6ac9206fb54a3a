import Applications
import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The books' routes:
///
///     GET  /api/books        200 {"books":[…]}
///     GET  /api/books/<id>   200 {"book":{…}}   404 {"error":"Book not found"}
///     POST /api/books        201 {"book":{…}}   400 {"error":"Bad request"}
struct BooksAPI: Sendable {
    let store: BookStore
    /// Answers without the object around them: `[…]` and `{…}`.
    let isBare: Bool
    /// The student's; nil: the router's own.
    var matcher: (any PathMatcher)?

    /// What a POST carries.
    private struct Draft: Decodable { let title: String, author: String? }

    private typealias Route = (method: HTTPRequest.Method, pattern: String, handler: HTTPHandler)

    /// Answers a request by the route that is found for it.
    var handler: HTTPHandler {
        let routes = routes
        guard let matcher else {
            var router = HTTPRouter()
            for route in routes { router.on(route.method, route.pattern, route.handler) }
            return { [router] in try await router.respond(to: $0) }
        }
        let plain = routes.map { PlainPathRoute($0.method.rawValue, $0.pattern) }
        return { request in
            switch try matcher.match(request.method.rawValue, String(request.rawPath), among: plain) {
            case .found(let place, let parameters) where routes.indices.contains(place):
                var request = request
                request.parameters = parameters
                return try await routes[place].handler(request)
            case .found, .notFound: throw HTTPError(.notFound)
            case .notAllowed(let methods): throw HTTPError(.methodNotAllowed, nil, [.allow: methods.joined(separator: ", ")])
            }
        }
    }

    private var routes: [Route] {
        var routes: [Route] = []
        func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping HTTPHandler) { routes.append((method, pattern, handler)) }
        on(.get, "/api/books") { _ in try list() }
        on(.get, "/api/books/:id") { request in
            let text = request.parameters["id"] ?? ""
            // As a number: digits alone. Another path leads nowhere.
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw HTTPError(.notFound) }
            guard let id = Int64(text), let book = try store.book(id) else { throw HTTPError(.notFound, "Book not found") }
            return try single(book)
        }
        on(.post, "/api/books") { request in
            let draft: Draft
            do { draft = try request.json() } catch let error as HTTPError where error.status == .badRequest { throw HTTPError(.badRequest, "Bad request") }
            guard let book = try store.add(title: draft.title, author: draft.author ?? "Unknown") else { throw HTTPError(.init(code: 507, reasonPhrase: "Insufficient Storage"), "There is no room for another book") }
            return try single(book, .created)
        }
        return routes
    }

    private func list() throws -> HTTPServerResponse {
        let books = try store.all()
        return isBare ? try answer(books) : try answer(["books": books])
    }

    private func single(_ book: Book, _ status: HTTPResponse.Status = .ok) throws -> HTTPServerResponse {
        isBare ? try answer(book, status) : try answer(["book": book], status)
    }

    /// A line of JSON: a terminal's prompt comes below it.
    private func answer(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) throws -> HTTPServerResponse {
        var response = try HTTPServerResponse.json(value, status)
        if case .bytes(let bytes) = response.body { response.body = .bytes(bytes + [0x0a]) }
        return response
    }
}
