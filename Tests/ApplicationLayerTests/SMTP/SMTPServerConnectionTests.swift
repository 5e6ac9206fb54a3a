import ApplicationLayer
import Testing

@Suite struct SMTPServerConnectionTests {
    /// What a client sends in one go or in pieces, and the dialogue: replies and events in order. Everything asked is accepted, but
    /// for the user "mallory" and recipients at "elsewhere.example".
    struct Vector: CustomStringConvertible {
        let name: String
        let wire: String
        let story: [String]
        var configuration: SMTPServerConnection.Configuration = SMTPServerConnectionTests.configuration
        var description: String { name }
    }

    static var configuration: SMTPServerConnection.Configuration {
        var configuration = SMTPServerConnection.Configuration(name: "mail.example")
        configuration.messageLimit = 1000
        configuration.recipientLimit = 2
        configuration.errorLimit = 5
        return configuration
    }
    static func with(_ change: (inout SMTPServerConnection.Configuration) -> Void) -> SMTPServerConnection.Configuration {
        var changed = configuration
        change(&changed)
        return changed
    }

    static let greeting = "220 mail.example ESMTP LayerLab"
    static let hello = "EHLO me\r\n", helloReply = ["250-mail.example greets me", "250-PIPELINING", "250-SIZE 1000", "250-8BITMIME", "250-SMTPUTF8", "250-ENHANCEDSTATUSCODES", "250-HELP", "250 AUTH PLAIN LOGIN"]
    static let transaction = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"
    static let transactionStory = ["from a@b.example", "250 2.1.0 Sender is fine", "to c@d.example", "250 2.1.5 Recipient is fine", "354 Send the message; end it with a line of one dot", "message"]
    static let stored = ["end", "250 2.0.0 The message is stored"]

    static let vectors: [Vector] = [
        .init(name: "a whole session, pipelined", wire: hello + transaction + "Subject: x\r\n\r\nHello\r\n.\r\nQUIT\r\n", story: helloReply + transactionStory + ["content Subject: x\r\n\r\nHello\r\n"] + stored + ["221 2.0.0 mail.example closes the connection", "closed"]),
        .init(name: "HELO", wire: "HELO me\r\n", story: ["250 mail.example greets me"]),
        .init(name: "dots are unstuffed", wire: hello + transaction + "..\r\n...x\r\na.b\r\n.\r\nNOOP\r\n", story: helloReply + transactionStory + ["content .\r\n..x\r\na.b\r\n"] + stored + ["250 2.0.0 Here"]),
        .init(name: "an empty message", wire: hello + transaction + ".\r\nNOOP\r\n", story: helloReply + transactionStory + stored + ["250 2.0.0 Here"]),
        .init(name: "LF . LF does not end a message", wire: hello + transaction + "a\n.\nMAIL FROM:<evil@x.example>\r\n.\r\n", story: helloReply + transactionStory + ["521 5.5.2 You sent a bare line feed: lines end in CRLF", "error 521"]),
        .init(name: "LF . CRLF does not end a message", wire: hello + transaction + "a\n.\r\nMAIL FROM:<evil@x.example>\r\n", story: helloReply + transactionStory + ["521 5.5.2 You sent a bare line feed: lines end in CRLF", "error 521"]),
        .init(name: "CRLF . LF does not end a message", wire: hello + transaction + "a\r\n.\nMAIL FROM:<evil@x.example>\r\n", story: helloReply + transactionStory + ["521 5.5.2 You sent a bare line feed: lines end in CRLF", "error 521"]),
        .init(name: "CR . CR does not end a message", wire: hello + transaction + "a\r.\rMAIL\r\n.\r\n", story: helloReply + transactionStory + ["521 5.5.2 You sent a bare carriage return: lines end in CRLF", "error 521"]),
        .init(name: "a bare LF behind a command", wire: "EHLO me\n", story: ["521 5.5.2 You sent a bare line feed: lines end in CRLF", "error 521"]),
        .init(name: "AUTH PLAIN at once", wire: hello + "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", story: helloReply + ["login alice secret", "235 2.7.0 Welcome"]),
        .init(name: "AUTH PLAIN in two steps", wire: hello + "AUTH PLAIN\r\nAGFsaWNlAHNlY3JldA==\r\n", story: helloReply + ["334 ", "login alice secret", "235 2.7.0 Welcome"]),
        .init(name: "AUTH LOGIN", wire: hello + "auth login\r\nYWxpY2U=\r\nc2VjcmV0\r\n", story: helloReply + ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "login alice secret", "235 2.7.0 Welcome"]),
        .init(name: "AUTH LOGIN with the user at once", wire: hello + "AUTH LOGIN YWxpY2U=\r\nc2VjcmV0\r\n", story: helloReply + ["334 UGFzc3dvcmQ6", "login alice secret", "235 2.7.0 Welcome"]),
        .init(name: "a wrong password, then the session goes on", wire: hello + "AUTH LOGIN bWFsbG9yeQ==\r\nc2VjcmV0\r\nNOOP\r\n", story: helloReply + ["334 UGFzc3dvcmQ6", "login mallory secret", "535 5.7.8 Wrong", "250 2.0.0 Here"]),
        .init(name: "AUTH cancelled, malformed, of an unknown kind, twice", wire: hello + "AUTH LOGIN\r\n*\r\nAUTH PLAIN !\r\nAUTH CRAM-MD5\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n",
              story: helloReply + ["334 VXNlcm5hbWU6", "501 5.7.0 Authentication cancelled", "501 5.5.2 That is not base64", "504 5.5.4 PLAIN and LOGIN are the mechanisms", "login alice secret", "235 2.7.0 Welcome", "503 5.5.1 You have logged in"]),
        .init(name: "out of order", wire: "MAIL FROM:<a@b>\r\n" + hello + "RCPT TO:<a@b>\r\nDATA\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n", story: ["503 5.5.1 EHLO comes first"] + helloReply + ["503 5.5.1 MAIL comes first", "503 5.5.1 MAIL comes first", "from a@b", "250 2.1.0 Sender is fine", "503 5.5.1 A message has begun already"]),
        .init(name: "RSET forgets", wire: hello + "MAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<a@b>\r\n", story: helloReply + ["from a@b", "250 2.1.0 Sender is fine", "250 2.0.0 Forgotten", "503 5.5.1 MAIL comes first"]),
        .init(name: "the null sender, postmaster, a source route", wire: hello + "MAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nRCPT TO:<@x,@y:c@d>\r\n", story: helloReply + ["from <>", "250 2.1.0 Sender is fine", "to Postmaster", "250 2.1.5 Recipient is fine", "to c@d", "250 2.1.5 Recipient is fine"]),
        .init(name: "refused recipients, and no valid one", wire: hello + "MAIL FROM:<a@b>\r\nRCPT TO:<c@elsewhere.example>\r\nDATA\r\n", story: helloReply + ["from a@b", "250 2.1.0 Sender is fine", "to c@elsewhere.example", "550 5.7.1 No relaying", "554 5.5.1 No valid recipients"]),
        .init(name: "too many recipients", wire: hello + "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@d>\r\nRCPT TO:<f@d>\r\n", story: helloReply + ["from a@b", "250 2.1.0 Sender is fine", "to c@d", "250 2.1.5 Recipient is fine", "to e@d", "250 2.1.5 Recipient is fine", "452 4.5.3 Too many recipients"]),
        .init(name: "recipients who do not live here, and those beyond the limit, are no mistakes", wire: hello + "MAIL FROM:<a@b>\r\n" + String(repeating: "RCPT TO:<c@elsewhere.example>\r\n", count: 8) + String(repeating: "RCPT TO:<c@d>\r\n", count: 10) + "DATA\r\n",
              story: helloReply + ["from a@b", "250 2.1.0 Sender is fine"] + (0..<8).flatMap { _ in ["to c@elsewhere.example", "550 5.7.1 No relaying"] } + (0..<2).flatMap { _ in ["to c@d", "250 2.1.5 Recipient is fine"] } + [String](repeating: "452 4.5.3 Too many recipients", count: 8) + ["354 Send the message; end it with a line of one dot", "message"]),
        .init(name: "somebody tries names", wire: hello + "MAIL FROM:<a@b>\r\n" + String(repeating: "RCPT TO:<c@elsewhere.example>\r\n", count: 4), story: helloReply + ["from a@b", "250 2.1.0 Sender is fine"] + (0..<3).flatMap { _ in ["to c@elsewhere.example", "550 5.7.1 No relaying"] } + ["421 4.3.2 Too many refused recipients", "closed"], configuration: with { $0.refusedRecipientLimit = 3 }),
        .init(name: "a size that no number holds", wire: hello + "MAIL FROM:<a@b> SIZE=99999999999999999999\r\nMAIL FROM:<a@b> SIZE=999999999999999999999\r\n", story: helloReply + ["552 5.3.4 A message has at most 1000 bytes", "501 5.5.4 SIZE is a number"]),
        .init(name: "parameters", wire: hello + "MAIL FROM:<a@b> SIZE=10 BODY=8BITMIME SMTPUTF8\r\nRSET\r\nMAIL FROM:<a@b> SIZE=1001\r\nMAIL FROM:<a@b> SIZE=x\r\nMAIL FROM:<a@b> RET=HDRS\r\nMAIL FROM:<\u{fc}@b>\r\nMAIL FROM:<\u{fc}@b> SMTPUTF8\r\n",
              story: helloReply + ["from a@b 8bit utf8 10", "250 2.1.0 Sender is fine", "250 2.0.0 Forgotten", "552 5.3.4 A message has at most 1000 bytes", "501 5.5.4 SIZE is a number", "555 5.5.4 MAIL's parameter RET is not known", "553 5.6.7 An address beyond ASCII needs SMTPUTF8", "from \u{fc}@b utf8", "250 2.1.0 Sender is fine"]),
        .init(name: "a message beyond the limit is read and forgotten", wire: hello + transaction + String(repeating: String(repeating: "x", count: 98) + "\r\n", count: 20) + ".\r\nNOOP\r\n", story: helloReply + transactionStory + ["dropped", "552 5.3.4 The message has more than 1000 bytes", "250 2.0.0 Here"]),
        .init(name: "bad syntax, and too much of it", wire: "XYZZY\r\nEHLO\r\nMAIL FROM:a@b\r\nRCPT TO:<a b@c>\r\nMAIL FROM:<a@b@c\r\nNOOP\r\n", story: ["500 5.5.2 Command not recognized", "501 5.5.4 EHLO needs a domain or an address literal", "501 5.5.4 Syntax: FROM:<address>", "501 5.1.3 Bad recipient address syntax", "501 5.5.4 Syntax: FROM:<address>", "421 4.3.2 Too many errors", "closed"]),
        .init(name: "AUTH needs TLS", wire: hello + "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", story: Array(helloReply.dropLast(2)) + ["250-HELP", "250 STARTTLS", "538 5.7.11 Encryption required: STARTTLS comes first"], configuration: with { $0.offersTLS = true }),
        .init(name: "MAIL needs AUTH", wire: hello + "MAIL FROM:<a@b>\r\n", story: helloReply + ["530 5.7.0 Authentication required"], configuration: with { $0.requiresAuthentication = true }),
        .init(name: "small talk with arguments", wire: "NOOP to you\r\nHELP MAIL\r\nVRFY bob\r\nEXPN list\r\nnoop\r\nRSET\r\n", story: ["250 2.0.0 Here", "214 2.0.0 EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP QUIT", "252 2.5.0 Send mail and see", "502 5.5.1 EXPN is not implemented", "250 2.0.0 Here", "250 2.0.0 Forgotten"]),
        .init(name: "arguments where none belong", wire: "QUIT now\r\nRSET all\r\nDATA x\r\nSTARTTLS x\r\n", story: ["QUIT", "RSET", "DATA", "STARTTLS"].map { "501 5.5.4 \($0) takes no argument" }),
        .init(name: "an empty initial response", wire: hello + "AUTH PLAIN =\r\nAUTH LOGIN =\r\n", story: helloReply + ["501 5.5.2 PLAIN needs a user and a password", "501 5.5.2 LOGIN needs a user"]),
        .init(name: "another name to act for", wire: hello + "AUTH PLAIN cm9vdABhbGljZQBzZWNyZXQ=\r\nAUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0\r\n", story: helloReply + ["501 5.5.2 PLAIN needs a user and a password", "login alice secret", "235 2.7.0 Welcome"]),
        .init(name: "EHLO and HELO in a transaction forget it", wire: hello + "MAIL FROM:<a@b>\r\nEHLO me\r\nRCPT TO:<a@b>\r\nMAIL FROM:<a@b>\r\nHELO me\r\nDATA\r\n", story: helloReply + ["from a@b", "250 2.1.0 Sender is fine"] + helloReply + ["503 5.5.1 MAIL comes first", "from a@b", "250 2.1.0 Sender is fine", "250 mail.example greets me", "503 5.5.1 MAIL comes first"]),
        .init(name: "two messages in a session", wire: hello + transaction + "1\r\n.\r\n" + transaction + "2\r\n.\r\n", story: helloReply + transactionStory + ["content 1\r\n"] + stored + transactionStory + ["content 2\r\n"] + stored),
        .init(name: "some recipients are refused, the others get it", wire: hello + "MAIL FROM:<>\r\nRCPT TO:<c@elsewhere.example>\r\nRCPT TO:<c@d>\r\nRCPT TO:<nobody>\r\nDATA\r\nx\r\n.\r\n", story: helloReply + ["from <>", "250 2.1.0 Sender is fine", "to c@elsewhere.example", "550 5.7.1 No relaying", "to c@d", "250 2.1.5 Recipient is fine", "501 5.1.3 Bad recipient address syntax", "354 Send the message; end it with a line of one dot", "message", "content x\r\n"] + stored),
        .init(name: "extensions that are not offered", wire: hello + "MAIL FROM:<a@b> BODY=BINARYMIME\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\nRCPT TO:<c@d> NOTIFY=NEVER\r\nBDAT 3 LAST\r\n", story: helloReply + ["555 5.5.4 MAIL's parameter BODY is not known", "from a@b 8bit", "250 2.1.0 Sender is fine", "555 5.5.4 RCPT's parameters are not known", "502 5.5.1 BDAT is not implemented"]),
        .init(name: "spaces where people type them", wire: hello + "MAIL FROM: <a@b> \r\nRCPT TO: <c@d> \r\nDATA \r\n.\r\n", story: helloReply + ["from a@b", "250 2.1.0 Sender is fine", "to c@d", "250 2.1.5 Recipient is fine", "354 Send the message; end it with a line of one dot", "message"] + stored),
        .init(name: "lines of 998 characters and more are a message's own", wire: hello + transaction + String(repeating: "x", count: 998) + "\r\n.\r\n", story: helloReply + ["from a@b.example", "250 2.1.0 Sender is fine", "to c@d.example", "250 2.1.5 Recipient is fine", "354 Send the message; end it with a line of one dot", "message", "content " + String(repeating: "x", count: 998) + "\r\n"] + stored),
        .init(name: "nothing after QUIT", wire: hello + "QUIT\r\nMAIL FROM:<a@b>\r\n", story: helloReply + ["221 2.0.0 mail.example closes the connection", "closed"]),
        .init(name: "an endless line", wire: "EHLO " + String(repeating: "x", count: 13_000), story: ["500 5.5.2 You sent a line of more than 12288 bytes", "error 500"]),
    ]

    static func story(_ vector: Vector, _ feeding: Feeding) throws -> [String] {
        var connection = SMTPServerConnection(vector.configuration), story: [String] = [], dropped = false
        func output() {
            for line in text(connection.takeOutput()).split(separator: "\r\n") { story.append(String(line)) }
        }
        func say(_ line: String) {
            output()
            story.append(line)
        }
        output()
        for piece in feeding.pieces(bytes(vector.wire)) {
            connection.receive(piece)
            events: while true {
                let event: SMTPServerConnection.Event
                do { event = try connection.nextEvent() } catch {
                    say("error \(error.replyCode)")
                    // How much was told before it depends on the pieces.
                    return story.filter { !$0.hasPrefix("content ") }
                }
                switch event {
                case .needData: break events
                case .authenticate(let credentials):
                    say("login \(credentials.user) \(credentials.password)")
                    if credentials.user == "mallory" { try connection.refuse(SMTPReply(535, "5.7.8", "Wrong")) } else { try connection.accept() }
                case .sender(let envelope):
                    say("from \(envelope.sender?.description ?? "<>")" + (envelope.is8Bit ? " 8bit" : "") + (envelope.isUTF8 ? " utf8" : "") + (envelope.declaredSize.map { " \($0)" } ?? ""))
                    try connection.accept()
                case .recipient(let mailbox):
                    say("to \(mailbox)")
                    if mailbox.domain == "elsewhere.example" { try connection.refuse(SMTPReply(550, "5.7.1", "No relaying")) } else { try connection.accept() }
                case .message: say("message")
                case .content(let content):
                    output()
                    if let last = story.last, last.hasPrefix("content ") { story[story.count - 1] = last + text(content) } else { story.append("content " + text(content)) }
                case .endOfMessage:
                    say("end")
                    try connection.accept()
                case .messageDropped:
                    // What had come of the message before it was too big is of no interest here.
                    if let last = story.last, last.hasPrefix("content ") { story.removeLast() }
                    story.append("dropped")
                    dropped = true
                case .startTLS:
                    say("startTLS")
                    try connection.secured()
                case .closed:
                    output()
                    if story.last != "closed" { story.append("closed") }
                    break events
                }
            }
            output()
        }
        _ = dropped
        return story
    }

    @Test(arguments: vectors, Feeding.allCases)
    func dialogue(_ vector: Vector, _ feeding: Feeding) throws {
        #expect(try Self.story(vector, feeding) == [Self.greeting] + vector.story)
    }

    @Test(arguments: vectors.filter { $0.wire.utf8.count < 1000 })
    func everyTruncationIsABeginning(_ vector: Vector) throws {
        let wire = bytes(vector.wire)
        for length in 0..<wire.count {
            // A cut inside content shows less of it, so only whole lines of the story are compared.
            let cut = Vector(name: "", wire: text(wire[..<length]), story: [], configuration: vector.configuration)
            guard bytes(cut.wire).count == length else { continue }
            let story = try Self.story(cut, .whole).filter { !$0.hasPrefix("content") }
            #expect(([Self.greeting] + vector.story).filter { !$0.hasPrefix("content") }.starts(with: story), "the first \(length) bytes")
        }
    }

    @Test func startTLSForgetsWhatWasSaidBefore() throws {
        var connection = SMTPServerConnection(Self.with { $0.offersTLS = true })
        connection.receive(bytes("EHLO me\r\nSTARTTLS\r\n"))
        #expect(try connection.nextEvent() == .startTLS)
        #expect(text(connection.takeOutput()).hasSuffix("220 2.0.0 Ready for TLS\r\n"))
        try connection.secured()
        connection.receive(bytes("MAIL FROM:<a@b>\r\nEHLO me\r\n"))
        #expect(try connection.nextEvent() == .needData)
        let output = text(connection.takeOutput())
        #expect(output.hasPrefix("503 5.5.1 EHLO comes first\r\n") && output.hasSuffix("250 AUTH PLAIN LOGIN\r\n") && !output.contains("STARTTLS"))
    }

    @Test func commandsSentAheadOfTLSAreNotObeyed() throws {
        var connection = SMTPServerConnection(Self.with { $0.offersTLS = true })
        connection.receive(bytes("EHLO me\r\nSTARTTLS\r\nMAIL FROM:<evil@x>\r\n"))
        #expect(try connection.nextEvent() == .needData)
        #expect(text(connection.takeOutput()).hasSuffix("501 5.5.4 Commands must not follow STARTTLS at once\r\n"))
    }

    @Test func decisionsOnlyWhenAsked() {
        var connection = SMTPServerConnection(Self.configuration)
        #expect(throws: LocalProtocolError.self) { try connection.accept() }
        #expect(throws: LocalProtocolError.self) { try connection.secured() }
    }

    @Test(arguments: [("a@b", true), ("a.b@c.d", true), ("\"a b\"@c", true), ("\"a\\\"b\"@c", true), ("a@[127.0.0.1]", true), ("a@[IPv6:::1]", true), ("postmaster", true), ("üser@exämple", true),
                      ("a", false), ("@b", false), ("a@", false), ("a..b@c", false), (".a@c", false), ("a b@c", false), ("a@b c", false), ("a@-b", false), ("a@b..c", false), ("\"a@c", false), ("a\r\n@b", false), ("a\u{0}@b", false), ("a@b>", false),
                      (String(repeating: "x", count: 65) + "@b", false), ("a@" + String(repeating: "x.", count: 130) + "x", false)])
    func mailboxes(_ address: String, _ isOne: Bool) {
        #expect((SMTPMailbox(address) != nil) == isOne)
        if isOne { #expect(SMTPMailbox(address)?.description == address) }
    }
}
