/// Teredo (RFC 4380): IPv6 for hosts behind an address translator, in UDP.
enum TeredoDissector {
    private static let name = ForeignProtocols.name("teredo")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, data.count)
        var at = 0
        // Who sends it: identifier and authentication, of as many bytes as the header says, a nonce and a byte of confirmation.
        if try data.u16(at) == 1 { at += 13 + (try data.u8(2)) + (try data.u8(3)) }
        // Where it came from, as the server saw it: port and address, their bits turned.
        if try data.u16(at) == 0 { at += 8 }
        let isVersion6 = try data.u8(at) >> 4 == 6
        d.setLayerLength(at)
        let packet = try data.dropping(at)
        if isVersion6 { try IPv6Dissector.dissect(packet, &d, &s) } else { DataDissector.dissect(packet, &d) }
    }
}

/// Anything in anything (draft-massar-v6ops-ayiya): IPv6 with an identity and a signature, in UDP.
enum AYIYADissector {
    private static let name = ForeignProtocols.name("ayiya")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let header = 8 + (1 << (try data.u8(0) >> 4)) + (try data.u8(1) >> 4) * 4
        let operation = try data.u8(2) & 15, next = try data.u8(3)
        d.layer(named: name, .foreign, data, header)
        // 1: to be sent on.
        guard operation == 1, d.entersTunnel(data) else { return }
        try IPProtocol.dissect(next, try data.dropping(header), &d, &s)
    }
}
