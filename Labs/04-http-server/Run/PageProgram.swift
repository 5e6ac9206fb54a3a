import Applications
import HTTPTypes
import LabKit
import Sockets
import Wire

/// Lab 04's two ends: a server whose page says which path was asked for, and a client that asks.
struct PageProgram: TwoEndedProgram {
    let path: String
    /// A folder to serve below /files/; nil for none.
    let folder: String?
    /// Files may be put there and deleted.
    var isWritable = false
    /// A maker of pages of one's own.
    var maker: (any PageMaker)?

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var router = HTTPRouter()
        if let folder {
            let files = StaticFiles(try DiskStore(path: folder))
            router.on(.get, "/files/*") { try files.respond(to: $0, path: $0.parameters["*"] ?? "") }
            if isWritable {
                router.receive(.put, "/files/*") { try await files.store($1, path: $0.parameters["*"] ?? "", for: $0) }
                router.on(.delete, "/files/*") { try files.delete(path: $0.parameters["*"] ?? "") }
            }
        }
        if let maker {
            for method in [HTTPRequest.Method.get, .post, .put, .delete] {
                router.on(method, "/*") { request in
                    let page = try maker.page(method: request.method.rawValue, target: request.target)
                    var response = HTTPServerResponse.html(page.body, .init(code: min(599, max(200, page.status))))
                    // What is no field's value (a line break in it) is left out.
                    if HTTPField.isValidValue(page.contentType) { response.head.headerFields[.contentType] = page.contentType }
                    return response
                }
            }
        }
        router.on(.post, "/*") { request in .text("You sent \(request.content.count) bytes to \(request.rawPath)\n") }
        router.on(.get, "/*") { request in .html(Self.page(request.target)) }
        let console = host.console
        try await HTTPServer(router: router).run(on: host, at: address, connections: clients) { console.print("Serving on port \($0.port)...") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        let client = HTTPClient(on: host)
        let response = try await client.get("http://\(server.contains(":") ? "[\(server)]" : server):\(port)\(path)")
        host.console.print("Status: \(response.status)")
        // The page ends in a line break of its own.
        host.console.print(response.text.hasSuffix("\n") ? String(response.text.dropLast()) : response.text)
        await client.close()
    }

    /// The path is a stranger's text: what would be markup is written as characters. (An ampersand opens no element and may
    /// stand for itself.)
    private static func page(_ path: String) -> String {
        let isPlain = !path.utf8.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "\"") }
        let shown = isPlain ? path : path.replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
        return """
            <!DOCTYPE html>
            <html>
            <head><title>A small HTTP server</title></head>
            <body>
            <h1>Hello from LayerLab</h1>
            <p>You requested path: \(shown)</p>
            </body>
            </html>

            """
    }
}
