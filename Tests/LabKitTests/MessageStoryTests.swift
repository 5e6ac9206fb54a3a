import Sockets
import Testing
import Wire
@testable import LabKit

@Suite("Messages in the timeline")
struct MessageStoryTests {
    /// What a server and a client say, and what is told of it.
    struct Dialogue: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let spoken: ApplicationProtocol
        /// Each turn: whether the server speaks, its bytes, the messages that these complete.
        let turns: [(isServer: Bool, bytes: [UInt8], said: [String])]

        init(_ description: String, _ spoken: ApplicationProtocol, _ turns: [(Bool, String, [String])]) {
            self.init(description, spoken, bytes: turns.map { ($0.0, Array($0.1.utf8), $0.2) })
        }

        init(_ description: String, _ spoken: ApplicationProtocol, bytes turns: [(Bool, [UInt8], [String])]) {
            testDescription = description
            self.spoken = spoken
            self.turns = turns.map { (isServer: $0.0, bytes: $0.1, said: $0.2) }
        }
    }

    static let upgrade: [(Bool, [UInt8], [String])] = [
        (false, Array("GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n".utf8), ["HTTP GET /chat of a, 2 fields"]),
        (true, Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n".utf8), ["HTTP 101 Switching Protocols, 1 field"]),
    ]

    static let dialogues: [Dialogue] = [
        Dialogue("a mail", .smtp, [
            (true, "220 smtp.example.com ESMTP\r\n", ["SMTP 220 smtp.example.com ESMTP"]),
            (false, "EHLO a\r\n", ["SMTP EHLO a"]),
            (true, "250-smtp.example.com greets a\r\n250-SIZE 10\r\n250 HELP\r\n", ["SMTP 250 smtp.example.com greets a … (3 lines)"]),
            (false, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n", ["SMTP MAIL FROM:<a@b>", "SMTP RCPT TO:<c@d>", "SMTP DATA"]),
            (true, "250 ok\r\n250 ok\r\n354 go on\r\n", ["SMTP 250 ok", "SMTP 250 ok", "SMTP 354 go on"]),
            (false, "Subject: x\r\n\r\n..dots\r\n.\r\nQUIT\r\n", ["SMTP the message: 3 lines, 22 B; then a dot alone", "SMTP QUIT"]),
            (true, "250 stored\r\n221 bye\r\n", ["SMTP 250 stored", "SMTP 221 bye"]),
        ]),
        Dialogue("a 354 that is FTP's is no beginning of a mail", .ftp, [(true, "354 what?\r\n", ["FTP 354 what?"]), (false, "NOOP\r\n", ["FTP NOOP"])]),
        Dialogue("requests one behind the other, an answer without content, one in chunks", .http, [
            (false, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}\r\nGET /c HTTP/1.1\r\n\r\n", ["HTTP HEAD / of a, 1 field", "HTTP POST /b of a, 3 fields, 2 B of application/json", "HTTP GET /c, 0 fields"]),
            (true, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHTTP/\r\na\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", ["HTTP 200 OK, 1 field, 900 B", "HTTP 201 Created, 1 field, chunks", "HTTP 204 No Content, 0 fields"]),
        ]),
        Dialogue("content to the connection's end is not read as messages", .http, [(true, "HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 500 No\r\n\r\n", ["HTTP 200 OK, 0 fields"])]),
        Dialogue("what is no HTTP is left alone", .http, [(false, "EHLO a\r\n\r\nGET / HTTP/1.1\r\n\r\n", [])]),
        Dialogue("a size that no chunk has", .http, [(true, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nx", ["HTTP 200 OK, 1 field, chunks"])]),
        Dialogue("WebSocket after the upgrade", .http, bytes: upgrade + [
            (false, [0x81, 0x85, 1, 2, 3, 4, 0x68 ^ 1, 0x65 ^ 2, 0x6c ^ 3, 0x6c ^ 4, 0x6f ^ 1], ["WebSocket text \"hello\", masked"]),
            (true, [0x01, 2, 0x68, 0x69, 0x80, 0, 0x8a, 0, 0x82, 126, 0, 200] + [UInt8](repeating: 7, count: 200), ["WebSocket text \"hi\", more to come", "WebSocket a further piece, 0 B", "WebSocket pong, 0 B", "WebSocket binary, 200 B"]),
            (true, [0x88, 5, 0x03, 0xe8, 0x62, 0x79, 0x65], ["WebSocket close 1000 \"bye\""]),
            (true, [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255, 1], []),
        ]),
    ]

    @Test("whole, and drop by drop", arguments: dialogues)
    func told(dialogue: Dialogue) {
        var whole = Conversation(dialogue.spoken), drops = Conversation(dialogue.spoken)
        for turn in dialogue.turns {
            let said = whole.read(turn.bytes, fromServer: turn.isServer).map { "\($0.protocolName) \($0.words)" }
            #expect(said == turn.said, "whole: \(String(decoding: turn.bytes.prefix(60), as: UTF8.self))")
            let dripped = turn.bytes.flatMap { drops.read([$0], fromServer: turn.isServer) }.map { "\($0.protocolName) \($0.words)" }
            #expect(dripped == turn.said, "byte by byte: \(String(decoding: turn.bytes.prefix(60), as: UTF8.self))")
        }
    }

    @Test("a head and a line without end are given up, and keep no memory", arguments: [ApplicationProtocol.http, .smtp])
    func endless(spoken: ApplicationProtocol) {
        var conversation = Conversation(spoken)
        for _ in 0..<200 { #expect(conversation.read([UInt8](repeating: 0x41, count: 1_000), fromServer: false).isEmpty) }
        let said = conversation.read(Array("\r\n".utf8), fromServer: false)
        #expect(said.allSatisfy { $0.words.utf8.count <= 1_024 })
    }

    @Test("under TLS the messages are in what is encrypted, not in the records; FTP's files are none")
    func roles() {
        let local = SocketAddress("10.0.0.1:50000")!, remote = SocketAddress("10.0.0.2:21")!
        func rows(_ kinds: SocketEvent.Kind...) -> [String] {
            let story = MessageStory(.ftp)
            return kinds.flatMap { story.rows(for: SocketEvent(id: .none, cause: .none, time: .zero, host: "client", kind: $0)) }.map { "\($0.facts) \($0.words)" }
        }
        let auth = Array("AUTH TLS\r\n".utf8), user = Array("USER a\r\n".utf8), reply = Array("331 go on\r\n".utf8)
        #expect(rows(.connect(remote), .connected(local: local, remote: remote), .send(auth, local: local, remote: remote), .secured("TLS 1.3", local: local, remote: remote), .encrypt(user, local: local, remote: remote), .send([23, 3, 3, 0, 1, 0x0a], local: local, remote: remote), .receive([23, 3, 3, 0, 1, 0x0a], local: local, remote: remote), .decrypt(reply, local: local, remote: remote)) == ["says AUTH TLS", "says USER a", "hears 331 go on"])
        let data = SocketAddress("10.0.0.2:40000")!
        #expect(rows(.connect(remote), .connected(local: local, remote: data), .receive(user, local: local, remote: data)).isEmpty)
    }
}
