import ApplicationLayer
import Applications
import Compression
import HTTPTypes
import KernelSockets
import Sockets
import Testing
import Wire

@Suite struct HTTPTests {
    struct Book: Codable, Equatable, Sendable { var id: Int, title: String }

    static func router(_ store: MemoryStore = MemoryStore()) -> HTTPRouter {
        var router = HTTPRouter()
        router.on(.get, "/") { _ in .html("<h1>hello</h1>") }
        router.on(.get, "/books/:id") { request in
            guard let id = Int(request.parameters["id"] ?? "") else { throw HTTPError(.notFound, "No such book") }
            return try .json(Book(id: id, title: "T"))
        }
        router.on(.post, "/books") { request in try .json(try request.json(Book.self), .created) }
        router.on(.get, "/books/new") { _ in .text("form") }
        router.on(.get, "/to/:n") { request in
            let n = Int(request.parameters["n"] ?? "") ?? 0
            return .redirect(to: n == 0 ? "/who" : "\(n - 1)")
        }
        router.on(.post, "/to") { _ in .redirect(to: "/who", .seeOther) }
        router.on(.get, "/who") { request in .text("\(request.method.rawValue) \(request.remoteAddress.port)") }
        router.on(.get, "/query") { request in .text(request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|")) }
        router.on(.get, "/gzip") { _ in HTTPServerResponse(.ok, [.contentEncoding: "gzip"], .bytes(Deflater.compress(Array("compressed".utf8), .gzip) ?? [])) }
        router.on(.get, "/gzip/:how") { request in
            let text = Array("compressed".utf8), once = Deflater.compress(text, .gzip) ?? []
            let (coding, content): (String, [UInt8]) = switch request.parameters["how"] {
            case "twice": ("gzip, gzip", Deflater.compress(once, .gzip) ?? [])
            case "zlib": ("deflate", Deflater.compress(text, .zlib) ?? [])
            case "raw": ("deflate", Deflater.compress(text, .raw) ?? [])
            case "both": (" Deflate , x-gzip", Deflater.compress(Deflater.compress(text, .zlib) ?? [], .gzip) ?? [])
            case "members": ("gzip", once + once + once)
            case "padded": ("gzip", once + [0, 0, 0])
            case "unknown": ("br", text)
            case "cut": ("gzip", once.dropLast(9))
            default: ("gzip", text)
            }
            return HTTPServerResponse(.ok, [.contentEncoding: coding], .bytes(content))
        }
        router.on(.get, "/bomb") { _ in HTTPServerResponse(.ok, [.contentEncoding: "gzip"], .bytes(Deflater.compress([UInt8](repeating: 0, count: 80 << 20), .gzip, level: 1) ?? [])) }
        router.on(.get, "/stream") { _ in
            let left = Box(3)
            return HTTPServerResponse(.ok, [:], .stream(length: nil) {
                left.value -= 1
                return left.value < 0 ? nil : Array("piece\(left.value) ".utf8)
            })
        }
        router.on(.get, "/wrong") { _ in HTTPServerResponse(.ok, [.contentLength: "3"], .bytes([1])) }
        router.on(.get, "/throws") { _ in throw FileStoreError(.failed, .root) }
        router.on(.get, "/files/*") { try StaticFiles(store).respond(to: $0, path: $0.parameters["*"] ?? "") }
        return router
    }

    @discardableResult
    static func run<Result: Sendable>(options: HTTPServer.Options = .init(), store: MemoryStore = MemoryStore(), _ body: @escaping @Sendable (KernelHost, SocketAddress) async throws -> Result) async throws -> Result {
        try await onKernel { host async throws in
            try await serving(host, { ready in try await HTTPServer(options: options, router: router(store)).run(on: host, at: anyPort, ready: ready) }) { address in try await body(host, address) }
        }
    }

    @Test(arguments: [("/", 200, "<h1>hello</h1>"), ("/books/7", 200, #"{"id":7,"title":"T"}"#), ("/books/new", 200, "form"), ("/books/x", 404, #"{"error":"No such book"}"#), ("/nothing", 404, #"{"error":"Not Found"}"#), ("/books", 405, #"{"error":"Method Not Allowed"}"#),
                      ("/query?a=b+c&d=%C3%BC&e", 200, "a=b c|d=ü|e="), ("/gzip", 200, "compressed"), ("/stream", 200, "piece2 piece1 piece0 "), ("/wrong", 500, ""), ("/throws", 404, #"{"error":"Not Found"}"#), ("/books/%zz%2F", 404, #"{"error":"No such book"}"#), ("/books/%ff", 400, #"{"error":"The path is not valid"}"#)])
    func getting(_ path: String, _ status: Int, _ text: String) async throws {
        try await Self.run { host, address async throws in
            let response = try await HTTPClient(on: host).get("http://\(address)\(path)")
            #expect(response.status == status)
            #expect(response.text == text)
            if status == 405 { #expect(response.head.headerFields[.allow] == "POST, OPTIONS") }
        }
    }

    @Test func connectionsAreUsedAgainAndRedirectsFollowed() async throws {
        try await Self.run { host, address async throws in
            let client = HTTPClient(on: host)
            let first = try await client.get("http://\(address)/who"), second = try await client.get("http://\(address)/to/3")
            #expect(first.text == second.text, "the same client port")
            #expect(second.history.map(\.status.code) == [302, 302, 302, 302])
            #expect(try await client.send(.post, "http://\(address)/to", content: [1]).text.hasPrefix("GET "))
            await #expect(throws: HTTPClientError.tooManyRedirects(10)) { try await client.get("http://\(address)/to/10") }
        }
    }

    @Test func JSONBothWays() async throws {
        try await Self.run { host, address async throws in
            let client = HTTPClient(on: host), book = Book(id: 1, title: "Grüße / \"x\"")
            let response = try await client.send(.post, "http://\(address)/books", json: book)
            #expect(response.status == 201)
            #expect(try response.json(Book.self) == book)
            #expect(try await client.send(.post, "http://\(address)/books", [.contentType: "application/json"], content: Array("{".utf8)).status == 400)
            #expect(try await client.send(.post, "http://\(address)/books", content: Array("{}".utf8)).status == 415)
        }
    }

    @Test func bombsAreStopped() async throws {
        try await Self.run { host, address async throws in
            var options = HTTPClient<KernelHost>.Options()
            options.contentLimit = 1 << 20
            let client = HTTPClient(on: host, options: options)
            await #expect(throws: HTTPClientError.content("has more than 1048576 bytes once decompressed")) { try await client.get("http://\(address)/bomb") }
        }
    }

    @Test(arguments: [("twice", "compressed"), ("zlib", "compressed"), ("raw", "compressed"), ("both", "compressed"), ("members", "compressedcompressedcompressed"), ("padded", "compressed"), ("unknown", "compressed"), ("cut", nil), ("damaged", nil)] as [(String, String?)])
    func compressedOneWayAndAnother(_ how: String, _ text: String?) async throws {
        try await Self.run { host, address async throws in
            let url = "http://\(address)/gzip/\(how)"
            if let text { #expect(try await HTTPClient(on: host).get(url).text == text) } else {
                await #expect(throws: HTTPClientError.content("is damaged: it is no gzip")) { try await HTTPClient(on: host).get(url) }
            }
        }
    }

    @Test func contentsTogetherAreLimited() async throws {
        var options = HTTPServer.Options()
        options.contentBudget = 100_000
        try await Self.run(options: options) { host, address async throws in
            let head = "POST /books HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n", part = String(repeating: "x", count: 59_999)
            let first = try await host.connect(to: address), second = try await host.connect(to: address)
            try await first.send(head + part)
            try await host.clock.sleep(for: .milliseconds(100))
            try await second.send(head + part)
            #expect(try await second.receive(until: "}").hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            await second.close()
            // What was held for the second is free again.
            try await first.send("x")
            #expect(try await first.receive(until: "}").hasPrefix("HTTP/1.1 415 "))
            #expect(try await HTTPClient(on: host).send(.post, "http://\(address)/books", content: [UInt8](repeating: 1, count: 99_000)).status == 415)
        }
    }

    @Test func timeIsLimited() async throws {
        try await onKernel { host async throws in
            let listener = try await host.listen(on: anyPort)
            defer { listener.close() }
            var options = HTTPClient<KernelHost>.Options()
            options.timeout = .milliseconds(100)
            let client = HTTPClient(on: host, options: options), url = "http://\(listener.localAddress)/"
            await #expect(throws: HTTPClientError.timedOut(url)) { try await client.get(url) }
        }
    }

    @Test func aKeptConnectionThatDiedIsReplaced() async throws {
        try await onKernel { host async throws in
            let listener = try await host.listen(on: anyPort)
            defer { listener.close() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<2 {
                        let stream = try await listener.accept()
                        _ = try await stream.receive(until: "\r\n\r\n")
                        try await stream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                        await stream.close()
                    }
                }
                let client = HTTPClient(on: host)
                for _ in 0..<2 { #expect(try await client.get("http://\(listener.localAddress)/").text == "ok") }
                try await group.waitForAll()
            }
        }
    }

    /// What a client sends raw, and what comes back up to the end of the connection.
    static func raw(_ host: KernelHost, _ address: SocketAddress, _ request: String) async throws -> String {
        let stream = try await host.connect(to: address)
        try await stream.send(request)
        try await stream.finishSending()
        let answer = String(decoding: try await stream.receiveAll(), as: UTF8.self)
        await stream.close()
        return answer
    }

    @Test func pipelinedAnswersComeInOrder() async throws {
        try await Self.run { host, address async throws in
            let get = { (path: String, close: Bool) in "GET \(path) HTTP/1.1\r\nHost: h\r\n\(close ? "Connection: close\r\n" : "")\r\n" }
            let answer = try await Self.raw(host, address, get("/", false) + get("/nothing", false) + get("/stream", false) + get("/books/3", true))
            let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "404", "200", "200"])
            #expect(answer.hasSuffix(#"{"id":3,"title":"T"}"#))
        }
    }

    @Test func slowHeadsAndIdleConnectionsAreCutOff() async throws {
        var options = HTTPServer.Options()
        options.headTime = .milliseconds(500)
        options.idleTime = .milliseconds(500)
        try await Self.run(options: options) { host, address async throws in
            let idle = try await host.connect(to: address), slow = try await host.connect(to: address)
            let ended = Box(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await idle.receiveAll(); ended.value += 1 }
                group.addTask { _ = try? await slow.receiveAll(); ended.value += 1 }
                group.addTask {
                    // A drip of header fields does not buy time.
                    try await slow.send("GET / HTTP/1.1\r\n")
                    while ended.value < 2 {
                        if (try? await slow.send("X: y\r\n")) == nil { return }
                        try await host.clock.sleep(for: .milliseconds(50))
                    }
                }
                try await group.waitForAll()
            }
            #expect(ended.value == 2)
            #expect(try await HTTPClient(on: host).get("http://\(address)/").status == 200, "others are served")
        }
    }

    @Test func tooManyConnectionsAreToldSo() async throws {
        var options = HTTPServer.Options()
        options.connections = 2
        try await Self.run(options: options) { host, address async throws in
            let held = [try await host.connect(to: address), try await host.connect(to: address)]
            for stream in held { try await stream.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"); _ = try await stream.receive(until: "</h1>") }
            #expect(try await Self.raw(host, address, "").hasPrefix("HTTP/1.1 503 "))
            await held[0].close()
            try await host.clock.sleep(for: .milliseconds(50))
            #expect(try await Self.raw(host, address, "GET / HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func badRequestsAreAnsweredAndOthersServed() async throws {
        try await Self.run { host, address async throws in
            #expect(try await Self.raw(host, address, "GET / HTTP/1.1\r\nHost : x\r\n\r\n").hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(try await Self.raw(host, address, "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "x", count: 1_000_000) + "\r\n\r\n").hasPrefix("HTTP/1.1 431 "))
            #expect(try await Self.raw(host, address, "POST /books HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
            #expect(try await Self.raw(host, address, "GET / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 417 "))
            #expect(try await Self.raw(host, address, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func filesAreServed() async throws {
        let store = MemoryStore()
        store.now = 784_111_777
        let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        store.add("/a/index.html", Array("<p>".utf8))
        store.add("/big.bin", big)
        try await Self.run(store: store) { host, address async throws in
            let client = HTTPClient(on: host), base = "http://\(address)/files"
            let page = try await client.get(base + "/a/")
            #expect(page.text == "<p>" && page.head.headerFields[.contentType] == "text/html; charset=utf-8")
            #expect(try await client.get(base + "/a").history.map(\.status.code) == [301])
            #expect(try await client.get(base + "/a/", [.ifNoneMatch: page.head.headerFields[.eTag] ?? ""]).status == 304)
            #expect(try await client.get(base + "/a/", [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"]).status == 304)
            #expect(try await client.get(base + "/a/", [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:36 GMT"]).status == 200)
            #expect(try await client.get(base + "/big.bin").content == big)
            for (range, status, bytes) in [("bytes=0-3", 206, big[0..<4]), ("bytes=-5", 206, big.suffix(5)), ("bytes=299999-", 206, big.suffix(1)), ("bytes=300000-", 416, []), ("bytes=5-4", 200, big[...]), ("bytes=0-1,3-4", 200, big[...]), ("lines=1", 200, big[...])] {
                let part = try await client.get(base + "/big.bin", [.range: range])
                #expect(part.status == status && (status == 416 || part.content == Array(bytes)), "\(range)")
            }
            let head = try await client.send(.head, base + "/big.bin")
            #expect(head.content.isEmpty && head.head.headerFields[.contentLength] == "300000")
            for path in ["/../secret", "/%2e%2e/secret", "/a/..%2f..%2fsecret", "/%00"] { #expect(try await client.get(base + path).status >= 400) }
        }
    }

    @Test(arguments: ["nonsense", "ftp://h/", "http://"])
    func badURLs(_ url: String) async throws {
        try await onKernel { host in await #expect(throws: HTTPClientError.invalidURL(url)) { try await HTTPClient(on: host).get(url) } }
    }

    @Test func noSecurityNoTLS() async throws {
        try await onKernel { host in await #expect(throws: HTTPClientError.noSecurity("https://h/")) { try await HTTPClient(on: host).get("https://h/") } }
    }
}
