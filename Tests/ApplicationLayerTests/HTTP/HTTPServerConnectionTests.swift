import ApplicationLayer
import HTTPTypes
import Testing

@Suite struct HTTPServerConnectionTests {
    static var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.body = 100_000
        return limits
    }

    static func line(_ fields: HTTPFields) -> String { fields.map { " | \($0.name.rawName): \($0.value)" }.joined() }

    /// Feeds `wire` and answers every request as soon as it is whole. The story is what the connection told, pieces of content joined.
    static func story(_ wire: [UInt8], _ feeding: Feeding, end: Bool = false) -> (story: [String], error: RemoteProtocolError?) {
        var connection = HTTPServerConnection(limits: limits), story: [String] = []
        for piece in feeding.pieces(wire) + (end ? [[]] : []) {
            if piece.isEmpty { connection.receiveEnd() } else { connection.receive(piece) }
            events: while true {
                do {
                    switch try connection.nextEvent() {
                    case .needData: break events
                    case .request(let request): story.append("\(request.method.rawValue) \(request.authority ?? "-") \(request.path ?? "-")" + line(request.headerFields))
                    case .content(let content):
                        if let last = story.last, last.hasPrefix("content ") { story[story.count - 1] = last + text(content) } else { story.append("content " + text(content)) }
                    case .end(let trailers): story.append("end" + line(trailers).dropFirst(2))
                    case .paused:
                        var out: [UInt8] = []
                        do { try connection.send(HTTPResponse(status: .badRequest), content: [], into: &out) } catch { story.append("\(error)") }
                    case .closed:
                        if story.last != "closed" { story.append("closed") }
                        break events
                    }
                } catch { return (story, error) }
            }
        }
        return (story, nil)
    }

    @Test(arguments: RequestVector.accepted, Feeding.allCases)
    func accepts(_ vector: RequestVector, _ feeding: Feeding) {
        let (story, error) = Self.story(bytes(vector.wire), feeding)
        #expect(error == nil)
        // A connection that does not persist says so at its end.
        #expect(story == vector.story || story == vector.story + ["closed"])
    }

    @Test(arguments: RequestVector.accepted)
    func acceptsWithTrailingData(_ vector: RequestVector) {
        let (story, _) = Self.story(bytes(vector.wire + "GET /trailing HT"), .whole)
        #expect(story.starts(with: vector.story))
        #expect(!story.contains { $0.contains("trailing") })
    }

    @Test(arguments: RequestVector.accepted)
    func everyTruncationWaitsOrIsRefusedAtTheEnd(_ vector: RequestVector) {
        let wire = bytes(vector.wire)
        for length in 0..<wire.count {
            let (story, error) = Self.story(Array(wire[..<length]), .whole)
            #expect(error == nil, "the first \(length) bytes")
            #expect(!story.isEmpty || length < wire.count)
            let (_, endError) = Self.story(Array(wire[..<length]), .whole, end: true)
            #expect(endError == nil || endError!.reason.contains("ended the connection"), "the first \(length) bytes and the end")
        }
    }

    @Test(arguments: RefusedRequest.all, [Feeding.whole, .byteByByte])
    func refuses(_ refused: RefusedRequest, _ feeding: Feeding) {
        let (story, error) = Self.story(bytes(refused.wire), feeding)
        #expect(error?.replyCode == refused.status, "told \(story), \(String(describing: error))")
    }

    @Test func refusedConnectionAnswersOnceAndCloses() throws {
        var connection = HTTPServerConnection(), out: [UInt8] = []
        connection.receive(bytes("GET / HTTP/1.1\r\nHost : x\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(throws: RemoteProtocolError.self) { try connection.nextEvent() }
        try connection.send(HTTPResponse(status: .badRequest, headerFields: [.contentLength: "0"]), content: [], into: &out)
        #expect(text(out) == "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(try connection.nextEvent() == .closed)
        #expect(!connection.persists)
    }

    static func answering(_ request: String, _ body: (inout HTTPServerConnection, inout [UInt8]) throws -> Void) throws -> String {
        var connection = HTTPServerConnection(), out: [UInt8] = []
        connection.receive(bytes(request))
        loop: while true {
            switch try connection.nextEvent() {
            case .paused, .needData, .closed: break loop
            default: continue
            }
        }
        try body(&connection, &out)
        return text(out)
    }

    @Test func framesResponses() throws {
        let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(try Self.answering(get) { try $0.send(HTTPResponse(status: .ok, headerFields: [.contentLength: "2"]), content: bytes("ok"), into: &$1) } == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try Self.answering(get) { try $0.send(HTTPResponse(status: .ok), content: bytes("hello"), into: &$1) } == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        #expect(try Self.answering("GET / HTTP/1.0\r\n\r\n") { try $0.send(HTTPResponse(status: .ok), content: bytes("hello"), into: &$1) } == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        #expect(try Self.answering("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") { try $0.send(HTTPResponse(status: .ok, headerFields: [.contentLength: "0"]), content: [], into: &$1) } == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try Self.answering("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n") { try $0.send(HTTPResponse(status: .ok, headerFields: [.contentLength: "5"]), content: bytes("hello"), into: &$1) } == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        #expect(try Self.answering(get) { try $0.send(HTTPResponse(status: .notModified), content: [], into: &$1) } == "HTTP/1.1 304 Not Modified\r\n\r\n")
        #expect(try Self.answering(get) { connection, out in
            try connection.send(HTTPResponse(status: .ok), into: &out)
            try connection.send(content: bytes("a"), into: &out)
            try connection.sendEnd(trailers: [.eTag: "\"1\""], into: &out)
        } == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nETag: \"1\"\r\n\r\n")
    }

    @Test func unknownLengthToHTTP10EndsWithTheConnection() throws {
        var persists = true
        let out = try Self.answering("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") { connection, out in
            try connection.send(HTTPResponse(status: .ok), into: &out)
            try connection.send(content: bytes("a"), into: &out)
            try connection.sendEnd(into: &out)
            persists = connection.persists
        }
        #expect(out == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na")
        #expect(!persists)
    }

    @Test func valuesCannotInjectLines() throws {
        let out = try Self.answering("GET / HTTP/1.1\r\nHost: h\r\n\r\n") {
            try $0.send(HTTPResponse(status: .init(code: 200, reasonPhrase: "O\r\nK"), headerFields: [.location: "/\r\nSet-Cookie: a=b", .contentLength: "0"]), content: [], into: &$1)
        }
        #expect(!out.contains("\r\nSet-Cookie") && !out.contains("O\r\n"), "\(out.debugDescription)")
    }

    @Test func refusesLocalMistakes() throws {
        let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        func mistake(_ body: @escaping (inout HTTPServerConnection, inout [UInt8]) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(throws: LocalProtocolError.self, sourceLocation: sourceLocation) { _ = try Self.answering(get, body) }
        }
        mistake { try $0.send(HTTPResponse(status: .ok, headerFields: [.contentLength: "1"]), content: bytes("ab"), into: &$1) }
        mistake { try $0.send(HTTPResponse(status: .ok, headerFields: [.contentLength: "3"]), content: bytes("ab"), into: &$1) }
        mistake { try $0.send(HTTPResponse(status: .noContent), content: bytes("ab"), into: &$1) }
        mistake { try $0.send(HTTPResponse(status: .ok, headerFields: [.transferEncoding: "chunked"]), content: [], into: &$1) }
        mistake { try $0.send(content: bytes("early"), into: &$1) }
        mistake { try $0.sendEnd(into: &$1) }
        mistake { try $0.send(HTTPResponse(status: .switchingProtocols), into: &$1) }
        mistake {
            try $0.send(HTTPResponse(status: .ok), content: [], into: &$1)
            try $0.send(HTTPResponse(status: .ok), content: [], into: &$1)
        }
    }

    @Test func expectContinue() throws {
        var connection = HTTPServerConnection(), out: [UInt8] = []
        connection.receive(bytes("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n"))
        guard case .request = try connection.nextEvent() else { Issue.record("no request"); return }
        #expect(try connection.nextEvent() == .needData)
        #expect(connection.clientAwaitsContinue)
        try connection.send(HTTPResponse(status: .continue), into: &out)
        #expect(text(out) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(!connection.clientAwaitsContinue)
        connection.receive(bytes("ok"))
        #expect(try connection.nextEvent() == .content(bytes("ok")))
        #expect(try connection.nextEvent() == .end(trailers: [:]))
        out = []
        try connection.send(HTTPResponse(status: .noContent), content: [], into: &out)
        #expect(text(out) == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(connection.isIdle)
    }

    @Test func refusalWithoutContinueCloses() throws {
        var connection = HTTPServerConnection(), out: [UInt8] = []
        connection.receive(bytes("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"))
        guard case .request = try connection.nextEvent() else { Issue.record("no request"); return }
        try connection.send(HTTPResponse(status: .contentTooLarge, headerFields: [.contentLength: "0"]), content: [], into: &out)
        #expect(text(out).contains("Connection: close\r\n"))
    }

    @Test func upgrade() throws {
        var connection = HTTPServerConnection(), out: [UInt8] = []
        connection.receive(bytes("GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}"))
        guard case .request = try connection.nextEvent() else { Issue.record("no request"); return }
        #expect(connection.offeredUpgrades == ["websocket"])
        #expect(try connection.nextEvent() == .end(trailers: [:]))
        #expect(try connection.nextEvent() == .paused)
        try connection.send(HTTPResponse(status: .switchingProtocols, headerFields: [.upgrade: "websocket", .connection: "Upgrade"]), into: &out)
        #expect(text(out) == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        #expect(try connection.nextEvent() == .closed)
        #expect(connection.takeRemaining() == [1, 2])
    }

    @Test(arguments: 0..<200)
    func survivesMutations(_ seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var wire = bytes(RequestVector.accepted[Int(seed) % RequestVector.accepted.count].wire)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let index = Int.random(in: 0..<wire.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: wire[index] = UInt8.random(in: 0...255, using: &random)
            case 1: wire.insert(UInt8.random(in: 0...255, using: &random), at: index)
            default: if wire.count > 1 { wire.remove(at: index) }
            }
        }
        let whole = Self.story(wire, .whole, end: true), dripped = Self.story(wire, .byteByByte, end: true)
        #expect(whole.error?.replyCode == dripped.error?.replyCode, "\(text(wire).debugDescription)")
    }
}
