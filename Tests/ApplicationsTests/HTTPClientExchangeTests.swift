import ApplicationLayer
import Applications
import HTTPTypes
import KernelSockets
import Sockets
import Testing
import Wire

/// What the users of `requests` and curl have met: servers that redirect, set cookies, close, say too much, or send more than fits into memory.
@Suite struct HTTPClientExchangeTests {
    /// A server that answers each connection's requests by a script: what it read up to the empty line is handed to `answer`; nil closes.
    static func scripted<Result: Sendable>(_ answer: @escaping @Sendable (_ head: String, _ number: Int) -> String?, _ body: @escaping @Sendable (KernelHost, SocketAddress, Box<[String]>) async throws -> Result) async throws -> Result {
        try await onKernel { host async throws in
            let listener = try await host.listen(on: anyPort), heads = Box<[String]>([])
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await withDiscardingTaskGroup { connections in
                        while let stream = try? await listener.accept() {
                            connections.addTask {
                                while let head = try? await stream.receive(until: "\r\n\r\n"), !head.isEmpty, head.hasSuffix("\r\n\r\n") {
                                    heads.value.append(head)
                                    guard let text = answer(head, heads.value.count), (try? await stream.send(text)) != nil, !text.contains("Connection: close") else { break }
                                }
                                await stream.close()
                            }
                        }
                    }
                }
                let result = try await body(host, listener.localAddress, heads)
                listener.close()
                group.cancelAll()
                return result
            }
        }
    }

    static func path(_ head: String) -> String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test(arguments: [
        // The status, what was asked with, and what the target is asked with.
        (301, "GET", "GET"), (301, "POST", "GET"), (301, "PUT", "PUT"), (301, "HEAD", "HEAD"), (302, "POST", "GET"), (302, "DELETE", "DELETE"), (303, "POST", "GET"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"),
        (307, "POST", "POST"), (308, "POST", "POST"), (308, "GET", "GET"),
    ])
    func redirectsKeepOrChangeTheMethod(_ status: Int, _ method: String, _ then: String) async throws {
        try await Self.scripted { head, _ in
            Self.path(head) == "/new" ? (head.hasPrefix("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : Self.ok) : "HTTP/1.1 \(status) X\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
        } _: { host, address, heads async throws in
            let response = try await HTTPClient(on: host).send(HTTPRequest.Method(method)!, "http://\(address)/old", [.contentType: "text/x"], content: method == "GET" || method == "HEAD" ? nil : [])
            #expect(response.status == 200 && response.history.map(\.status.code) == [status])
            #expect(heads.value.count == 2 && heads.value[1].hasPrefix("\(then) /new HTTP/1.1\r\n"), "\(heads.value)")
            // What describes content that is not sent again goes with it.
            #expect(heads.value[1].contains("Content-Type") == (then == method))
        }
    }

    @Test(arguments: [("b?x=1", "/a/b?x=1"), ("?y", "/a/old?y"), ("../c", "/c"), ("./d/../e", "/a/e"), ("/f#part", "/f"), ("/g h", "/g%20h"), ("/ü", "/%C3%BC"), ("//{host}/i", "/i"), ("http://{host}/j", "/j"), ("HTTP://{host}", "/")])
    func locationsOfAllKinds(_ location: String, _ target: String) async throws {
        try await Self.scripted { head, number in
            let host = head.split(separator: "Host: ").last?.prefix { !$0.isNewline } ?? ""
            return number > 1 ? Self.ok : "HTTP/1.1 302 X\r\nLocation: \(location.replacing("{host}", with: host))\r\nContent-Length: 0\r\n\r\n"
        } _: { host, address, heads async throws in
            _ = try await HTTPClient(on: host).get("http://\(address)/a/old?q")
            #expect(heads.value.count == 2 && Self.path(heads.value[1]) == target, "\(heads.value)")
        }
    }

    @Test func credentialsAreForTheirOriginOnly() async throws {
        let other = Box("")
        try await Self.scripted { head, _ in Self.path(head) == "/there" ? "HTTP/1.1 302 X\r\nLocation: \(other.value)\r\nContent-Length: 0\r\n\r\n" : Self.path(head) == "/here" ? "HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n" : Self.ok } _: { host, address, heads async throws in
            let client = HTTPClient(on: host), fields: HTTPFields = [.authorization: "Bearer x", .cookie: "a=b"]
            _ = try await client.get("http://\(address)/here", fields)
            #expect(heads.value.last?.contains("Authorization: Bearer x\r\n") == true && heads.value.last?.contains("Cookie: a=b\r\n") == true)
            // Another name, or another port, is another origin.
            other.value = "http://localhost:\(address.port)/elsewhere"
            _ = try await client.get("http://\(address)/there", fields)
            #expect(Self.path(heads.value.last ?? "") == "/elsewhere" && heads.value.last?.contains("Authorization") == false && heads.value.last?.contains("Cookie") == false, "\(heads.value)")
            _ = try await client.get("http://us%65r:p%40ss@\(address)/")
            #expect(heads.value.last?.contains("Authorization: Basic dXNlcjpwQHNz\r\n") == true, "\(heads.value.last ?? "")")
        }
    }

    @Test func cookiesComeBack() async throws {
        try await Self.scripted { head, _ in
            switch Self.path(head) {
            case "/login": "HTTP/1.1 302 X\r\nSet-Cookie: session=42; HttpOnly\r\nSet-Cookie: theme=dark; Path=/never\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
            case "/logout": "HTTP/1.1 200 OK\r\nSet-Cookie: session=; Max-Age=0; Path=/\r\nContent-Length: 0\r\n\r\n"
            default: Self.ok
            }
        } _: { host, address, heads async throws in
            let client = HTTPClient(on: host)
            _ = try await client.get("http://\(address)/login")
            #expect(heads.value.last?.contains("Cookie: session=42\r\n") == true, "\(heads.value)")
            _ = try await client.get("http://\(address)/logout")
            _ = try await client.get("http://\(address)/")
            #expect(heads.value.last?.contains("Cookie") == false)
            #expect(try await HTTPClient(on: host).get("http://\(address)/").status == 200)
            #expect(heads.value.last?.contains("Cookie") == false, "another client has another jar")
        }
    }

    @Test func whatMustNotBeSentTwiceGoesOnANewConnection() async throws {
        // The server closes behind each answer, and does not say so.
        try await onKernel { host async throws in
            let listener = try await host.listen(on: anyPort), heads = Box<[String]>([])
            defer { listener.close() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<3 {
                        let stream = try await listener.accept()
                        heads.value.append(try await stream.receive(until: "\r\n\r\n"))
                        try await stream.send(Self.ok)
                        await stream.close()
                    }
                }
                let client = HTTPClient(on: host)
                for _ in 0..<3 {
                    #expect(try await client.send(.post, "http://\(listener.localAddress)/").text == "ok")
                    // Until the server's end is here.
                    try await host.clock.sleep(for: .milliseconds(50))
                }
                try await group.waitForAll()
                #expect(heads.value.count == 3)
            }
        }
    }

    @Test func interimAnswersArePassedOverButNotForEver() async throws {
        let few = String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", count: 3) + "HTTP/1.1 100 Continue\r\n\r\n", many = String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 200)
        try await Self.scripted { head, _ in (Self.path(head) == "/few" ? few : many) + Self.ok } _: { host, address, _ async throws in
            let client = HTTPClient(on: host)
            #expect(try await client.get("http://\(address)/few").text == "ok")
            await #expect(throws: HTTPClientError.self) { try await client.get("http://\(address)/many") }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, ""), ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n", 304, ""), ("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nto the end", 200, "to the end"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n", 200, "ok"), ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", 200, ""), ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno", 404, "no"), ("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 2\r\n\r\nok", 200, "ok"), ("HTTP/1.1 301 Moved\r\nContent-Length: 2\r\n\r\nok", 301, "ok"),
    ])
    func answersOfAllKinds(_ wire: String, _ status: Int, _ text: String) async throws {
        try await Self.scripted { _, number in number == 1 ? wire + (wire.contains("HTTP/1.0") ? "" : "") : Self.ok } _: { host, address, _ async throws in
            let client = HTTPClient(on: host), response = try await client.get("http://\(address)/")
            #expect(response.status == status && response.text == text)
            #expect(try await client.get("http://\(address)/").text == "ok", "and the client goes on")
        }
    }

    @Test func aHostOfTheCallersOwn() async throws {
        try await Self.scripted { _, _ in Self.ok } _: { host, address, heads async throws in
            _ = try await HTTPClient(on: host).get("http://\(address)/", [HTTPField.Name("Host")!: "virtual.example"])
            #expect(heads.value.last?.contains("Host: virtual.example\r\n") == true && heads.value.last?.components("Host:") == 1)
        }
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}

/// Content that is never whole in memory.
@Suite struct HTTPStreamingTests {
    static func run<Result: Sendable>(_ store: MemoryStore = MemoryStore(), limit: Int? = 1_000, _ body: @escaping @Sendable (KernelHost, SocketAddress, Box<Int>) async throws -> Result) async throws -> Result {
        let taken = Box(0)
        var router = HTTPRouter(), options = HTTPServer.Options()
        options.limits.body = limit
        let files = StaticFiles(store)
        router.on(.get, "/files/*") { try files.respond(to: $0, path: $0.parameters["*"] ?? "") }
        router.receive(.put, "/files/*") { try await files.store($1, path: $0.parameters["*"] ?? "", for: $0) }
        router.on(.delete, "/files/*") { try files.delete(path: $0.parameters["*"] ?? "") }
        router.receive(.post, "/count") { _, content in
            while let piece = try await content.next() { taken.value += piece.count }
            return .text("\(taken.value)")
        }
        router.receive(.post, "/refuse") { _, content in
            _ = try await content.next()
            throw HTTPError(.forbidden, "enough")
        }
        router.on(.post, "/whole") { .text("\($0.content.count)") }
        return try await onKernel { [options, router] host async throws in
            try await serving(host, { ready in try await HTTPServer(options: options, router: router).run(on: host, at: anyPort, ready: ready) }) { address in try await body(host, address, taken) }
        }
    }

    @Test func filesArePutReadAndDeleted() async throws {
        try await Self.run { host, address, _ async throws in
            let client = HTTPClient(on: host), url = "http://\(address)/files/some%20file", big = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
            #expect(try await client.send(.put, url, content: big).status == 201)
            let got = Box<[UInt8]>([]), status = Box(0)
            let response = try await client.send(.get, url, into: HTTPContentSink(begin: { status.value = $0.status.code }, write: { got.value += $0 }))
            #expect(response.content.isEmpty && status.value == 200 && got.value == big)
            #expect(try await client.send(.put, url, content: [1, 2]).status == 204)
            #expect(try await client.get(url).content == [1, 2])
            #expect(try await client.send(.put, url, [.contentRange: "bytes 0-1/5"], content: [1, 2]).status == 400)
            #expect(try await client.send(.put, "http://\(address)/files/a/b", content: [1]).status == 404)
            #expect(try await client.send(.put, "http://\(address)/files/", content: [1]).status == 400)
            #expect(try await client.send(.delete, url).status == 204)
            #expect(try await client.get(url).status == 404)
        }
    }

    @Test func halfAFileIsNone() async throws {
        let store = MemoryStore()
        try await Self.run(store) { host, address, _ async throws in
            for ending in ["Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nnonsense\r\n"] {
                let stream = try await host.connect(to: address)
                try await stream.send("PUT /files/x HTTP/1.1\r\nHost: h\r\n" + ending)
                try await stream.finishSending()
                let answer = String(decoding: try await stream.receiveAll(), as: UTF8.self)
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(ending)")
                await stream.close()
            }
            #expect(try await HTTPClient(on: host).get("http://\(address)/files/x").status == 404)
            #expect(try store.list(.root).isEmpty)
        }
    }

    @Test func theLimitIsForContentThatIsGathered() async throws {
        try await Self.run { host, address, _ async throws in
            let client = HTTPClient(on: host), much = [UInt8](repeating: 1, count: 300_000)
            #expect(try await client.send(.post, "http://\(address)/count", content: much).text == "300000")
            #expect(try await client.send(.post, "http://\(address)/whole", content: much).status == 413)
            #expect(try await client.send(.post, "http://\(address)/whole", content: [1]).text == "1")
            let stream = try await host.connect(to: address)
            try await stream.send("POST /whole HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" + String(repeating: "x", count: 2_048))
            #expect(try await stream.receive(until: "}").hasPrefix("HTTP/1.1 413 "))
            await stream.close()
        }
    }

    @Test func whoeverRefusesNeedNotReadOn() async throws {
        try await Self.run { host, address, _ async throws in
            let stream = try await host.connect(to: address)
            try await stream.send("POST /refuse HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 100000000\r\n\r\n")
            #expect(try await stream.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await stream.send("some")
            let answer = try await stream.receive(until: "}")
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("Connection: close\r\n"))
            await stream.close()
        }
    }

    @Test func aSinkIsNotOverrun() async throws {
        // The server sends without an end; the sink has enough after a while.
        try await onKernel { host async throws in
            struct Enough: Error {}
            let router = {
                var router = HTTPRouter()
                router.on(.get, "/") { _ in HTTPServerResponse(.ok, [:], .stream(length: nil) { [UInt8](repeating: 7, count: 100_000) }) }
                return router
            }()
            try await serving(host, { ready in try await HTTPServer(router: router).run(on: host, at: anyPort, ready: ready) }) { address in
                let sum = Box(0)
                await #expect(throws: HTTPClientError.output("Enough()")) {
                    try await HTTPClient(on: host).send(.get, "http://\(address)/", into: HTTPContentSink {
                        sum.value += $0.count
                        if sum.value > 200_000_000 { throw Enough() }
                    })
                }
            }
        }
    }
}
