extension Dissection {
    /// Counts one more tunnel around what follows; says so and answers false when they are too many.
    mutating func entersTunnel(_ data: Octets) -> Bool {
        packet.tunnels += 1
        guard packet.tunnels > IPv4Dissector.tunnelLimit else { return true }
        report(.invalid, offset: data.offset, reason: "more than \(IPv4Dissector.tunnelLimit) tunnels inside one another")
        return false
    }
}

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
        switch type {
        // Without a sequence number the mirrored frame comes at once.
        case 0x88be: try ERSPANDissector.dissect(payload, header: flags >> 12 & 1 == 1 ? 8 : 0, &d, &s)
        case 0x22eb: try ERSPANDissector.dissect(payload, header: 12, &d, &s)
        case 0x00fe: DataDissector.foreign(ForeignProtocols.name("osi"), payload, &d)
        case 0x2000: DataDissector.foreign(ForeignProtocols.name("cdp"), payload, &d)
        case 0x2001: DataDissector.foreign(ForeignProtocols.name("nhrp"), payload, &d)
        case 0x8909:
            // Cisco's security group tag: eight bytes, the first two of which are an EtherType.
            d.layer(named: ForeignProtocols.name("cmd"), .foreign, payload, 8)
            try EtherType.dissectPayload(try payload.u16(0), try payload.dropping(8), &d, &s)
        case 0x883e: try wccp(payload, &d, &s)
        // PPTP (RFC 2637).
        case 0x880b: try PPPDissector.dissectHDLC(payload, &d, &s)
        // MikroTik's Ethernet over IP.
        case 0x6400: try EthernetDissector.dissect(payload, &d, &s)
        case 0x6559: try FrameRelayDissector.dissect(payload, &d, &s)
        // Aruba's access points, by the frame's priority.
        case 0x8200...0x8370 where type & 15 == 0: try WLANDissector.dissect(payload, &d, &s)
        default: try EtherType.dissectPayload(type, payload, &d, &s)
        }
    }

    /// A web cache's redirection: version 1 has nothing in front of the packet, version 2 four bytes.
    private static func wccp(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let packet = data[0].map { $0 >> 4 == 4 } ?? false ? data : try data.dropping(4)
        try IPDissector.dissect(packet, &d, &s)
    }
}

/// Frames that a switch mirrors to somewhere else (draft-foschiano-erspan): in GRE, behind 8 bytes or, in its third form, 12 or 20.
enum ERSPANDissector {
    private static let name = ForeignProtocols.name("erspan")

    static func dissect(_ data: Octets, header: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var length = header, isEthernet = true
        d.layer(named: name, .foreign, data, length)
        if header == 12 {
            let word = try data.u16(10)
            // The last bit says that eight bytes about the platform follow; five others what kind of frame it was.
            if word & 1 == 1 { length += 8 }
            isEthernet = word >> 10 & 31 == 0
        }
        d.setLayerLength(length)
        let frame = try data.dropping(length)
        guard frame.reported > 0 else { return }
        guard d.entersTunnel(data) else { return }
        if isEthernet { try EthernetDissector.dissect(frame, &d, &s) } else { DataDissector.dissect(frame, &d) }
    }
}

/// Protocol-independent multicast (RFC 7761): only the registers, in which a router sends a whole packet to the rendezvous point.
enum PIMDissector {
    private static let name = ForeignProtocols.name("pim")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, data.count)
        guard data[0] == 0x21, data.reported > 8 else { return }
        d.setLayerLength(8)
        let packet = try data.dropping(8)
        switch packet[0].map({ $0 >> 4 }) {
        case 4: try IPDissector.dissect(packet, &d, &s)
        case 6: try IPv6Dissector.dissect(packet, &d, &s)
        default: break
        }
    }
}

/// Multiprotocol label switching (RFC 3032): a stack of labels before a packet whose kind nobody tells.
enum MPLSDissector {
    private static let name = ForeignProtocols.name("mpls")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, 4)
        guard d.entersTunnel(data) else { return }
        var at = 0
        while try data.u32(at) >> 8 & 1 == 0 { at += 4 }
        let label = try data.u32(at) >> 12
        d.setLayerLength(at + 4)
        let payload = try data.dropping(at + 4)
        // Label 13 is for what the switches tell one another about the path (RFC 5586).
        guard label != 13 else { return DataDissector.foreign(ForeignProtocols.name("pwach"), payload, &d) }
        // The first four bits tell IP from other things (RFC 4928).
        switch payload[0].map({ $0 >> 4 }) {
        case 4: try IPDissector.dissect(payload, &d, &s)
        case 6: try IPv6Dissector.dissect(payload, &d, &s)
        case 1: DataDissector.foreign(ForeignProtocols.name("pwach"), payload, &d)
        case 0: try PseudowireDissector.dissect(payload, &d, &s)
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
        guard d.entersTunnel(data) else { return }
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
        guard d.entersTunnel(data) else { return }
        try EtherType.dissectPayload(type, try data.dropping(8 + options), &d, &s)
    }
}

/// Cisco's HDLC: address, control, EtherType.
enum CiscoHDLCDissector {
    private static let name = ForeignProtocols.name("hdlc"), slarp = ForeignProtocols.name("slarp")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("chdlc"), .foreign, data, 4)
        let type = try data.u16(2), payload = try data.dropping(4)
        switch type {
        case 0x8035: DataDissector.foreign(slarp, payload, &d)
        case 0x00fe, 0xfefe: DataDissector.foreign(ForeignProtocols.name("osi"), payload, &d)
        case 0x2000: DataDissector.foreign(ForeignProtocols.name("cdp"), payload, &d)
        default: try EtherType.dissectPayload(type, payload, &d, &s)
        }
    }
}

/// Frame Relay with more than one protocol on a circuit (RFC 2427): address, control, which protocol.
enum FrameRelayDissector {
    private static let name = ForeignProtocols.name("fr")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        // The address ends with the byte whose last bit is set.
        var at = 0
        while try data.u8(at) & 1 == 0 {
            at += 1
            guard at < 4 else { return d.layer(named: name, .foreign, data, data.count) }
        }
        at += 1
        d.layer(named: name, .foreign, data, at + 2)
        guard at >= 2 else { return }
        // Cisco's own way: an EtherType at once.
        if try data.u8(at) != 3 {
            let type = try data.u16(at)
            if type > 1500 { try EtherType.dissectPayload(type, try data.dropping(at + 2), &d, &s) }
            return
        }
        // A byte of padding may stand before the protocol.
        if try data.u8(at + 1) == 0 { at += 1 }
        let proto = try data.u8(at + 1), payload = try data.dropping(at + 2)
        d.setLayerLength(at + 2)
        switch proto {
        case 0xcc: try IPDissector.dissect(payload, &d, &s)
        case 0x8e: try IPv6Dissector.dissect(payload, &d, &s)
        case 0x80 where payload.count >= 5:
            d.setLayerLength(at + 7)
            if try payload.u24(0) == 0 { try EtherType.dissectPayload(try payload.u16(3), try payload.dropping(5), &d, &s) }
        case 0x81...0x83: DataDissector.foreign(ForeignProtocols.name("osi"), payload, &d)
        default: break
        }
    }
}

/// IP over InfiniBand (RFC 4391), as Linux hands it out: 40 bytes of addresses, EtherType, two bytes of nothing.
enum IPoIBDissector {
    private static let name = ForeignProtocols.name("ipoib")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, 44)
        let type = try data.u16(40)
        try EtherType.dissectPayload(type, try data.dropping(44), &d, &s)
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
