import ApplicationLayer
import Testing

@Suite struct SMTPClientConnectionTests {
    static let from = SMTPMailbox("a@b.example")!, to = SMTPMailbox("c@d.example")!

    static func ready(_ keywords: String...) throws -> SMTPClientConnection {
        var client = SMTPClientConnection()
        client.receive(bytes("220 hi\r\n"))
        _ = try client.nextEvent()
        try client.send(.ehlo("me"))
        client.receive(bytes(([String("250-hello")] + keywords.dropLast().map { "250-" + $0 } + ["250 " + (keywords.last ?? "NOOP")]).joined(separator: "\r\n") + "\r\n"))
        _ = try client.nextEvent()
        _ = client.takeOutput()
        return client
    }

    @Test(arguments: Feeding.allCases)
    func repliesComeWhole(_ feeding: Feeding) throws {
        var client = SMTPClientConnection(), replies: [SMTPReply] = []
        for piece in feeding.pieces(bytes("220-one\r\n220-two\r\n220 three\r\n")) {
            client.receive(piece)
            while case .reply(let reply, to: nil) = try client.nextEvent() { replies.append(reply) }
        }
        #expect(replies == [SMTPReply(220, nil, "one", "two", "three")])
    }

    @Test func wholeSession() throws {
        var client = try Self.ready("SIZE 5000", "8BITMIME", "AUTH=LOGIN PLAIN")
        #expect(client.sizeLimit == 5000 && client.offers(mechanism: "PLAIN") && !client.offers("STARTTLS"))
        func exchange(_ command: SMTPClientConnection.Command, _ line: String, _ reply: String) throws {
            try client.send(command)
            #expect(text(client.takeOutput()) == line + "\r\n")
            client.receive(bytes(reply + "\r\n"))
            guard case .reply(let got, to: command) = try client.nextEvent() else { Issue.record("no reply to \(line)"); return }
            #expect("\(got)" == reply)
        }
        try exchange(.authPlain(SMTPCredentials(user: "alice", password: "secret")), "AUTH PLAIN AGFsaWNlAHNlY3JldA==", "235 2.7.0 Welcome")
        try exchange(.mail(from: Self.from, size: 100, is8Bit: true, isUTF8: false), "MAIL FROM:<a@b.example> SIZE=100 BODY=8BITMIME", "250 2.1.0 ok")
        try exchange(.recipient(Self.to), "RCPT TO:<c@d.example>", "550 5.1.1 nobody")
        try exchange(.data, "DATA", "354 go")
        try client.send(content: bytes("a\n.b\r\n..c\rd"))
        try client.send(content: bytes("\n."))
        try client.endContent()
        #expect(text(client.takeOutput()) == "a\r\n..b\r\n...c\r\nd\r\n..\r\n.\r\n")
        client.receive(bytes("250 stored\r\n"))
        #expect(try client.nextEvent() == .reply(SMTPReply(250, nil, "stored"), to: .endOfMessage))
        try exchange(.quit, "QUIT", "221 bye")
        #expect(try client.nextEvent() == .closed)
    }

    @Test func loginInTwoSteps() throws {
        var client = try Self.ready("AUTH LOGIN")
        let command = SMTPClientConnection.Command.authLogin(SMTPCredentials(user: "alice", password: "secret"))
        try client.send(command)
        client.receive(bytes("334 VXNlcm5hbWU6\r\n"))
        #expect(try client.nextEvent() == .needData)
        client.receive(bytes("334 UGFzc3dvcmQ6\r\n"))
        #expect(try client.nextEvent() == .needData)
        #expect(text(client.takeOutput()) == "AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\n")
        client.receive(bytes("535 5.7.8 no\r\n"))
        #expect(try client.nextEvent() == .reply(SMTPReply(535, "5.7.8", "no"), to: command))
    }

    @Test func pipelinesOnlyWhereOffered() throws {
        let mail = SMTPClientConnection.Command.mail(from: Self.from, size: nil, is8Bit: false, isUTF8: false)
        var plain = try Self.ready("SIZE")
        try plain.send(mail)
        #expect(throws: LocalProtocolError.self) { try plain.send(.recipient(Self.to)) }
        var client = try Self.ready("PIPELINING")
        try client.send(mail)
        try client.send(.recipient(Self.to))
        try client.send(.data)
        #expect(throws: LocalProtocolError.self) { try client.send(.quit) }
        client.receive(bytes("250 a\r\n250 b\r\n354 c\r\n"))
        var codes: [Int] = []
        while case .reply(let reply, _) = try client.nextEvent() { codes.append(reply.code) }
        #expect(codes == [250, 250, 354])
    }

    @Test func injectionIsRefused() throws {
        var client = try Self.ready("NOOP")
        #expect(throws: LocalProtocolError.self) { try client.send(.helo("me\r\nMAIL FROM:<x@y>")) }
        #expect(client.takeOutput().isEmpty)
    }

    @Test func startTLSTakesNothingAhead() throws {
        var client = try Self.ready("STARTTLS")
        try client.send(.startTLS)
        client.receive(bytes("220 go\r\n250 injected\r\n"))
        #expect(throws: RemoteProtocolError.self) { try client.nextEvent() }
        var honest = try Self.ready("STARTTLS")
        try honest.send(.startTLS)
        honest.receive(bytes("220 go\r\n"))
        _ = try honest.nextEvent()
        #expect(throws: LocalProtocolError.self) { try honest.send(.quit) }
        try honest.secured()
        #expect(!honest.offers("STARTTLS"))
        try honest.send(.ehlo("me"))
    }

    @Test(arguments: ["hello\r\n", "22 x\r\n", "220x\r\n", "220-a\r\n221 b\r\n", "999 x\r\n", String(repeating: "x", count: 5000), String(repeating: "220-" + String(repeating: "y", count: 1000) + "\r\n", count: 100)])
    func refusesWhatIsNoReply(_ wire: String) {
        var client = SMTPClientConnection()
        client.receive(bytes(wire))
        #expect(throws: RemoteProtocolError.self) { while try client.nextEvent() != .needData {} }
    }

    @Test func anEndWithoutAReplyIsTheServersFault() throws {
        var client = try Self.ready("NOOP")
        try client.send(.noop)
        client.receiveEnd()
        #expect(throws: RemoteProtocolError.self) { try client.nextEvent() }
    }
}
