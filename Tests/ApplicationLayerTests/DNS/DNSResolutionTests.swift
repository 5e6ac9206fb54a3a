import ApplicationLayer
import Testing
import Wire

/// The walk from the root, against servers that are values: honest ones, lame ones, liars.
@Suite struct DNSResolutionTests {
    static func name(_ text: String) -> DNSName { DNSName(text)! }
    static func zone(_ text: String, _ origin: String) -> DNSAuthority {
        DNSAuthority(zones: [try! ZoneFile.parse("$TTL 300\n@ SOA ns.\(origin == "." ? "" : origin + ".") a. 1 1 1 1 60\n" + text, origin: name(origin))])
    }

    static let root = IPAddress("198.51.100.1")!
    static let internet: [IPAddress: DNSAuthority] = [
        root: zone("@ NS a.root.\na.root A 198.51.100.1\ncom NS ns.com.\nns.com A 198.51.100.2\nnet NS ns.net.\nns.net A 198.51.100.3\nlost NS nobody.lost.\n", "."),
        IPAddress("198.51.100.2")!: zone("@ NS ns\nns A 198.51.100.2\nexample NS dead.example\nexample NS ns.hoster.net.\ndead.example A 198.51.100.99\ncircle NS ns.turn.net.\n", "com"),
        IPAddress("198.51.100.3")!: zone("@ NS ns\nns A 198.51.100.3\nhoster NS ns.hoster\nns.hoster A 198.51.100.4\nturn NS ns.circle.com.\n", "net"),
        IPAddress("198.51.100.4")!: DNSAuthority(zones: [
            try! ZoneFile.parse("$TTL 300\n@ SOA ns.hoster.net. a. 1 1 1 1 60\n@ NS ns.hoster.net.\nwww CNAME web\nweb A 192.0.2.80\naway CNAME www.hoster.net.\nspin CNAME spin2\nspin2 CNAME spin\n", origin: name("example.com")),
            try! ZoneFile.parse("$TTL 300\n@ SOA ns a. 1 1 1 1 60\n@ NS ns\nns A 198.51.100.4\nwww A 192.0.2.81\n", origin: name("hoster.net")),
        ]),
    ]

    /// Runs a question to its end. A server that is not there fails.
    static func resolve(_ question: String, _ type: DNSType = .a, _ cache: inout DNSCache, at now: Instant = .zero, change: (IPAddress, inout DNSMessage) -> Void = { _, _ in }) -> (outcome: DNSOutcome, steps: [DNSResolution.Step], refused: Int) {
        var resolution = DNSResolution(.init(name(question), type), hints: [root])
        var action = resolution.start(&cache, at: now)
        for _ in 0..<1000 {
            switch action {
            case .done(let outcome): return (outcome, resolution.steps, resolution.refusedRecords)
            case .ask(let question, let server):
                if let authority = internet[server] {
                    var reply = authority.answer(.query(question.name, question.type, id: 1, recursionDesired: false))
                    change(server, &reply)
                    action = resolution.received(reply, &cache, at: now)
                } else {
                    action = resolution.failed(&cache, at: now)
                }
            }
        }
        Issue.record("a resolution without end: \(question)")
        return (DNSOutcome(.serverFailure), [], 0)
    }

    @Test func walksFromTheRoot() {
        var cache = DNSCache()
        let (outcome, steps, refused) = Self.resolve("www.example.com", .a, &cache)
        #expect(outcome.code == .noError && outcome.answers.map(\.data.description) == ["web.example.com.", "192.0.2.80"])
        // The dead server was passed over; the other's address had to be found in net first.
        #expect(steps.map(\.server.description) == ["198.51.100.1", "198.51.100.2", "198.51.100.99", "198.51.100.1", "198.51.100.3", "198.51.100.4", "198.51.100.4"].prefix(steps.count).map { $0 }, "\(steps.map { "\($0.server) \($0.zone)" })")
        #expect(refused == 0)
        #expect(Self.resolve("www.example.com", .a, &cache).steps.isEmpty, "the second time from the cache")
        #expect(Self.resolve("web.example.com", .aaaa, &cache).steps.map(\.zone) == [Self.name("example.com"), Self.name("example.com")], "and the way to the zone is known, the dead server first")
        #expect(Self.resolve("web.example.com", .aaaa, &cache).steps.isEmpty, "that there is nothing, too")
    }

    @Test(arguments: [("no.example.com", DNSMessage.ResponseCode.nameError), ("nothing.lost", .serverFailure), ("x.circle.com", .serverFailure), ("spin.example.com", .serverFailure), ("away.example.com", .noError), ("nowhere", .nameError)])
    func ends(_ question: String, _ code: DNSMessage.ResponseCode) {
        var cache = DNSCache()
        let (outcome, steps, _) = Self.resolve(question, .a, &cache)
        #expect(outcome.code == code && steps.count <= DNSResolution.questionLimit, "\(question): \(outcome.code) after \(steps.count) questions")
    }

    @Test func nobodyIsBelievedAboutOthersZones() {
        var cache = DNSCache()
        _ = Self.resolve("www.hoster.net", .a, &cache) { server, reply in
            // net's server adds an address for a bank, and says that com is its own.
            guard server == IPAddress("198.51.100.3") else { return }
            reply.additional.append(DNSRecord(Self.name("www.bank.com"), .a(IPv4Address(6, 6, 6, 6)), timeToLive: 9999))
            reply.authorities.append(DNSRecord(Self.name("com"), .ns(Self.name("ns.evil.net")), timeToLive: 9999))
            reply.answers.append(DNSRecord(Self.name("www.bank.com"), .a(IPv4Address(6, 6, 6, 6)), timeToLive: 9999))
        }
        let kept = cache.contents(at: .zero).map { "\($0.record)" }
        #expect(!kept.contains { $0.contains("6.6.6.6") || $0.contains("evil") }, "\(kept)")
    }

    @Test func aServerThatSendsRoundInCirclesIsLeft() {
        var cache = DNSCache()
        let (outcome, steps, _) = Self.resolve("www.example.com", .a, &cache) { server, reply in
            // com's server answers everything with a delegation upwards.
            guard server == IPAddress("198.51.100.2") else { return }
            reply.answers = []
            reply.authorities = [DNSRecord(.root, .ns(Self.name("a.root")), timeToLive: 60)]
        }
        #expect(outcome.code == .serverFailure && steps.count < 10, "\(steps.count) questions")
    }

    @Test func theCacheForgetsAndIsBounded() {
        var cache = DNSCache(limit: 10)
        for index in 0..<1000 { cache.keep([DNSRecord(Self.name("h\(index).example"), .a(.any), timeToLive: 100)], rank: .answer, at: .zero) }
        #expect(cache.count == 10)
        #expect(cache.find(Self.name("h0.example"), .a, at: .zero) == nil && cache.find(Self.name("h999.example"), .a, at: .zero) != nil)
        guard case .records(let aged)? = cache.find(Self.name("h999.example"), .a, at: .zero + .seconds(40)) else { return #expect(Bool(false), "still there") }
        #expect(aged[0].timeToLive == 60)
        #expect(cache.find(Self.name("h999.example"), .a, at: .zero + .seconds(100)) == nil)
    }

    @Test func whatLeadsTheWayIsNotToldAsAnAnswer() {
        var cache = DNSCache()
        let record = DNSRecord(Self.name("ns.example"), .a(IPv4Address(192, 0, 2, 1)), timeToLive: 100), better = DNSRecord(Self.name("ns.example"), .a(IPv4Address(192, 0, 2, 2)), timeToLive: 100)
        cache.keep([record], rank: .leading, at: .zero)
        #expect(cache.find(record.name, .a, at: .zero) == nil)
        cache.keep([better], rank: .answer, at: .zero)
        cache.keep([record], rank: .leading, at: .zero)
        #expect(cache.find(record.name, .a, atLeast: .leading, at: .zero) == .records([better]))
    }
}
