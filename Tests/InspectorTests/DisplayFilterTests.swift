import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Questions about one frame: a SYN from 10.0.0.11:40000 to 10.0.0.12:80 with a maximum segment size.
@Suite struct DisplayFilterTests {
    private static let frame = Build.tcp(40000, 80, seq: 7, ack: 0, flags: 2, window: 1000, options: [2, 4, 5, 0xb4])

    private func answer(_ text: String) throws -> Bool {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(Self.frame, linkType: 1, time: .zero, number: 3, into: &dissection)
        return try DisplayFilter(text).matches(dissection)
    }

    @Test(arguments: [
        "tcp", "ip and tcp", "not udp", "tcp.flags.syn == 1", "tcp.flags == 0x0002", "tcp.dstport == 80 && ip.src == 10.0.0.11", "ip.src == 10.0.0.0/24", "tcp.options.mss_val >= 1460",
        "tcp.srcport in {1..10, 40000}", "eth.src == 02:00:00:00:00:0B", "eth.dst[0:2] == 02:00", "frame.number < 4", "(udp or tcp) and !(ip.ttl != 64)", "ip.ttl eq 64",
        // Several fields by one name, and what of them is meant.
        "ip.addr == 10.0.0.12", "tcp.port == 80", "eth.addr[0:2] == 02:00", "any tcp.port > 1000", "tcp.port !== 80", "tcp.port != 443", "all tcp.port >= 80", "count(tcp.port) == 2", "ip.addr#1 == 10.0.0.11", "not udp.port",
        // Slices, and bytes of whatever has some.
        "eth.src[5] == 0b", "eth.src[-1:] == 0b", "eth.src[0-1] == 02:00", "eth.src[0,5] == 02:0b", "ip.src[3] == 0b", "tcp[0:2] == 9c:40", "frame contains 00:50", "@tcp.dstport == 00:50", "frame[12:2] == 08:00",
        // Fields beside fields, sums, functions.
        "tcp.srcport > tcp.dstport", "ip.src != ip.dst", "tcp.flags & 2", "tcp.srcport % 2 == 0", "{tcp.dstport + 1} * 2 == 162", "-tcp.dstport < 0", "tcp.dstport == 80 == tcp.dstport", "1 < tcp.dstport < 100", "80 == tcp.dstport",
        "len(eth.src) == 6", "len(tcp) == 24", "upper(frame.protocols) contains \"TCP\"", "string(tcp.dstport) matches \"^8\"", "max(tcp.srcport, tcp.dstport) == 40000", "min(tcp.port) == 80", "frame.protocols matches r\"ip:T.P\\b\"",
        // and binds closer than xor, xor closer than or.
        "tcp or udp and udp", "tcp xor udp", "tcp xor tcp or tcp", "not (tcp xor udp xor ip)", "tcp ^^ udp",
        // Words, characters, times, other bases.
        "ip.proto == TCP", "ip.proto == \"tcp\"", "tcp.dstport == 'P'", "tcp.dstport == 0x50", "tcp.dstport == 0120", "tcp.dstport == 0b1010000", "tcp.flags.syn == True", "frame.time == \"1970-01-01 00:00:00Z\"", "frame.time < 2026-11-26", "frame.time_relative == 0",
        "tcp.port in {80 443}", "tcp.port not in {1..79, 81..39999, 40001..65535}", "ip.src in {10.0.0.1..10.0.0.20}",
    ]) func isTrue(_ text: String) throws { #expect(try answer(text)) }

    @Test(arguments: [
        "udp", "not tcp", "tcp.flags.ack == 1", "ip.src == 10.0.1.0/24", "tcp.srcport in {1..10}", "http.host", "tcp.options.mss_val != 1460", "http.host contains \"a\"", "frame.number > 3",
        "ip.addr != 10.0.0.12", "all tcp.port == 80", "tcp.port === 80", "ip.addr#2 == 10.0.0.11", "eth.src[0:100] == 02:00", "http.host == http.host", "tcp.srcport in {1..79}", "len(http.host) > 0", "tcp.payload matches \"a\"",
        "all http.host == \"a\"", "count(http.host) == 0", "frame.time > 2026-11-26", "ip.proto == \"UDP\"",
    ]) func isFalse(_ text: String) throws { #expect(try !answer(text)) }

    @Test(arguments: [
        ("tcp.flags.sin == 1", 0), ("ip.src == 10.0.0.300", 10), ("(tcp", 4), ("tcp and", 7), ("tcp tcp", 4), ("ip.ttl == sixty", 10), ("http.host matches \"[\"", 18), ("eth.dst[x] == 1", 8), ("", 0), ("ip.src == \"10", 10),
        ("tcp.port = 80", 9), ("80", 0), ("tcp.port == 80 or 443", 18), ("ip.src == tcp.port", 10), ("tcp.port contains 80", 0), ("len(tcp.port)", 4), ("lenth(tcp)", 0), ("tcp.port in {}", 13), ("tcp.port in {80", 15), ("tcp.port in 80", 12),
        ("tcp.port[0] == 1", 9), ("eth.src[0:0] == 1", 8), ("eth.src[0:2 == 1", 7), ("tcp.analysis.flags == 1", 0), ("ip.src + 1 == 2", 0), ("tcp.port / 0 == 1", 11), ("all tcp", 7), ("tcp.port == 'ab'", 12), ("frame.time > \"yesterday\"", 13), ("\u{1F600} == 1", 0), ("http.host == \"\\x\"", 14),
    ]) func isRefused(_ text: String, at column: Int) {
        do {
            _ = try DisplayFilter(text)
            Issue.record("\(text) was taken")
        } catch let error {
            #expect(error.column == column, "\(error)")
        }
    }

    /// A protocol is there with its bytes; a link without a header is there, too, and a name in the chain alone isn't.
    @Test func protocolsAreThereWithTheirBytes() throws {
        func answer(_ text: String, _ frames: [[UInt8]], linkType: Int) throws -> Bool {
            var session = DissectionSession(), dissection = Dissection()
            for (index, frame) in frames.enumerated() { session.dissect(frame, linkType: linkType, time: .zero, number: index + 1, into: &dissection) }
            return try DisplayFilter(text).matches(dissection)
        }
        let packet = Array(Self.frame.dropFirst(14))
        #expect(try answer("raw and ip and tcp and not eth", [packet], linkType: 101))
        var talk = TransferTests.Talk(client: 40000, server: 8765)
        talk.client("GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\n\r\n")
        talk.server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        #expect(try answer("http and not websocket", talk.frames, linkType: 1))
        talk.server([0x81, 2, 0x68, 0x69])
        #expect(try answer("websocket and not http and frame.protocols contains \"http\"", talk.frames, linkType: 1))
    }

    @Test func namesMistypedAreGuessed() throws {
        for (typed, meant) in [("ip.adr == 1.2.3.4", "ip.addr"), ("tcp.flags.sin", "tcp.flags.syn"), ("htpp", "http"), ("dns.qry.nmae", "dns.qry.name")] {
            #expect { _ = try DisplayFilter(typed) } throws: { "\($0)".contains("did you mean \(meant)?") }
        }
        #expect { _ = try DisplayFilter("nothing.like.this") } throws: { !"\($0)".contains("did you mean") }
    }

    /// The caret stands under the place also where the question is long, has tabs or lines.
    @Test func theCaretIsUnderThePlace() throws {
        let long = String(repeating: "tcp or\tudp or\n", count: 60) + "nonsense == 1"
        do {
            _ = try DisplayFilter(long)
            Issue.record("taken")
        } catch let error {
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].dropFirst(lines[2].count - 1).hasPrefix("nonsense"), "\(error)")
        }
    }

    /// Questions that nest deeper or are longer than anyone writes are refused; long lists are not.
    @Test func lengthsAndDepthsAreBounded() throws {
        for text in [String(repeating: "(", count: 5000) + "tcp", String(repeating: "{", count: 100) + "1", String(repeating: "-", count: 100) + "tcp.port == 1", String(repeating: "len(", count: 100), String(repeating: "a", count: 70_000)] {
            #expect(throws: DisplayFilterError.self) { _ = try DisplayFilter(text) }
        }
        #expect(try answer((1...800).map { "tcp.port == \($0)" }.joined(separator: " or ")))
        #expect(try answer(String(repeating: "not ", count: 1000) + "tcp"))
    }
}
