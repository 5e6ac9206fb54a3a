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

    /// What a POST carries.
    private struct Draft: Decodable { let title: String, author: String? }

    var router: HTTPRouter {
        var router = HTTPRouter()
        router.on(.get, "/api/books") { _ in try list() }
        router.on(.get, "/api/books/:id") { request in
            let text = request.parameters["id"] ?? ""
            // As a number: digits alone. Another path leads nowhere.
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw HTTPError(.notFound) }
            guard let id = Int64(text), let book = try store.book(id) else { throw HTTPError(.notFound, "Book not found") }
            return try single(book)
        }
        router.on(.post, "/api/books") { request in
            let draft: Draft
            do { draft = try request.json() } catch let error as HTTPError where error.status == .badRequest { throw HTTPError(.badRequest, "Bad request") }
            guard let book = try store.add(title: draft.title, author: draft.author ?? "Unknown") else { throw HTTPError(.init(code: 507, reasonPhrase: "Insufficient Storage"), "There is no room for another book") }
            return try single(book, .created)
        }
        return router
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
