/// Generic routing encapsulation (RFC 2784, RFC 2890): another protocol's packet in IP.
enum GREDissector {
    private static let name = ForeignProtocols.name("gre")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let flags = try data.u16(0), type = try data.u16(2)
        // Checksum, key, sequence and, in version 1, acknowledgement are there if their bits are set.
        var length = 4
        if flags >> 15 == 1 || flags >> 14 & 1 == 1 { length += 4 }
        if flags >> 13 & 1 == 1 { length += 4 }
        if flags >> 12 & 1 == 1 { length += 4 }
        if flags & 7 == 1, flags >> 7 & 1 == 1 { length += 4 }
        d.layer(named: name, .foreign, data, length)
        let payload = try data.dropping(length)
        guard flags >> 14 & 1 == 0, payload.reported > 0 else { return DataDissector.dissect(payload, &d) }
        try EtherType.dissectPayload(type, payload, &d, &s)
    }
}

/// Multiprotocol label switching (RFC 3032): a stack of labels before a packet whose kind nobody tells.
enum MPLSDissector {
    private static let name = ForeignProtocols.name("mpls")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, 4)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(IPv4Dissector.tunnelLimit) tunnels inside one another") }
        var at = 0
        while try data.u32(at) >> 8 & 1 == 0 { at += 4 }
        d.setLayerLength(at + 4)
        let payload = try data.dropping(at + 4)
        switch payload[0].map({ $0 >> 4 }) {
        case 4: try IPv4Dissector.dissect(payload, &d, &s)
        case 6: try IPv6Dissector.dissect(payload, &d, &s)
        default: DataDissector.dissect(payload, &d)
        }
    }
}

/// The authentication header (RFC 4302).
enum AHDissector {
    private static let name = ForeignProtocols.name("ah")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let length = (try data.u8(1) + 2) * 4
        let next = try header(data, &d)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return }
        try IPProtocol.dissect(next, try data.dropping(length), &d, &s)
    }

    /// The header; what comes behind it.
    static func header(_ data: Octets, _ d: inout Dissection) throws(Stop) -> Int {
        d.layer(named: name, .foreign, data, (try data.u8(1) + 2) * 4)
        return try data.u8(0)
    }
}

/// Generic network virtualisation encapsulation (RFC 8926): Ethernet in UDP, with options.
enum GeneveDissector {
    private static let name = ForeignProtocols.name("geneve")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let options = (try data.u8(0) & 0x3f) * 4, type = try data.u16(2)
        d.layer(named: name, .foreign, data, 8 + options)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(IPv4Dissector.tunnelLimit) tunnels inside one another") }
        try EtherType.dissectPayload(type, try data.dropping(8 + options), &d, &s)
    }
}

/// Cisco's HDLC: address, control, EtherType.
enum CiscoHDLCDissector {
    private static let name = ForeignProtocols.name("hdlc"), slarp = ForeignProtocols.name("slarp")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("chdlc"), .foreign, data, 4)
        let type = try data.u16(2), payload = try data.dropping(4)
        if type == 0x8035 { return DataDissector.foreign(slarp, payload, &d) }
        try EtherType.dissectPayload(type, payload, &d, &s)
    }
}

/// The Stream Control Transmission Protocol (RFC 9260): only where its chunks carry data.
enum SCTPDissector {
    private static let name = ForeignProtocols.name("sctp")

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        try data.require(0, 12)
        d.layer(named: name, .foreign, data, 12)
        var at = 12
        while at + 4 <= data.reported {
            let type = try data.u8(at), length = try data.u16(at + 2)
            guard length >= 4 else { return }
            // A whole DATA chunk: begin and end are both marked.
            if type == 0, length > 16, try data.u8(at + 1) & 3 == 3 { DataDissector.dissect(data.clamped(at + 16, length - 16), &d) }
            at += (length + 3) / 4 * 4
        }
    }
}
