/// Links that are seldom captured: their headers are named and passed over, for what they carry.
enum RareLinks {
    /// ARCNET as Linux gives it (the header's unused offset bytes are there) and as BSD does.
    static func arcnet(hasOffset: Bool, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("arcnet"), .foreign, data, data.count)
        var at = hasOffset ? 4 : 2
        let type = try data.u8(at)
        at += 1
        if ![128, 205, 240, 241].contains(type) {
            // RFC 1201: a split flag and a sequence number; in an exception frame of BSD's the header stands twice.
            if !hasOffset, try data.u8(at) == 0xff { at += 4 }
            at += 3
        }
        let payload = try data.dropping(at)
        d.setLayerLength(at)
        switch type {
        case 212, 240: try IPDissector.dissect(payload, &d, &s)
        case 196: try IPv6Dissector.dissect(payload, &d, &s)
        case 213, 214, 241: try ARPDissector.dissect(payload, &d)
        case 205: try LLCDissector.dissect(payload, &d, &s)
        case 221: DataDissector.foreign(ForeignProtocols.name("ddp"), payload, &d)
        case 236, 250: DataDissector.foreign(ForeignProtocols.name("ipx"), payload, &d)
        default: DataDissector.dissect(payload, &d)
        }
    }

    /// Per-packet information, as sniffers of radio write it: its length, the link type of what follows (both the lower byte first), and fields.
    static func perPacket(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("ppi"), .foreign, data, data.count)
        let length = try data.u16le(2), linkType = try data.u32le(4)
        guard length >= 8, linkType != 192 else { return }
        d.setLayerLength(length)
        let frame = try data.dropping(length)
        guard linkType == 105 else {
            d.chain.append(ForeignProtocols.name("pcap_pktdata"))
            return try LinkTypes.dissect(linkType, frame, &d, &s)
        }
        d.chained(.wlanRadio)
        try WLANDissector.dissect(frame, hasCheck: try hasCheck(data, length), isPadded: false, &d, &s)
    }

    /// Whether the frame's checksum is there: bit 0 of the flags in the field of type 2 (802.11 common), behind its time.
    private static func hasCheck(_ data: Octets, _ length: Int) throws(Stop) -> Bool {
        var at = 8
        while at + 4 <= length {
            let type = try data.u16le(at), size = try data.u16le(at + 2)
            if type == 2, size >= 10 { return try data.u16le(at + 12) & 1 == 1 }
            at += 4 + size
        }
        return false
    }

    /// Fiber distributed data interface: a byte of control, addresses whose bits Linux hands on the other way round, LLC.
    static func fddi(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("fddi"), .foreign, data, 13)
        let control = try data.u8(0), payload = try data.dropping(13)
        d.packet.destination = .mac(turned(try data.u48(1)))
        d.packet.source = .mac(turned(try data.u48(7)))
        // Other frames than those of asynchronous LLC are the ring's own.
        if control >> 4 == 5 { try LLCDissector.dissect(payload, &d, &s) } else { DataDissector.dissect(payload, &d) }
    }

    /// An address with the bits of each byte in the other order.
    private static func turned(_ address: UInt64) -> UInt64 {
        var turned: UInt64 = 0
        for bit in 0..<48 where address >> UInt64(bit) & 1 == 1 { turned |= 1 << UInt64(bit & ~7 | 7 - bit & 7) }
        return turned
    }

    /// Solaris' view of its own IP.
    static func solaris(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("ipnet"), .foreign, data, 24)
        let length = try data.u32(4), family = try data.u8(1)
        let payload = try data.dropping(data.count - length)
        switch family {
        case 2: try IPDissector.dissect(payload, &d, &s)
        case 26: try IPv6Dissector.dissect(payload, &d, &s)
        default: break
        }
    }

    /// What a Linux firewall's rule logs: a family, and attributes in the logging machine's byte order (here always the lower byte first).
    static func netfilterLog(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("nflog"), .foreign, data, data.count)
        let family = try data.u8(0)
        var at = 4, type = 0, payload: Octets?
        while data.reported - at >= 4 {
            let length = try data.u16le(at), attribute = try data.u16le(at + 2) & 0x7fff
            guard length >= 4 else { return }
            if attribute == 1, length == 8 { type = try data.u16(at + 4) }
            if attribute == 9 { payload = try data.slice(at + 4, length - 4) }
            at += (length + 3) & ~3
        }
        guard let payload else { return }
        if type != 0 { return try EtherType.dissectPayload(type, payload, &d, &s) }
        switch family {
        case 2: try IPDissector.dissect(payload, &d, &s)
        case 10: try IPv6Dissector.dissect(payload, &d, &s)
        default: DataDissector.dissect(payload, &d)
        }
    }

    /// Apple's: a header with the process behind the packet, and the link type of what follows.
    static func packetTap(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("pktap"), .foreign, data, data.count)
        let length = try data.u32le(0)
        guard length >= 108, try data.u32le(4) == 1 else { return }
        d.setLayerLength(length)
        d.chain.append(ForeignProtocols.name("pcap_pktdata"))
        let linkType = try data.u32le(8)
        // A tap within a tap is nothing that anybody makes.
        guard linkType != 258 else { return }
        try LinkTypes.dissect(linkType, try data.dropping(length), &d, &s)
    }

    /// Arista's timestamps in front of the payload (EtherType 0xd28b).
    static func arista(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: ForeignProtocols.name("avsp"), .foreign, data, data.count)
        guard d.entersTunnel(data) else { return }
        var at = 2
        if try data.u16(0) == 1 {
            switch try data.u16(2) {
            case 0x10, 0x110: at = 12
            case 0x20, 0x120: at = 10
            default: return
            }
        }
        let type = try data.u16(at)
        d.setLayerLength(at + 2)
        try EtherType.dissect(type, try data.dropping(at + 2), &d, &s)
    }
}
