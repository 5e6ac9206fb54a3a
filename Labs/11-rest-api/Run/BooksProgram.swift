import Applications
import HTTPTypes
import LabKit
import Sockets
import Wire

/// Lab 11's two ends: the API, and a client that lists, reads, adds, and asks for what is not there.
struct BooksProgram: TwoEndedProgram {
    let api: BooksAPI
    let title: String
    let author: String

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var options = HTTPServer.Options()
        options.limits.body = 1 << 20
        let console = host.console
        try await HTTPServer(options: options, handler: api.handler).run(on: host, at: address, connections: clients) { console.print("The books are at http://localhost:\($0.port)/api/books") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        let client = HTTPClient(on: host), books = httpURL(host: server, port: port, "/api/books"), console = host.console
        func show(_ what: String, _ response: HTTPClientResponse) {
            let text = response.text
            console.print("\(what): \(response.head.status)")
            console.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
        show("All books", try await client.get(books))
        show("Book 2", try await client.get(books + "/2"))
        let added = try await client.send(.post, books, json: ["title": title, "author": author])
        show("A new book", added)
        if let location = Self.id(of: added) { show("The new book", try await client.get("\(books)/\(location)")) }
        show("Book 99", try await client.get(books + "/99"))
        show("A book without a title", try await client.send(.post, books, json: ["author": author]))
        await client.close()
    }

    private struct Added: Decodable { struct Book: Decodable { let id: Int64 }
        let book: Book }
    private static func id(of response: HTTPClientResponse) -> Int64? {
        (try? response.json(Added.self))?.book.id ?? (try? response.json(Added.Book.self))?.id
    }
}
