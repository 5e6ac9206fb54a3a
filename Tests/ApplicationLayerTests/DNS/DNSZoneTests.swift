import ApplicationLayer
import Testing
import Wire

@Suite struct DNSZoneTests {
    static func name(_ text: String) -> DNSName { DNSName(text)! }

    static let text = """
        $ORIGIN example.com.
        $TTL 1h
        @       IN SOA ns1 admin (
                    2026112501 ; serial
                    2h 15m 1w
                    5m )       ; nothing is kept for five minutes
                NS  ns1
                NS  ns2.example.net.
                MX  10 mail
        ns1     A   192.0.2.53
        mail 60 IN A 192.0.2.25
                AAAA 2001:db8::25
        www     CNAME web
        web     A   192.0.2.80
        note    TXT "one; two" three\\059
        a.deep  A   192.0.2.1
        *.wild  A   192.0.2.99
        loop1   CNAME loop2
        loop2   CNAME loop1
        sub     NS  ns.sub
        ns.sub  A   192.0.2.54
        _http._tcp SRV 0 5 80 web
        """
    static let authority = DNSAuthority(zones: [try! ZoneFile.parse(text)])

    static func ask(_ question: String, _ type: DNSType) -> DNSMessage {
        var query = DNSMessage.query(name(question), type, id: 7)
        query.offerExtensions()
        return authority.answer(query)
    }

    /// The question, the response code, the answers, what stands in the authority section, and whether the server answers for itself.
    @Test(arguments: [
        ("www.example.com", .a, "NOERROR", ["CNAME web.example.com.", "A 192.0.2.80"], [], true),
        ("WWW.EXAMPLE.COM", .cname, "NOERROR", ["CNAME web.example.com."], [], true),
        ("mail.example.com", .a, "NOERROR", ["A 192.0.2.25"], [], true),
        ("mail.example.com", .txt, "NOERROR", [], ["SOA"], true),
        ("deep.example.com", .a, "NOERROR", [], ["SOA"], true),
        ("no.example.com", .a, "NXDOMAIN", [], ["SOA"], true),
        ("x.y.wild.example.com", .a, "NOERROR", ["A 192.0.2.99"], [], true),
        ("wild.example.com", .a, "NOERROR", [], ["SOA"], true),
        ("note.example.com", .txt, "NOERROR", [#"TXT "one; two" "three;""#], [], true),
        ("host.sub.example.com", .a, "NOERROR", [], ["NS"], false),
        ("sub.example.com", .ns, "NOERROR", [], ["NS"], false),
        ("loop1.example.com", .a, "NOERROR", ["CNAME loop2.example.com.", "CNAME loop1.example.com."], [], true),
        ("example.org", .a, "REFUSED", [], [], false),
        ("_http._tcp.example.com", .srv, "NOERROR", ["SRV 0 5 80 web.example.com."], [], true),
    ] as [(String, DNSType, String, [String], [String], Bool)])
    func answers(_ question: String, _ type: DNSType, _ code: String, _ answers: [String], _ authority: [String], _ isAuthoritative: Bool) throws {
        let reply = Self.ask(question, type)
        #expect(reply.responseWord == code)
        #expect(reply.answers.map { "\($0.type) \($0.data)" } == answers)
        #expect(reply.authorities.map(\.type.description) == authority)
        #expect(reply.isAuthoritative == isAuthoritative)
        #expect(reply.isResponse && reply.id == 7 && reply.extensions != nil && !reply.recursionAvailable)
        #expect(try DNSMessage(parsing: reply.serialized()) == reply)
    }

    @Test func additionalAddresses() {
        #expect(Self.ask("example.com", .mx).additional.map(\.type) == [.a, .aaaa, .opt])
        #expect(Self.ask("x.sub.example.com", .a).additional.map(\.data.description) == ["192.0.2.54", ""], "glue")
        #expect(Self.ask("no.example.com", .a).authorities[0].timeToLive == 300, "nothing lives as long as the SOA's minimum")
    }

    @Test func whatIsNotAQuestionIsRefused() {
        var query = DNSMessage.query(Self.name("example.com"), .a, id: 1)
        query.opcode = 5
        #expect(Self.authority.answer(query).responseWord == "NOTIMP")
        query.opcode = 0
        query.questions = []
        #expect(Self.authority.answer(query).responseWord == "FORMERR")
        query = DNSMessage.query(Self.name("example.com"), .a, id: 1)
        query.additional = [DNSRecord(.root, .opt([]), timeToLive: 1 << 16, class: 512)]
        let reply = Self.authority.answer(query)
        #expect(reply.extensions?.timeToLive == 1 << 24, "BADVERS")
    }

    @Test(arguments: [
        ("x A", 2, "A takes an IPv4 address"), ("x A 1.2.3", 2, "no IPv4 address"), ("x AAAA 1.2.3.4", 2, "no IPv6"), ("x MX ten mail", 2, "from 0 to 65535"),
        ("x NOTYPE 1", 2, "no record type"), ("x TXT \"open", 2, "ends on its line"), ("x ( A 1.2.3.4", 2, "never closed"), ("x A 1.2.3.4 )", 2, "without its ("),
        ("$INCLUDE other", 2, "not known"), ("a..b A 1.2.3.4", 2, "no domain name"), ("x CNAME y\nx A 1.2.3.4", 3, "others besides it"),
        ("x.example.org. A 1.2.3.4", 2, "does not lie within"), ("@ SOA ns1 a 1 2 3 4 5", 2, "one SOA"), ("x A 1.2.3.4 \\", 2, "nothing behind"), ("x CH A 1.2.3.4", 2, "only IN"), ("x", 2, "record type is missing"),
    ] as [(String, Int, String)])
    func faultsAreNamedWithTheirLine(_ line: String, _ number: Int, _ words: String) {
        let text = "@ 60 IN SOA ns1 admin 1 2 3 4 5\n\(line)\n@ 60 NS ns1\n"
        do {
            _ = try ZoneFile.parse(text, origin: Self.name("example.com"), file: "z")
            Issue.record("accepted: \(line)")
        } catch {
            #expect(error.line == number && error.reason.contains(words), "\(error)")
        }
    }

    @Test(arguments: 0..<200)
    func garbageIsRefusedAndNeverCrashes(_ seed: UInt64) {
        var random = SeededGenerator(state: seed), bytes = Array(Self.text.utf8)
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if Bool.random(using: &random) { bytes[place] = UInt8.random(in: 0...255, using: &random) } else { bytes.remove(at: place) }
        }
        _ = try? ZoneFile.parse(String(decoding: bytes, as: UTF8.self))
    }

    @Test func zonesHoldWholeLabels() { #expect(Self.name("a.b.example.com").isWithin(Self.name("EXAMPLE.com")) && !Self.name("badexample.com").isWithin(Self.name("example.com"))) }

    @Test func reverseNames() {
        #expect(DNSName(reverse: IPAddress("192.0.2.1")!).description == "1.2.0.192.in-addr.arpa")
        #expect(DNSName(reverse: IPAddress("2001:db8::1")!).description.hasSuffix("8.b.d.0.1.0.0.2.ip6.arpa"))
    }
}
