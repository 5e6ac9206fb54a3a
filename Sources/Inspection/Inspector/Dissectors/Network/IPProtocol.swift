/// Packets of IP of either version, as links carry them that do not tell which.
enum IPDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let version = Int(data[0] ?? 0) >> 4
        switch version {
        case 4: try IPv4Dissector.dissect(data, &d, &s)
        case 6:
            // Wireshark's dissector of IPv4 is asked first and stays in the chain.
            d.chained(.ip)
            try IPv6Dissector.dissect(data, &d, &s)
        default:
            d.layer(.ip, data, 1)
            try data.require(0, 1)
            d.add(IPv4Field.version, version, data, 0, 1)
            d.report(.invalid, field: IPv4Field.version.id, offset: data.offset, reason: "is \(version), must be 4 or 6")
        }
    }

    /// What the EtherType says is version 4: Wireshark reads on in version 6, but shows the header that should have been.
    static func dissectVersion4(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        guard let first = data[0], first >> 4 == 6 else { return try dissect(data, &d, &s) }
        d.layer(.ip, data, 0)
        d.add(IPv4Field.version, 6, data, 0, 1)
        d.report(.invalid, field: IPv4Field.version.id, offset: data.offset, reason: "is 6, must be 4")
        try IPv6Dissector.dissect(data, &d, &s)
    }
}

/// The table of protocol numbers above IP.
enum IPProtocol {
    @Sendable static func name(_ number: UInt64) -> String? {
        switch number {
        case 0: "IPv6 hop-by-hop options"
        case 1: "ICMP"
        case 2: "IGMP"
        case 4: "IPv4"
        case 6: "TCP"
        case 17: "UDP"
        case 41: "IPv6"
        case 43: "IPv6 routing"
        case 44: "IPv6 fragment"
        case 47: "GRE"
        case 50: "ESP"
        case 51: "AH"
        case 58: "ICMPv6"
        case 59: "nothing follows"
        case 60: "IPv6 destination options"
        case 89: "OSPF"
        case 132: "SCTP"
        default: nil
        }
    }

    /// Hands the payload of an IP packet to its protocol.
    static func dissect(_ number: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        guard d.packet.isInError else { return try choose(number, data, &d, &s) }
        try d.readInError { (d: inout Dissection) throws(Stop) in try choose(number, data, &d, &s) }
    }

    private static func choose(_ number: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        switch number {
        case 6: try TCPDissector.dissect(data, &d, &s)
        case 17: try UDPDissector.dissect(data, &d, &s)
        case 136: try UDPDissector.dissect(data, isLite: true, &d, &s)
        case 1: try ICMPDissector.dissect(data, &d, &s)
        case 58: try ICMPv6Dissector.dissect(data, &d, &s)
        case 2: try IGMPDissector.dissect(data, &d)
        case 4: try IPDissector.dissect(data, &d, &s)
        case 41: try IPv6Dissector.dissect(data, &d, &s)
        case 47: try GREDissector.dissect(data, &d, &s)
        case 51: try AHDissector.dissect(data, &d, &s)
        case 132: try SCTPDissector.dissect(data, &d)
        case 143: try EthernetDissector.dissect(data, &d, &s)
        case 103: try PIMDissector.dissect(data, &d, &s)
        case 137: try MPLSDissector.dissect(data, &d, &s)
        case 89: try OSPFDissector.dissect(data, &d)
        // Headers that belong between IPv6 and what it carries are read behind IPv4, too.
        case 0, 43, 44, 60:
            var extensions = IPv6Extensions()
            try extensions.follow(number, data, &d, &s)
        default: DataDissector.named(ForeignProtocols.overIP(number), data, &d)
        }
    }
}
