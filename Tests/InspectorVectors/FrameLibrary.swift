import Wire

/// Frames made by hand, one or more for each protocol, with the chain that each must give.
package struct Sample: Sendable, CustomStringConvertible {
    package let name: String
    package let linkType: Int
    package let bytes: [UInt8]
    package let chain: String
    /// Some fields and their values, to show that the right bytes were read.
    package let fields: [String: String]

    package init(_ name: String, linkType: Int = 1, _ bytes: [UInt8], _ chain: String, _ fields: [String: String] = [:]) {
        self.name = name
        self.linkType = linkType
        self.bytes = bytes
        self.chain = chain
        self.fields = fields
    }

    package var description: String { name }
}

/// Puts frames together, checksums and lengths filled in.
package enum Build {
    package static let macs = hex("02 00 00 00 00 0c 02 00 00 00 00 0b")

    package static func word(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }
    package static func long(_ value: UInt32) -> [UInt8] { word(Int(value >> 16)) + word(Int(value & 0xffff)) }

    package static func ethernet(_ type: Int, _ payload: [UInt8]) -> [UInt8] { macs + word(type) + payload }

    package static func checksum(_ bytes: [UInt8]) -> Int {
        var sum = 0
        for index in stride(from: 0, to: bytes.count, by: 2) { sum += Int(bytes[index]) << 8 | (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0) }
        while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
        return ~sum & 0xffff
    }

    package static func ipv4(_ proto: UInt8, _ payload: [UInt8], id: Int = 1, fragment: Int = 0x4000, reversed: Bool = false) -> [UInt8] {
        let a: [UInt8] = [10, 0, 0, 11], b: [UInt8] = [10, 0, 0, 12]
        var header: [UInt8] = [0x45, 0] + word(20 + payload.count) + word(id) + word(fragment) + [64, proto, 0, 0] + (reversed ? b + a : a + b)
        header.replaceSubrange(10..<12, with: word(checksum(header)))
        return header + payload
    }

    package static func pseudo(_ proto: UInt8, _ count: Int, reversed: Bool) -> [UInt8] {
        let a: [UInt8] = [10, 0, 0, 11], b: [UInt8] = [10, 0, 0, 12]
        return (reversed ? b + a : a + b) + [0, proto] + word(count)
    }

    package static func udp(_ source: Int, _ destination: Int, _ payload: [UInt8]) -> [UInt8] {
        var header = word(source) + word(destination) + word(8 + payload.count) + [0, 0]
        header.replaceSubrange(6..<8, with: word(checksum(pseudo(17, 8 + payload.count, reversed: false) + header + payload)))
        return ethernet(0x0800, ipv4(17, header + payload))
    }

    /// A TCP segment between 10.0.0.11 and 10.0.0.12 (`fromServer`: the other way).
    package static func tcp(_ client: Int, _ server: Int, seq: UInt32, ack: UInt32, flags: UInt8, window: Int = 1000, options: [UInt8] = [], _ payload: [UInt8] = [], fromServer: Bool = false) -> [UInt8] {
        let ports = fromServer ? word(server) + word(client) : word(client) + word(server)
        var header = ports + long(seq) + long(ack) + [UInt8(((20 + options.count) / 4) << 4), flags] + word(window) + [0, 0, 0, 0] + options
        header.replaceSubrange(16..<18, with: word(checksum(pseudo(6, header.count + payload.count, reversed: fromServer) + header + payload)))
        return ethernet(0x0800, ipv4(6, header + payload, reversed: fromServer))
    }

    package static func ipv6(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
        ethernet(0x86dd, [0x60, 0, 0, 0] + word(payload.count) + [next, 64] + hex("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02") + payload)
    }
}

package let samples: [Sample] = commonSamples + routingSamples + nameSamples + leaseSamples + securitySamples + linkSamples + radioSamples + tunnelSamples + datagramSamples

private let commonSamples: [Sample] = [
    Sample("ARP request", Build.ethernet(0x0806, hex("00 01 08 00 06 04 00 01 02 00 00 00 00 0b 0a 00 00 0b 00 00 00 00 00 00 0a 00 00 0c")), "eth:ethertype:arp", ["arp.opcode": "1", "arp.dst.proto_ipv4": "10.0.0.12", "arp.src.hw_mac": "02:00:00:00:00:0b"]),
    Sample("802.1Q in 802.1ad", Build.ethernet(0x88a8, hex("20 64 81 00 60 07 08 06 00 01 08 00 06 04 00 02 02 00 00 00 00 0b 0a 00 00 0b 02 00 00 00 00 0c 0a 00 00 0c")), "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:arp", ["ieee8021ad.id": "100", "ieee8021ad.priority": "1", "vlan.id": "7", "vlan.priority": "3"]),
    Sample("spanning tree", hex("01 80 c2 00 00 00 02 00 00 00 00 0b 00 26 42 42 03 00 00 00 00 00 80 01 02 00 00 00 00 01 00 00 00 04 80 01 02 00 00 00 00 0b 80 05 01 00 14 00 02 00 0f 00"), "eth:llc:stp", ["stp.root.prio": "32768", "stp.root.ext": "1", "stp.root.cost": "4", "stp.max_age": "20", "stp.port": "0x8005"]),
    Sample("ICMP echo", Build.ethernet(0x0800, Build.ipv4(1, hex("08 00 6d 83 30 39 00 01 68 65 6c 6c 6f"))), "eth:ethertype:ip:icmp:data", ["icmp.type": "8", "icmp.ident": "12345", "icmp.seq": "1", "data.len": "5"]),
    Sample("ICMPv6 neighbour solicitation", Build.ipv6(58, hex("87 00 00 00 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02 01 01 02 00 00 00 00 0b")), "eth:ethertype:ipv6:icmpv6", ["icmpv6.nd.ns.target_address": "2001:db8::2", "icmpv6.opt.linkaddr": "02:00:00:00:00:0b"]),
    Sample("IPv6 options and fragment header", Build.ipv6(0, hex("2c 00 01 04 00 00 00 00 11 00 00 00 00 00 00 07 12 34 56 78 00 0a 00 00 68 69")), "eth:ethertype:ipv6:ipv6.hopopts:ipv6.fraghdr:udp:data", ["ipv6.hopopts.nxt": "44", "ipv6.opt.type": "0x01", "ipv6.fraghdr.ident": "0x00000007", "udp.dstport": "22136"]),
    Sample("DNS query", Build.udp(40000, 53, hex("12 34 01 00 00 01 00 00 00 00 00 00 03 77 77 77 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01")), "eth:ethertype:ip:udp:dns", ["dns.id": "0x1234", "dns.qry.name": "www.example.com", "dns.qry.type": "1", "dns.flags.recdesired": "1"]),
    Sample("DNS answer", Build.udp(53, 40000, hex("12 34 81 80 00 01 00 01 00 00 00 00 03 77 77 77 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01 c0 0c 00 01 00 01 00 00 01 2c 00 04 5d b8 d8 22")), "eth:ethertype:ip:udp:dns", ["dns.a": "93.184.216.34", "dns.resp.name": "www.example.com", "dns.resp.ttl": "300"]),
    Sample("VXLAN", Build.udp(50000, 4789, hex("08 00 00 00 00 00 64 00") + Build.ethernet(0x0806, hex("00 01 08 00 06 04 00 01 02 00 00 00 00 0b 0a 00 00 0b 00 00 00 00 00 00 0a 00 00 0c"))), "eth:ethertype:ip:udp:vxlan:eth:ethertype:arp", ["vxlan.vni": "100"]),
    Sample("Linux cooked", linkType: 113, hex("00 00 00 01 00 06 02 00 00 00 00 0b 00 00 08 00") + Build.ipv4(17, hex("9c 40 9c 41 00 09 00 00 21")), "sll:ethertype:ip:udp:data", ["sll.src.eth": "02:00:00:00:00:0b", "sll.etype": "0x0800", "udp.checksum.status": "3"]),
    Sample("BSD loopback", linkType: 0, hex("02 00 00 00") + Build.ipv4(17, hex("9c 40 9c 41 00 09 00 00 21")), "null:ip:udp:data", ["null.family": "2"]),
    Sample("PPPoE, PPP, IPv4", Build.ethernet(0x8864, hex("11 00 00 17 00 1f 00 21") + Build.ipv4(17, hex("9c 40 9c 41 00 09 00 00 21"))), "eth:ethertype:pppoes:ppp:ip:udp:data", ["pppoe.session_id": "0x0017", "ppp.protocol": "0x0021"]),
    Sample("IGMP report", Build.ethernet(0x0800, Build.ipv4(2, hex("16 00 fa 04 ef 00 00 fb"))), "eth:ethertype:ip:igmp:igmp", ["igmp.type": "0x16", "igmp.maddr": "239.0.0.251"]),
    Sample("HTTP request", Build.tcp(40000, 80, seq: 1, ack: 1, flags: 0x18, Array("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n".utf8)), "eth:ethertype:ip:tcp:http", ["http.request.method": "GET", "http.request.uri": "/a", "http.host": "example.com"]),
    Sample("TLS client hello", Build.tcp(40000, 443, seq: 1, ack: 1, flags: 0x18, hex("16 03 01 00 2f 01 00 00 2b 03 03") + [UInt8](repeating: 7, count: 32) + hex("00 00 02 13 01 01 00 00 00")), "eth:ethertype:ip:tcp:tls", ["tls.handshake.type": "1", "tls.handshake.ciphersuite": "0x1301", "tls.record.length": "47"]),
]

/// Bytes from hexadecimal digits with spaces between them.
/// Bytes from hexadecimal digits, two each, spaces wherever they help.
package func hex(_ text: String) -> [UInt8] {
    let digits = text.utf8.filter { $0 != 0x20 && $0 != 0x0a }.map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
