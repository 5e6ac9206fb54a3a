/// The locator/ID separation protocol (RFC 9300, RFC 9301): packets between sites, in UDP, behind eight bytes.
enum LISPDissector {
    private static let data = ForeignProtocols.name("lisp-data"), control = ForeignProtocols.name("lisp")

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: self.data, .foreign, data, 8)
        try packet(try data.dropping(8), &d, &s)
    }

    /// What routers ask about where a site is. One of its messages carries another, with IP and UDP around it.
    static func dissectControl(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: control, .foreign, data, data.count)
        guard try data.u8(0) >> 4 == 8 else { return }
        d.setLayerLength(4)
        try packet(try data.dropping(4), &d, &s)
    }

    private static func packet(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        guard data.reported > 0, d.entersTunnel(data) else { return }
        switch try data.u8(0) >> 4 {
        case 4: try IPDissector.dissect(data, &d, &s)
        case 6: try IPv6Dissector.dissect(data, &d, &s)
        default: break
        }
    }
}
