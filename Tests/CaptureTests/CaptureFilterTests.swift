import Capture
import Testing
import Wire

@Suite("Capture filters") struct CaptureFilterTests {
    /// Ethernet, IPv4, UDP from 10.0.0.11 port 49152 to 10.0.0.12 port 12345, 4 octets.
    static let datagram = CapturedFrame(timestamp: .zero, bytes: [
        2, 0, 0, 0, 0, 12, 2, 0, 0, 0, 0, 11, 8, 0,
        0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 11, 10, 0, 0, 12,
        0xc0, 0, 0x30, 0x39, 0, 12, 0, 0, 1, 2, 3, 4,
    ])

    @Test("a filter judges frames", arguments: [
        ("", true), ("udp", true), ("tcp", false), ("udp port 12345", true), ("udp port 12346", false), ("host 10.0.0.11 and not arp", true),
        ("ether src 02:00:00:00:00:0b", true), ("udp[4:2] = 12", true), ("greater 47", false), ("less 46", true), ("ip6", false),
    ])
    func judges(text: String, expected: Bool) throws {
        #expect(try CaptureFilter(text).matches(Self.datagram) == expected)
    }

    /// As `tcpdump -r` has it: no interface is there to ask.
    @Test("what only the interface knew is refused, and not answered with no frame", arguments: ["inbound", "ifindex 1", "udp and outbound"])
    func offline(text: String) throws {
        let error = try #require(throws: CaptureError.self) { _ = try CaptureFilter(text) }
        #expect(error.reason.hasSuffix("not supported on Ethernet when reading savefiles"), "\(error)")
        #expect(throws: Never.self) { _ = try CaptureFilter("inbound", linkType: .linuxSLL) }
    }

    @Test("the broadcast address that is every network's is one; a length is the frame's, of which less may be there")
    func lengths() throws {
        var frame = Self.datagram
        #expect(try !CaptureFilter("ip broadcast").matches(frame))
        frame.bytes.replaceSubrange(30..<34, with: [255, 255, 255, 255])
        #expect(try CaptureFilter("ip broadcast").matches(frame))
        frame.originalLength = 1500
        #expect(try CaptureFilter("len = 1500 and greater 1400 and not less 1000").matches(frame))
    }

    @Test("frames of another link type, and of no bytes, do not match")
    func other() throws {
        let filter = try CaptureFilter("udp", linkType: .raw)
        #expect(!filter.matches(Self.datagram))
        #expect(filter.matches(CapturedFrame(timestamp: .zero, bytes: Array(Self.datagram.bytes.dropFirst(14)), linkType: .raw)))
        #expect(!(try CaptureFilter("udp").matches(CapturedFrame(timestamp: .zero, bytes: []))))
        for length in 0..<Self.datagram.bytes.count {
            _ = try CaptureFilter("udp[4:2] = 12 and port 12345").matches(CapturedFrame(timestamp: .zero, bytes: Array(Self.datagram.bytes.prefix(length))))
        }
    }

    @Test("an error has libpcap's words and a caret where the filter stops making sense", arguments: [
        ("tcp prot 80", 4),
        ("tcp port", 8),
        ("port 80 and and host 10.0.0.1", 12),
        ("host 10.0.0.1 && (tcp port 80", 29),
        ("host 10.0.0.1) or udp", 13),
        ("tcp[tcpflags] & tcp-syn !", 24),
        ("udp port 99999999", 9),
        ("tcp port 80 xor", 12),
        ("tcp[13] & 2 != 0 foo", 17),
        ("tcp[13] & 2 != 0 and", 20),
        ("ip src net 10.0.0.0/33", 11),
    ])
    func carets(text: String, column: Int) throws {
        let error = try #require(throws: CaptureError.self) { _ = try CaptureFilter(text) }
        #expect(error.kind == .filter(column: column), "\(error)")
        #expect(!error.reason.isEmpty)
    }

    @Test("the message shows the filter and the caret under it")
    func message() throws {
        let error = try #require(throws: CaptureError.self) { _ = try CaptureFilter("tcp prot 80") }
        #expect(error.description == "filter: can't parse filter expression: syntax error\n  tcp prot 80\n      ^")
    }

    @Test("hostile texts are refused or compiled, and neither takes long", arguments: [
        String(repeating: "(", count: 4000), String(repeating: "not ", count: 1000) + "tcp", "a\0b", String(repeating: "x", count: 5000), "é", "tcp\u{1b}[31m", "ip[", "]", "'", "\"",
        (0..<250).map { "port \($0)" }.joined(separator: " or "), String(repeating: "tcp and ", count: 500),
    ])
    func hostile(text: String) {
        _ = try? CaptureFilter(text)
    }
}
