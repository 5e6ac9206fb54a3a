import ApplicationLayer
import Applications
import HTTPTypes
import Simulation
import Sockets
import StackSockets
import Testing
import Wire

/// How a connection ends in the middle of a conversation.
enum Ending: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// No more is said, and what the other end still says is heard.
    case halfClosed
    case closed
    case reset
    /// Nothing more comes, and no end either.
    case silence

    var testDescription: String { rawValue }

    func end(_ stream: some ByteStream, _ clock: WorldClock) async {
        switch self {
        case .halfClosed:
            try? await stream.finishSending()
            while let bytes = try? await stream.receive(atMost: 65_536), !bytes.isEmpty {}
            await stream.close()
        case .closed: await stream.close()
        case .reset:
            // A connection that is reset before its server has taken it is no connection for the server to count.
            try? await clock.sleep(for: .seconds(2))
            stream.abort()
        case .silence:
            // Until the other end has had enough.
            while let bytes = try? await stream.receive(atMost: 65_536), !bytes.isEmpty {}
            stream.abort()
        }
    }
}

/// A conversation with one of our servers, written down: what the client says, and up to what it hears before it says the next.
struct Conversation: Sendable, CustomTestStringConvertible {
    enum Step: Sendable {
        case say(String)
        case bytes([UInt8])
        case hear(String)
    }
    let name: String
    let server: @Sendable (StackHost, Int) async throws -> Void
    let steps: [Step]
    var testDescription: String { name }

    var length: Int { steps.reduce(0) { $0 + Self.bytes($1).count } }
    private static func bytes(_ step: Step) -> [UInt8] {
        switch step {
        case .say(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .hear: []
        }
    }

    /// Says the first `count` bytes, and hears what comes before them.
    func run(on stream: some ByteStream, upTo count: Int = .max) async throws {
        var left = count, heard = ""
        for step in steps {
            if case .hear(let text) = step {
                while !heard.contains(text) {
                    let bytes = try await stream.receive(atMost: 65_536)
                    if bytes.isEmpty { throw SocketError(.aborted, during: "hear", of: "\(text.debugDescription) after \(heard.suffix(200).debugDescription)") }
                    heard += String(decoding: bytes, as: UTF8.self)
                }
                continue
            }
            let bytes = Self.bytes(step)
            try await stream.send(Array(bytes.prefix(left)))
            if left < bytes.count { return }
            left -= bytes.count
            heard = ""
        }
    }

    static let all: [Conversation] = [http, upload, smtp, ftp, webSocket]

    private static func httpServer(_ host: StackHost, _ connections: Int) async throws {
        var router = HTTPRouter()
        router.on(.get, "/*") { .text("page \($0.rawPath)") }
        router.on(.post, "/*") { .text("\($0.content.count) bytes") }
        router.on(.get, "/chat") { .webSocket($0, on: host) { socket in while let message = try await socket.receive() { try await socket.send(message) } } }
        try await HTTPServer(router: router).run(on: host, at: SocketAddress("0.0.0.0:80")!, connections: connections)
    }

    static let http = Conversation(name: "HTTP, two requests", server: httpServer, steps: [
        .say("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), .hear("page /a"), .say("GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), .hear("page /b"),
    ])
    static let upload = Conversation(name: "HTTP, a chunked upload", server: httpServer, steps: [
        .say("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"), .hear("100 Continue\r\n\r\n"), .say("5;x=\"y\"\r\nhello\r\n6\r\n world\r\n0\r\nA: b\r\n\r\n"), .hear("11 bytes"),
    ])
    static let webSocket = Conversation(name: "WebSocket", server: httpServer, steps: [
        .say("GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"), .hear("\r\n\r\n"),
        // "hel" and "lo" with a ping between, each masked with zeros; then a close.
        .bytes([0x01, 0x83, 0, 0, 0, 0] + Array("hel".utf8)), .bytes([0x89, 0x81, 0, 0, 0, 0, 0x21]), .bytes([0x80, 0x82, 0, 0, 0, 0] + Array("lo".utf8)), .hear("hello"), .bytes([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]),
    ])
    static let smtp = Conversation(name: "SMTP", server: { host, connections in
        let server = SMTPServer(options: SMTPServer.Options(name: "mail.example"), drop: MailDrop(MemoryStore()), authenticate: { $0.password == "secret" })
        try await server.run(on: host, at: SocketAddress("0.0.0.0:80")!, connections: connections)
    }, steps: [
        .hear("220 "), .say("EHLO x\r\n"), .hear("250 "), .say("AUTH LOGIN\r\n"), .hear("334 "), .say("dXNlcg==\r\n"), .hear("334 "), .say("c2VjcmV0\r\n"), .hear("235 "), .say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"), .hear("354 "),
        .say("Subject: x\r\n\r\n..dot\r\n.\r\n"), .hear("250 2.0.0 Stored"), .say("QUIT\r\n"), .hear("221 "),
    ])
    static let ftp = Conversation(name: "FTP, the control connection", server: { host, connections in
        let store = MemoryStore()
        store.add("/a", [1, 2, 3])
        try await FTPServer(store: store) { $1 == "secret" }.run(on: host, at: SocketAddress("0.0.0.0:80")!, connections: connections)
    }, steps: [
        .hear("220 "), .say("USER user\r\n"), .hear("331 "), .say("PASS secret\r\n"), .hear("230 "), .say("TYPE I\r\n"), .hear("200 "), .say("EPSV\r\n"), .hear("229 "), .say("REST 1\r\n"), .hear("350 "),
        // Nobody comes to the data connection: the next command cuts the wait off.
        .say("RETR a\r\n"), .hear("150 "), .say("ABOR\r\n"), .hear("226 "), .say("RNFR a\r\n"), .hear("350 "), .say("RNTO a\r\n"), .hear("250 "), .say("QUIT\r\n"), .hear("221 "),
    ])
}

@Suite("A connection that breaks at any byte")
struct BrokenConnectionTests {
    @Test("a server lets the client go, whatever it was saying, and serves the others", arguments: Conversation.all, Ending.allCases)
    func client(_ conversation: Conversation, _ ending: Ending) throws {
        let simulation = try Topology.pair().simulation(seed: 1)
        let server = try simulation.host("server"), host = try simulation.host("client")
        let cuts = 0...conversation.length
        try simulation.run {
            // A server that keeps a connection for ever would tick for ever.
            try await host.withTimeLimit(.seconds(7_200), for: "the server's last connection") {
                // It returns when the last of its connections has ended: one that it kept would keep it from that.
                async let served: Void = conversation.server(server, cuts.count + 1)
                try await host.clock.sleep(for: .milliseconds(1))
                try await withThrowingDiscardingTaskGroup { group in
                    for count in cuts {
                        let stream = try await host.connect(to: SocketAddress("10.0.0.12:80")!)
                        do { try await conversation.run(on: stream, upTo: count) } catch { Issue.record("the first \(count) bytes: \(error)") }
                        group.addTask { await ending.end(stream, host.clock) }
                    }
                    // While some of those are still silent:
                    let good = try await host.connect(to: SocketAddress("10.0.0.12:80")!)
                    do { try await conversation.run(on: good) } catch { Issue.record("somebody else, after them: \(error)") }
                    await good.close()
                }
                try await served
            }
        }
    }
}
