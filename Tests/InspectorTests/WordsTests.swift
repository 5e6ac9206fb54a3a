import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// A frame, and what its line says.
struct Spoken: Sendable, CustomStringConvertible {
    let name: String
    let linkType: Int
    let frame: [UInt8]
    let says: String
    var description: String { name }

    init(_ name: String, linkType: Int = 1, _ frame: [UInt8], _ says: String) { (self.name, self.linkType, self.frame, self.says) = (name, linkType, frame, says) }

    static func ipv4(_ name: String, _ proto: UInt8, _ payload: String, _ says: String) -> Spoken { Spoken(name, Build.ethernet(0x0800, Build.ipv4(proto, hex(payload))), says) }
    static func icmpv6(_ name: String, _ payload: String, _ says: String) -> Spoken {
        let body = hex(payload)
        return Spoken(name, Build.ethernet(0x86dd, [0x60, 0, 0, 0] + Build.word(body.count) + [58, 255] + hex("fe800000000000000000000000000001 ff020000000000000000000000000001") + body), says)
    }
    static func bpdu(_ name: String, _ payload: String, _ says: String) -> Spoken {
        let body = hex("42 42 03" + payload)
        return Spoken(name, Build.macs + Build.word(body.count) + body, says)
    }
    static func udp(_ name: String, _ source: Int, _ destination: Int, _ payload: [UInt8], _ says: String) -> Spoken { Spoken(name, Build.udp(source, destination, payload), says) }

    /// DHCP with the addresses "yours" and "mine", and options.
    static func dhcp(_ name: String, _ operation: UInt8, client: String = "00000000", yours: String = "00000000", _ options: String, _ says: String) -> Spoken {
        let head = [operation, 1, 6, 0] + hex("01020304 0000 0000" + client + yours + "00000000 00000000 02000000000b") + [UInt8](repeating: 0, count: 202)
        return udp(name, operation == 1 ? 68 : 67, operation == 1 ? 67 : 68, head + hex("63825363" + options + "ff"), says)
    }
}

@Suite("A frame's line says what the frame says, in words")
struct WordsTests {
    static let spoken: [Spoken] = [
        .bpdu("the root's own", "0000 00 00 01 1000 022000000200 00000000 1000 022000000200 8001 0000 1400 0200 0f00", "I am the root, 4096 02:20:00:00:02:00, port 0x8001, topology change"),
        .bpdu("another bridge's, rapid", "0000 02 02 7c 1000 022000000200 00030d40 3000 022000000400 8003 0100 1400 0200 0f00 00", "root 4096 02:20:00:00:02:00 at cost 200000, says 12288 02:20:00:00:04:00 by port 0x8003, designated, forwarding, agreement"),
        .bpdu("a proposal", "0000 02 02 0e 1000 022000000200 00000000 1000 022000000200 8001 0000 1400 0200 0f00 00", "I am the root, 4096 02:20:00:00:02:00, port 0x8001, designated, discarding, proposal"),
        .bpdu("a notification", "0000 00 80", "topology change notification"),
        Spoken("LLDP with a name", Build.ethernet(0x88cc, hex("0207 04 020000000001 0403 05 7031 0602 0078 0a02 7331 0000")), "s1 (02:00:00:00:00:01) port p1, for 120 s"),
        Spoken("LLDP's goodbye", Build.ethernet(0x88cc, hex("0207 04 020000000001 0403 05 7031 0602 0000 0000")), "02:00:00:00:00:01 port p1, gone"),
        Spoken("an ARP question", Build.ethernet(0x0806, hex("0001 0800 06 04 0001 02000000000b 0a00000b 000000000000 0a00000c")), "who has 10.0.0.12? tell 10.0.0.11"),
        Spoken("an ARP probe", Build.ethernet(0x0806, hex("0001 0800 06 04 0001 02000000000b 00000000 000000000000 0a00000c")), "has anyone 10.0.0.12? a probe"),
        Spoken("an ARP announcement", Build.ethernet(0x0806, hex("0001 0800 06 04 0001 02000000000b 0a00000b 000000000000 0a00000b")), "10.0.0.11 is at 02:00:00:00:00:0b, announced"),

        .ipv4("ICMP: fragmentation needed", 1, "03 04 0000 0000 05dc 45000054000140004001000001020304 0a00000c 0800000000010001", "destination unreachable: fragmentation needed, at most 1500 bytes"),
        .ipv4("ICMP: a better way", 1, "05 01 0000 0a000001 45000054000140004001000001020304 0a00000c 0800000000010001", "redirect: 10.0.0.12 is better reached by 10.0.0.1"),
        .ipv4("ICMP: what was not understood", 1, "0c 00 0000 14000000 46000054000140004001000001020304 0a00000c 94040000 0800000000010001", "parameter problem at byte 20"),
        .ipv4("ICMP: no listener", 1, "03 03 0000 00000000 45000054000140004001000001020304 0a00000c 0800000000010001", "destination unreachable: port"),
        .icmpv6("packet too big", "02 00 0000 00000500", "packet too big, at most 1280 bytes"),
        .icmpv6("no port there", "01 04 0000 00000000", "destination unreachable: port"),
        .icmpv6("hop limit", "03 00 0000 00000000", "time exceeded: in transit"),
        .icmpv6("an unknown header", "04 01 0000 00000028", "parameter problem: a next header that is not known, at byte 40"),
        .icmpv6("who has", "87 00 0000 00000000 fe80000000000000000000000000000c 0101 02000000000b", "who has fe80::c? tell 02:00:00:00:00:0b"),
        .icmpv6("whether somebody has", "87 00 0000 00000000 fe80000000000000000000000000000c", "who has fe80::c?"),
        .icmpv6("I have", "88 00 0000 60000000 fe80000000000000000000000000000c 0201 02000000000c", "fe80::c is at 02:00:00:00:00:0c, as asked, overrides"),
        .icmpv6("which routers", "85 00 0000 00000000 0101 02000000000b", "which routers are there? I am 02:00:00:00:00:0b"),
        .icmpv6("a router", "86 00 0000 40 40 0708 00000000 00000000 0304 40 c0 00015180 00003840 00000000 20010db8000000000000000000000000", "default router for 1800 s, prefix 2001:db8::/64, more by DHCPv6"),
        .icmpv6("no default router", "86 00 0000 40 00 0000 00000000 00000000", "no default router"),
        .icmpv6("a better hop", "89 00 0000 00000000 fe800000000000000000000000000001 20010db8000000000000000000000005", "2001:db8::5 is better reached by fe80::1"),
        .icmpv6("a group joined", "83 00 0000 0000 0000 ff0200000000000000000000000000fb", "I listen to ff02::fb"),
        .icmpv6("a group left", "84 00 0000 0000 0000 ff0200000000000000000000000000fb", "I listen no more to ff02::fb"),
        .icmpv6("groups asked for", "82 00 0000 03e8 0000 00000000000000000000000000000000", "who listens to any group?"),
        .icmpv6("groups by record", "8f 00 0000 0000 0002 04 00 0000 ff0200000000000000000000000000fb 03 00 0000 ff050000000000000000000000000002", "I listen to ff02::fb; I listen no more to ff05::2"),

        Spoken("a fragment, the first", Build.ethernet(0x0800, Build.ipv4(17, [UInt8](repeating: 7, count: 64), id: 0x1a2b, fragment: 0x2000)), "bytes 0 to 63 of datagram 0x1a2b, more follow"),
        Spoken("a fragment, the last", Build.ethernet(0x0800, Build.ipv4(17, [UInt8](repeating: 7, count: 20), id: 0x1a2b, fragment: 0x0008)), "bytes 64 to 83 of datagram 0x1a2b, its last"),
        Spoken("a fragment of IPv6", Build.ethernet(0x86dd, hex("60000000 0018 2c 40 fe800000000000000000000000000001 fe800000000000000000000000000002 11 00 0001 0000002a") + [UInt8](repeating: 7, count: 16)), "bytes 0 to 15 of datagram 0x0000002a, more follow"),

        .ipv4("IGMP: who", 2, "11 64 0000 00000000", "who listens to any group?"),
        .ipv4("IGMP: I", 2, "16 00 0000 e00000fb", "I listen to 224.0.0.251"),
        .ipv4("IGMP: no more", 2, "17 00 0000 e00000fb", "I listen no more to 224.0.0.251"),
        .ipv4("IGMP 3: two senders only", 2, "22 00 0000 0000 0001 01 00 0002 e8010101 0a000001 0a000002", "I listen to 232.1.1.1, only 2 senders"),

        .ipv4("OSPF: hello", 89, "02 01 0030 0a010001 00000000 0000 0000 0000000000000000 ffffff00 000a 02 01 00000028 0a000102 00000000 0a020001", "hello from 10.1.0.1, hears 10.2.0.1, designated 10.0.1.2, area 0.0.0.0"),
        .ipv4("OSPF: the first description", 89, "02 02 0020 0a010001 00000000 0000 0000 0000000000000000 05dc 02 07 00000001", "DB description from 10.1.0.1, begins, master, area 0.0.0.0"),
        .ipv4("OSPF: request", 89, "02 03 0024 0a010001 00000000 0000 0000 0000000000000000 00000001 0a020001 0a020001", "LS request from 10.1.0.1: router 10.2.0.1, area 0.0.0.0"),
        .ipv4("OSPF: acknowledgment", 89, "02 05 0040 0a010001 00000000 0000 0000 0000000000000000 0001 02 01 0a010001 0a010001 80000001 0000 0024 0001 02 02 0a000102 0a010001 80000001 0000 0020", "LS acknowledgment from 10.1.0.1: router 10.1.0.1, network 10.0.1.2, area 0.0.0.0"),

        .udp("RIP: everything", 520, 520, hex("01 02 0000 0000 0000 00000000 00000000 00000000 00000010"), "request: all routes"),
        .udp("RIP: routes", 520, 520, hex("02 02 0000 0002 0000 0a000100 ffffff00 00000000 00000002 0002 0000 0a000200 fffffffc 00000000 00000010"), "response: 10.0.1.0/24 metric 2, 10.0.2.0/30 unreachable"),

        .dhcp("who gives", 1, "350101 3204c0a80104 0c03616461", "discover, would like 192.168.1.4, I am ada, 02:00:00:00:00:0b"),
        .dhcp("an offer", 2, yours: "c0a80104", "350102 330400015180 3604c0a80101", "offer: you are 192.168.1.4 for 86400 s, by 192.168.1.1"),
        .dhcp("the request", 1, "350103 3204c0a80104 3604c0a80101", "request 192.168.1.4 of 192.168.1.1, I am 02:00:00:00:00:0b"),
        .dhcp("kept for ever", 2, yours: "c0a80104", "350105 3304ffffffff", "ack: you are 192.168.1.4 for ever"),
        .dhcp("refused", 2, "350106 3604c0a80101", "nak, by 192.168.1.1"),
        .dhcp("given back", 1, client: "c0a80104", "350107 3604c0a80101", "release 192.168.1.4 to 192.168.1.1"),

        .udp("DHCPv6: an address", 546, 547, hex("03 010203 0003 0028 00000001 00000000 00000000 0005 0018 20010db8000000000000000000000007 00000000 00000000"), "request 2001:db8::7"),

        Spoken("a beacon", linkType: 105, hex("80 00 0000 ffffffffffff 020000000001 020000000001 0000 0000000000000000 6400 0100 00 03 6c6162"), "beacon \"lab\""),
        Spoken("a hidden network's", linkType: 105, hex("80 00 0000 ffffffffffff 020000000001 020000000001 0000 0000000000000000 6400 0100 00 00"), "beacon, a network without a name"),
        Spoken("clear to send", linkType: 105, hex("c4 00 0000 020000000001"), "clear to send"),
        Spoken("PPPoE: who", Build.ethernet(0x8863, hex("11 09 0000 0004 0101 0000")), "who offers a session?"),
        Spoken("PPPoE: the session", Build.ethernet(0x8863, hex("11 65 002a 0000")), "this is session 0x002a"),
        Spoken("LCP", Build.ethernet(0x8864, hex("11 00 002a 0006 c021 01 03 0004")), "configure request 3"),
    ]

    @Test("whole", arguments: spoken)
    func whole(_ spoken: Spoken) { #expect(Self.said(spoken.linkType, spoken.frame) == spoken.says) }

    /// Cut anywhere, the line says less or nothing, and says nothing that does not begin as the whole does.
    @Test("and cut anywhere, nothing that is not there", arguments: spoken)
    func cut(_ spoken: Spoken) {
        for length in 0..<spoken.frame.count {
            let said = Self.said(spoken.linkType, Array(spoken.frame[..<length]))
            #expect(!said.contains("\0"), "cut at \(length): \(said)")
        }
    }

    private static func said(_ linkType: Int, _ frame: [UInt8]) -> String {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(frame, linkType: linkType, time: .zero, number: 1, into: &dissection)
        return dissection.summary.info
    }
}
