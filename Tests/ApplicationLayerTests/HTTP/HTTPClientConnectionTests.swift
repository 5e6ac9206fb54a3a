import ApplicationLayer
import HTTPTypes
import Testing

@Suite struct HTTPClientConnectionTests {
    /// What a server answers to requests with `methods`, and what the client makes of it.
    struct Vector: CustomStringConvertible {
        let name: String
        var methods: [HTTPRequest.Method] = [.get]
        let wire: String
        var ends = false
        let story: [String]
        var description: String { name }
    }

    static let accepted: [Vector] = [
        .init(name: "Content-Length", wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello", story: ["200 OK | Content-Length: 5 | Server: x", "content hello", "end", "idle"]),
        .init(name: "no reason phrase", wire: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", story: ["200  | Content-Length: 0", "end", "idle"]),
        .init(name: "chunked", wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n", story: ["200 OK | Transfer-Encoding: chunked", "content abc", "end X: y", "idle"]),
        .init(name: "up to the close", wire: "HTTP/1.1 200 OK\r\n\r\nall of it", ends: true, story: ["200 OK", "content all of it", "end", "closed"]),
        .init(name: "HTTP/1.0", wire: "HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno", story: ["404 Not Found | Content-Length: 2", "content no", "end", "closed"]),
        .init(name: "to HEAD", methods: [.head, .get], wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", story: ["200 OK | Content-Length: 5", "end", "200 OK | Content-Length: 1", "content x", "end", "idle"]),
        .init(name: "204 and 304 have no content", methods: [.get, .get], wire: "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", story: ["204 No Content", "end", "304 Not Modified | Content-Length: 99", "end", "idle"]),
        .init(name: "interim responses", wire: "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", story: ["interim 103 Early Hints | Link: a", "interim 100 Continue", "200 OK | Content-Length: 0", "end", "idle"]),
        .init(name: "folded lines", methods: [.get], wire: "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\t d\r\nE:\r\n f\r\nContent-Length:\r\n 1\r\n\r\nx", story: ["200 OK | A: b c d | E: f | Content-Length: 1", "content x", "end", "idle"]),
        .init(name: "a status nobody knows", wire: "HTTP/1.1 999 Go Away\r\nContent-Length: 0\r\n\r\n", story: ["999 Go Away | Content-Length: 0", "end", "idle"]),
        .init(name: "Connection: close", wire: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", story: ["200 OK | Content-Length: 1 | Connection: close", "content x", "end", "closed"]),
    ]

    static let refused: [Vector] = [
        .init(name: "both lengths", wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", story: []),
        .init(name: "differing lengths", wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", story: []),
        .init(name: "cut content", wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", ends: true, story: []),
        .init(name: "cut chunk", wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", ends: true, story: []),
        .init(name: "cut before the last chunk", wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", ends: true, story: []),
        .init(name: "no answer", wire: "", ends: true, story: []),
        .init(name: "cut head", wire: "HTTP/1.1 200 OK\r\nCont", ends: true, story: []),
        .init(name: "an answer to nothing", wire: "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", story: []),
        .init(name: "no HTTP", wire: "SSH-2.0-OpenSSH_9.2\r\n\r\n", story: []),
        .init(name: "status 99", wire: "HTTP/1.1 099 Odd\r\n\r\n", story: []),
        .init(name: "status 1000", wire: "HTTP/1.1 1000 Odd\r\n\r\n", story: []),
        .init(name: "an unasked switch", wire: "HTTP/1.1 101 Switching Protocols\r\n\r\n", story: []),
        .init(name: "HTTP/2", wire: "HTTP/2.0 200 OK\r\n\r\n", story: []),
        .init(name: "folded length", wire: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n 0\r\n\r\n", story: []),
        .init(name: "nothing to fold onto", wire: "HTTP/1.1 200 OK\r\n A: b\r\n\r\n", story: []),
        .init(name: "folded control character", wire: "HTTP/1.1 200 OK\r\nA: b\r\n c\u{01}\r\n\r\n", story: []),
    ]

    static func story(_ vector: Vector, _ feeding: Feeding) throws -> (story: [String], error: RemoteProtocolError?) {
        var connection = HTTPClientConnection(), out: [UInt8] = [], story: [String] = []
        for method in vector.methods {
            try connection.send(HTTPRequest(method: method, scheme: "http", authority: "h", path: "/"), into: &out)
            try connection.sendEnd(into: &out)
        }
        for piece in feeding.pieces(bytes(vector.wire)) + (vector.ends ? [[]] : []) {
            if piece.isEmpty { connection.receiveEnd() } else { connection.receive(piece) }
            events: while true {
                do {
                    switch try connection.nextEvent() {
                    case .needData: break events
                    case .response(let response): story.append("\(response.status.code) \(response.status.reasonPhrase)" + HTTPServerConnectionTests.line(response.headerFields))
                    case .interim(let response): story.append("interim \(response.status.code) \(response.status.reasonPhrase)" + HTTPServerConnectionTests.line(response.headerFields))
                    case .content(let content):
                        if let last = story.last, last.hasPrefix("content ") { story[story.count - 1] = last + text(content) } else { story.append("content " + text(content)) }
                    case .end(let trailers): story.append("end" + HTTPServerConnectionTests.line(trailers).dropFirst(2))
                    case .switched: story.append("switched")
                    case .idle:
                        story.append("idle")
                        break events
                    case .closed:
                        if story.last != "closed" { story.append("closed") }
                        break events
                    }
                } catch { return (story, error) }
            }
        }
        return (story, nil)
    }

    @Test(arguments: accepted, Feeding.allCases)
    func accepts(_ vector: Vector, _ feeding: Feeding) throws {
        let (story, error) = try Self.story(vector, feeding)
        #expect(error == nil)
        #expect(story == vector.story)
    }

    @Test(arguments: refused, [Feeding.whole, .byteByByte])
    func refuses(_ vector: Vector, _ feeding: Feeding) throws {
        let (story, error) = try Self.story(vector, feeding)
        #expect(error != nil, "told \(story)")
    }

    @Test func writesRequests() throws {
        var connection = HTTPClientConnection(), out: [UInt8] = []
        try connection.send(HTTPRequest(method: .post, scheme: "http", authority: "example.com:81", path: "/a?b", headerFields: [.contentLength: "2", .accept: "*/*"]), into: &out)
        try connection.send(content: bytes("ok"), into: &out)
        try connection.sendEnd(into: &out)
        try connection.send(HTTPRequest(method: .put, scheme: "http", authority: "example.com:81", path: "/c"), hasContent: true, into: &out)
        try connection.send(content: bytes("0123456789abcdef"), into: &out)
        try connection.sendEnd(into: &out)
        #expect(text(out) == "POST /a?b HTTP/1.1\r\nHost: example.com:81\r\nContent-Length: 2\r\nAccept: */*\r\n\r\nokPUT /c HTTP/1.1\r\nHost: example.com:81\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n")
    }

    @Test(arguments: ["x", "/a b", "/a\r\nX: y", "/ü", ""])
    func refusesToSendBadPaths(_ path: String) {
        var connection = HTTPClientConnection(), out: [UInt8] = []
        #expect(throws: LocalProtocolError.self) { try connection.send(HTTPRequest(method: .get, scheme: "http", authority: "h", path: path), into: &out) }
        #expect(out.isEmpty)
    }

    @Test func switchesProtocols() throws {
        var connection = HTTPClientConnection(), out: [UInt8] = []
        try connection.send(HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/", headerFields: [.upgrade: "websocket", .connection: "Upgrade"]), into: &out)
        try connection.sendEnd(into: &out)
        connection.receive(bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{1}"))
        guard case .switched(let response) = try connection.nextEvent() else { Issue.record("not switched"); return }
        #expect(response.headerFields[.upgrade] == "websocket")
        #expect(connection.takeRemaining() == [1])
        #expect(!connection.persists)
    }
}
