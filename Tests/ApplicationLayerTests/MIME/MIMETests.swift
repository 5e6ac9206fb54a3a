@testable import ApplicationLayer
import Testing

@Suite struct MIMETests {
    @Test(arguments: ["plain", "", "Grüße aus Köln", "日本語のとても長い件名です。七十五文字を超えるので、いくつかの語に分かれます。", "=?UTF-8?Q?looks_encoded?=", "ü", "emoji 🦉 and text", "a?b=c_d é"])
    func encodedWordsBothWays(_ text: String) {
        let encoded = EncodedWord.encode(text)
        #expect(encoded.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
        #expect(encoded.split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
        #expect(EncodedWord.decode(encoded) == text)
    }

    @Test(arguments: [
        ("=?ISO-8859-1?Q?Andr=E9?= Pirard", "André Pirard"), ("=?utf-8?b?w7w=?= =?utf-8?b?w7Y=?=", "üö"), ("=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"), ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        ("=?x-unknown?q?a?=", "=?x-unknown?q?a?="), ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?utf-8*en?q?a_b?=", "a b"), ("=?utf-8?b?DQpTZXQ6IHg=?=", "Set: x"), ("=?", "=?"), ("", ""),
    ])
    func encodedWordsOfOthers(_ value: String, _ text: String) { #expect(EncodedWord.decode(value) == text) }

    @Test(arguments: ["", "plain\r\n", "trailing space \r\ntab\t\r\n", "Grüße = schön\r\n", ".dot\r\nFrom me\r\n", String(repeating: "long ", count: 100) + "\r\n", String(repeating: "ü", count: 100), "a\rb\nc"])
    func quotedPrintableBothWays(_ text: String) {
        let encoded = QuotedPrintable.encode(bytes(text))
        #expect(encoded.split(separator: 10).allSatisfy { $0.count <= 77 })
        #expect(encoded.allSatisfy { $0 < 0x7f })
        #expect(QuotedPrintable.decode(encoded) == bytes(text))
    }

    @Test(arguments: [("a=3Db", "a=b"), ("a=3db", "a=b"), ("soft=\r\nbreak", "softbreak"), ("soft= \nbreak", "softbreak"), ("bad=zz", "bad=zz"), ("cut=", "cut"), ("cut=3", "cut=3"), ("space \r\nx", "space\r\nx")])
    func quotedPrintableOfOthers(_ encoded: String, _ decoded: String) { #expect(text(QuotedPrintable.decode(bytes(encoded))) == decoded) }

    static func message(_ text: String, html: String? = nil, attachments: [MailMessage.Attachment] = [], subject: String = "Hello") -> MailMessage {
        var message = MailMessage(from: MailAddress("Alice <alice@a.example>")!, to: [MailAddress("bob@b.example")!], subject: subject, text: text, date: 784_111_777)
        message.html = html
        message.attachments = attachments
        return message
    }

    @Test func plainMessage() throws {
        var random = SeededGenerator(state: 1)
        let wire = text(try Self.message("Hello,\nBob.").serialize(random: &random))
        #expect(wire.hasPrefix("Date: Sun, 06 Nov 1994 08:49:37 +0000\r\nFrom: Alice <alice@a.example>\r\nTo: bob@b.example\r\nMessage-ID: <"))
        #expect(wire.hasSuffix("Subject: Hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\nHello,\r\nBob.\r\n"))
    }

    @Test(arguments: ["plain", "Grüße\n.\nFrom here", "日本語", String(repeating: "x", count: 2000)], [nil, "<p>ü</p>"] as [String?])
    func composedAndParsed(_ body: String, _ html: String?) throws {
        var random = SeededGenerator(state: 2)
        let attachments = html == nil ? [] : [MailMessage.Attachment(name: "grün \"1\".bin", content: (0..<300).map { UInt8(truncatingIfNeeded: $0) })]
        let wire = try Self.message(body, html: html, attachments: attachments, subject: "Über \(body.prefix(40).replacing("\n", with: " "))").serialize(random: &random)
        #expect(wire.split(separator: 10).allSatisfy { $0.count <= 999 && $0.allSatisfy { $0 < 0x7f } })
        let part = try MIMEPart(parsing: wire)
        #expect(part.headers.text("subject") == "Über \(body.prefix(40).replacing("\n", with: " "))")
        #expect(part.firstText() == body.replacing("\n", with: "\r\n") + "\r\n")
        #expect(part.firstText("text/html") == html.map { $0 + "\r\n" })
        let attached = part.flattened.filter(\.isAttachment)
        #expect(attached.map(\.content) == attachments.map(\.content))
        #expect(attached.map(\.fileName) == attachments.map(\.name))
    }

    @Test func injectionIsRefused() {
        var random = SeededGenerator(state: 3)
        #expect(throws: LocalProtocolError.self) { try Self.message("x", subject: "a\r\nBcc: evil@x").serialize(random: &random) }
        #expect(throws: LocalProtocolError.self) { try Self.message("x", subject: "a\nb").serialize(random: &random) }
        var other = Self.message("x")
        other.otherHeaders = [("X-A: b\r\nX-C", "d")]
        #expect(throws: LocalProtocolError.self) { try other.serialize(random: &random) }
        #expect(throws: LocalProtocolError.self) { try Self.message("x", attachments: [.init(name: "a", type: "text/plain\r\nX: y", content: [])]).serialize(random: &random) }
        #expect(MailAddress("a@b\r\nBcc: x@y") == nil)
    }

    @Test func namesOfAttachmentsStayInTheirFolder() throws {
        for (name, safe) in [("../../etc/passwd", "passwd"), ("C:\\\\x\\\\y.txt", "y.txt"), ("..", nil), ("/", nil), ("a\u{1}b", "ab")] as [(String, String?)] {
            let part = try MIMEPart(parsing: bytes("Content-Disposition: attachment; filename=\"\(name)\"\r\n\r\nx"))
            #expect(part.fileName == safe, "\(name)")
        }
    }

    @Test(arguments: [("a; b=c; d=\"e;f\\\"g\"", "a", ["b": "c", "d": "e;f\"g"]), ("Text/HTML; Charset=UTF-8", "text/html", ["charset": "UTF-8"]), ("x; n*=UTF-8''gr%C3%BCn", "x", ["n": "grün"]), ("x; n*0=ab; n*1=\"cd\"", "x", ["n": "abcd"]),
                      ("x; n*1*=%C3%BC; n*0*=utf-8''a", "x", ["n": "aü"]), ("", "", [:]), (";;;=", "", [:]), ("x; n", "x", [:])] as [(String, String, [String: String])])
    func parameters(_ header: String, _ value: String, _ parameters: [String: String]) {
        let parsed = ContentType(parsing: header)
        #expect(parsed.value == value)
        #expect(Dictionary(parsed.parameters.map { ($0.name, $0.value) }) { a, _ in a } == parameters)
    }

    @Test(arguments: [("a@b", "", "a@b"), ("Al <a@b>", "Al", "Al <a@b>"), ("\"Doe, J.\" <a@b>", "Doe, J.", "\"Doe, J.\" <a@b>"), ("=?utf-8?q?J=C3=BCrg?= <a@b>", "Jürg", "=?UTF-8?B?SsO8cmc=?= <a@b>"), ("<a@b>", "", "a@b")])
    func addresses(_ text: String, _ name: String, _ header: String) throws {
        let address = try #require(MailAddress(text))
        #expect(address.name == name)
        #expect(address.headerValue == header)
    }

    @Test func listOfAddresses() { #expect(MailAddress.list("\"Doe, J.\" <a@b>, c@d , nonsense, E <e@f>").map(\.mailbox.description) == ["a@b", "c@d", "e@f"]) }

    @Test func depthAndPartsAreLimited() {
        var deep = "x"
        for level in 0..<30 { deep = "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n\(deep)\r\n--b\(level)--\r\n" }
        #expect(throws: RemoteProtocolError.self) { try MIMEPart(parsing: bytes(deep)) }
        let wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + String(repeating: "--b\r\n\r\nx\r\n", count: 2000)
        #expect(throws: RemoteProtocolError.self) { try MIMEPart(parsing: bytes(wide)) }
        #expect(throws: RemoteProtocolError.self) { try MIMEPart(parsing: bytes(String(repeating: "A: b\r\n", count: 2000))) }
    }

    @Test(arguments: 0..<100)
    func survivesMutations(_ seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        var wire = try Self.message("Grüße", html: "<p>", attachments: [.init(name: "ü", content: [1, 2, 3])], subject: "ü").serialize(random: &random)
        for _ in 0..<20 { wire[Int.random(in: 0..<wire.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
        wire.removeLast(Int.random(in: 0..<wire.count, using: &random))
        let part = try? MIMEPart(parsing: wire)
        _ = part?.flattened.map { ($0.text, $0.fileName) }
    }
}
