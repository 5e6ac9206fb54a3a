import ApplicationLayer
import Testing
import Wire

@Suite struct DNSMessageTests {
    static func name(_ text: String) -> DNSName { DNSName(text)! }

    static var full: DNSMessage {
        var message = DNSMessage.query(name("www.Example.com"), .a, id: 0x1234)
        (message.isResponse, message.isAuthoritative, message.recursionAvailable) = (true, true, true)
        let example = name("example.com")
        message.answers = [
            DNSRecord(name("www.example.com"), .cname(name("web.example.com")), timeToLive: 300), DNSRecord(name("web.example.com"), .a(IPv4Address(192, 0, 2, 1)), timeToLive: 300),
            DNSRecord(name("web.example.com"), .aaaa(IPv6Address("2001:db8::1")!), timeToLive: 300), DNSRecord(example, .mx(preference: 10, name("mail.example.com")), timeToLive: 1),
            DNSRecord(example, .txt([bytes("v=spf1 -all"), []]), timeToLive: 1), DNSRecord(name("1.2.0.192.in-addr.arpa"), .ptr(name("web.example.com")), timeToLive: 1),
            DNSRecord(name("_http._tcp.example.com"), .srv(priority: 1, weight: 2, port: 80, name("web.example.com")), timeToLive: 1), DNSRecord(example, .other(DNSType(rawValue: 99), [1, 2, 3]), timeToLive: 1),
        ]
        message.authorities = [DNSRecord(example, .ns(name("ns1.example.com")), timeToLive: 9), DNSRecord(example, .soa(primary: name("ns1.example.com"), mailbox: name("root.example.com"), serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5), timeToLive: 9)]
        message.additional = [DNSRecord(.root, .opt([.init(code: 10, bytes: [1, 2, 3, 4, 5, 6, 7, 8])]), timeToLive: 0, class: 1232)]
        return message
    }

    @Test func bothWays() throws {
        let wire = Self.full.serialized()
        #expect(try DNSMessage(parsing: wire) == Self.full)
        #expect(wire.count < 330, "names are compressed: \(wire.count) bytes")
    }

    @Test func queryOnTheWire() {
        #expect(DNSMessage.query(Self.name("a.bc"), .aaaa, id: 1).serialized() == [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 2, 0x62, 0x63, 0, 0, 28, 0, 1])
    }

    @Test func everyTruncationIsRefused() {
        let wire = Self.full.serialized()
        for length in 0..<wire.count { #expect(throws: DecodeError.self, "the first \(length) bytes") { try DNSMessage(parsing: Array(wire[..<length])) } }
        #expect(throws: DecodeError.self) { try DNSMessage(parsing: wire + [0]) }
    }

    static let header: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    @Test(arguments: [
        ("a pointer to itself", [0xc0, 12]), ("a pointer ahead", [0xc0, 20]), ("two pointers in a circle", [1, 0x61, 0xc0, 12]), ("a label of type 1", [0x41, 0]), ("a label of type 2", [0x81, 0]), ("half a pointer", [0xc0]), ("a label that is cut", [63, 0x61]),
    ] as [(String, [UInt8])])
    func badNames(_ what: String, _ name: [UInt8]) {
        #expect(throws: DecodeError.self) { try DNSMessage(parsing: Self.header + name + [0, 1, 0, 1]) }
    }

    @Test func namesThatGrowThroughPointersAreLimited() {
        // Each name is a label of 63 bytes and a pointer to the name before: the fifth has more than 255 bytes.
        var wire: [UInt8] = [0, 1, 1, 0, 0, 6, 0, 0, 0, 0, 0, 0], last = 0
        for index in 0..<6 {
            let place = wire.count
            wire += [63] + [UInt8](repeating: 0x61, count: 63) + (index == 0 ? [0] : [0xc0 | UInt8(last >> 8), UInt8(last & 255)]) + [0, 1, 0, 1]
            last = place
        }
        #expect(throws: DecodeError.self) { try DNSMessage(parsing: wire) }
    }

    @Test func whatDoesNotFitIsLeftOutAndSaid() throws {
        let wire = Self.full.serialized(atMost: 120), message = try DNSMessage(parsing: wire)
        #expect(wire.count <= 120 && message.isTruncated && message.additional.map(\.type) == [.opt] && !message.answers.isEmpty)
        #expect(try DNSMessage(parsing: Self.full.serialized(atMost: 512)) == Self.full)
    }

    @Test(arguments: [("example.com", "example.com"), ("example.com.", "example.com"), (".", "."), ("", "."), ("a\\.b.c", "a\\.b.c"), ("a\\032b", "a\\032b"), ("\\255", "\\255")])
    func names(_ text: String, _ shown: String) { #expect(DNSName(text)?.description == shown) }

    @Test(arguments: ["a..b", ".a", "..", String(repeating: "a", count: 64), String(repeating: "a.", count: 130), "a\\", "a\\25", "a\\256"])
    func noNames(_ text: String) { #expect(DNSName(text) == nil) }

    @Test func caseDoesNotCount() { #expect(Self.name("EXAMPLE.com") == Self.name("example.COM")) }

    @Test(arguments: 0..<300)
    func survivesMutations(_ seed: UInt64) {
        var random = SeededGenerator(state: seed), wire = Self.full.serialized()
        for _ in 0..<Int.random(in: 1...10, using: &random) { wire[Int.random(in: 0..<wire.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
        if let message = try? DNSMessage(parsing: wire) { #expect((try? DNSMessage(parsing: message.serialized())) == message, "what was read can be written and read again") }
    }
}
