/// Tags that providers' and data centres' switches put around or into Ethernet frames.
enum ProviderTags {
    private static let backboneName = ForeignProtocols.name("ieee8021ah"), tagName = ForeignProtocols.name("vntag"), fabricName = ForeignProtocols.name("cfp")

    /// A provider's backbone (IEEE 802.1ah): flags, the service's number, and the customer's addresses and type.
    static func backbone(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: backboneName, .foreign, data, 18)
        guard d.entersTunnel(data) else { return }
        let type = try data.u16(16)
        try EtherType.dissect(type, try data.dropping(18), &d, &s)
    }

    /// Cisco's VN-Tag: which virtual port a frame belongs to, in four bytes, and the type or length of what follows.
    static func vnTag(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: tagName, .foreign, data, 6)
        guard d.entersTunnel(data) else { return }
        let type = try data.u16(4), payload = try data.dropping(6)
        if type > 1500 { return try EtherType.dissect(type, payload, &d, &s) }
        try EthernetDissector.dissectByLength(payload, type, at: data.offset + 4, EthernetField.length.id, &d, &s)
    }

    /// Whether an Ethernet header is Cisco's FabricPath: type 0x8903, with an 802.1Q tag in front or without.
    @inline(__always) static func isFabricPath(_ type: Int, _ data: Octets) throws(Stop) -> Bool {
        if type == 0x8903 { return true }
        guard type == 0x8100 || type == 0x88a8, data.count >= 18 else { return false }
        return try data.u16(16) == 0x8903
    }

    /// FabricPath: a header in the place of Ethernet's, the frame as it was, and a checksum of its own.
    static func fabricPath(_ type: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let header = type == 0x8903 ? 16 : 20
        d.layer(named: fabricName, .foreign, data, header)
        let frame = try data.dropping(header)
        try EthernetDissector.dissect(frame.prefix(frame.reported - 4), &d, &s)
    }
}
