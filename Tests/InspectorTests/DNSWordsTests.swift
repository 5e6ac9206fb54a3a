import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// What a DNS answer says in its line, above all one without an address.
@Suite("A DNS answer's line says what the answer means")
struct DNSWordsTests {
    private static func name(_ text: String) -> [UInt8] { text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0] }

    private static func record(_ owner: String, _ type: Int, _ data: [UInt8]) -> [UInt8] { name(owner) + Build.word(type) + hex("0001 0000012c") + Build.word(data.count) + data }

    private static let start = record("example.com", 6, name("ns.example.com") + name("root.example.com") + [UInt8](repeating: 0, count: 20))

    private static func message(_ title: String, flags: Int, asks type: Int, _ owner: String, answers: [[UInt8]] = [], authorities: [[UInt8]] = [], _ says: String) -> Spoken {
        let head = hex("1234") + Build.word(flags) + Build.word(1) + Build.word(answers.count) + Build.word(authorities.count) + Build.word(0)
        return Spoken(title, Build.udp(53, 40000, head + name(owner) + Build.word(type) + Build.word(1) + answers.joined() + authorities.joined()), says)
    }

    static let spoken: [Spoken] = [
        message("an alias and its address", flags: 0x8400, asks: 1, "www.example.com", answers: [record("www.example.com", 5, name("web.example.com")), record("web.example.com", 1, [192, 0, 2, 80])], "answer A www.example.com: web.example.com, 192.0.2.80"),
        message("a referral to one server", flags: 0x8000, asks: 1, "www.example.com", authorities: [record("com", 2, name("ns.com"))], "answer A www.example.com: no answer here; ask ns.com, which knows com"),
        message("a referral to two", flags: 0x8000, asks: 28, "www.example.com", authorities: [record("example.com", 2, name("a.example.com")), record("example.com", 2, name("b.example.com"))], "answer AAAA www.example.com: no answer here; ask a.example.com or b.example.com, which know example.com"),
        message("a referral to thirteen", flags: 0x8000, asks: 1, "a.b", authorities: (0..<13).map { record("b", 2, name("s\($0).net")) }, "answer A a.b: no answer here; ask s0.net or 12 others, which know b"),
        message("no such name", flags: 0x8403, asks: 1, "nobody.example.com", authorities: [start], "answer A nobody.example.com: no such name"),
        message("the name, but not the record", flags: 0x8400, asks: 28, "www.example.com", authorities: [start], "answer AAAA www.example.com: the name has no AAAA record"),
        message("the same from a resolver", flags: 0x8180, asks: 15, "www.example.com", authorities: [start], "answer MX www.example.com: the name has no MX record"),
        message("the same without a zone's record", flags: 0x8180, asks: 999, "www.example.com", "answer type 999 www.example.com: the name has no type 999 record"),
        message("no record at all", flags: 0x8400, asks: 255, "www.example.com", "answer ANY www.example.com: the name has no records"),
        message("nothing, from who knows nothing", flags: 0x8000, asks: 1, "www.example.com", "answer A www.example.com: nothing"),
        message("not for you", flags: 0x8005, asks: 1, "www.example.com", "answer A www.example.com: refused"),
        message("too long for UDP, with nothing in it", flags: 0x8600, asks: 1, "many.example.com", "answer A many.example.com: cut short, ask again over TCP"),
        message("too long for UDP", flags: 0x8600, asks: 1, "many.example.com", answers: [record("many.example.com", 1, [192, 0, 2, 1])], "answer A many.example.com: 192.0.2.1; cut short, ask again over TCP"),
        message("where mail goes", flags: 0x8400, asks: 15, "example.com", answers: [record("example.com", 15, Build.word(10) + name("mail.example.com")), record("example.com", 15, Build.word(20) + name("later.example.com"))], "answer MX example.com: 10 mail.example.com, 20 later.example.com"),
        message("who knows a zone", flags: 0x8400, asks: 2, "example.com", answers: [record("example.com", 2, name("ns.example.com"))], "answer NS example.com: ns.example.com"),
        message("whose address", flags: 0x8400, asks: 12, "80.2.0.192.in-addr.arpa", answers: [record("80.2.0.192.in-addr.arpa", 12, name("web.example.com"))], "answer PTR 80.2.0.192.in-addr.arpa: web.example.com"),
        message("where a service is", flags: 0x8400, asks: 33, "_xmpp._tcp.example.com", answers: [record("_xmpp._tcp.example.com", 33, hex("0000 0005 1466") + name("chat.example.com"))], "answer SRV _xmpp._tcp.example.com: chat.example.com:5222"),
        message("a question", flags: 0x0100, asks: 1, "www.example.com", "query A www.example.com"),
        message("an update's answer", flags: 0xa800, asks: 6, "example.com", "answer SOA example.com"),
    ]

    /// With every field recorded, and without one.
    @Test("whole", arguments: spoken, [Dissection.Depth.fields, .summary])
    func whole(_ spoken: Spoken, _ depth: Dissection.Depth) { #expect(Self.said(spoken.frame, depth) == spoken.says) }

    @Test("and cut anywhere, nothing that is not there", arguments: spoken)
    func cut(_ spoken: Spoken) {
        for length in 0..<spoken.frame.count {
            let said = Self.said(Array(spoken.frame[..<length]), .fields)
            #expect(said == Self.said(Array(spoken.frame[..<length]), .summary), "cut at \(length)")
            #expect(said.isEmpty || said.hasSuffix(" bytes") || spoken.says.hasPrefix(said.trimmingSuffix(while: { $0 == " " || $0 == ":" || $0 == "," })), "cut at \(length): \(said)")
        }
    }

    private static func said(_ frame: [UInt8], _ depth: Dissection.Depth) -> String {
        var session = DissectionSession(), dissection = Dissection(depth: depth)
        session.dissect(frame, linkType: 1, time: .zero, number: 1, into: &dissection)
        return dissection.summary.info
    }
}

extension String {
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isUnwanted(last) { text.removeLast() }
        return text
    }
}
