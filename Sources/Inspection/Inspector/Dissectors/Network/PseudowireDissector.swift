/// Ethernet over MPLS (RFC 4448): the frame, or a control word of four bytes and the frame. Nothing tells which it is.
enum PseudowireDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.chain.append(ForeignProtocols.name("pwethheuristic"))
        let isPlain = hasType(data, 12) && !hasType(data, 16)
        d.layer(named: ForeignProtocols.name(isPlain ? "pwethnocw" : "pwethcw"), .foreign, data, isPlain ? 0 : 4)
        try EthernetDissector.dissect(isPlain ? data : try data.dropping(4), &d, &s)
    }

    /// Whether a usual EtherType stands at `at`.
    private static func hasType(_ data: Octets, _ at: Int) -> Bool {
        guard let high = data[at], let low = data[at + 1] else { return false }
        switch Int(high) << 8 | Int(low) {
        case 0x0800, 0x0806, 0x8100, 0x86dd, 0x8847, 0x8863, 0x8864, 0x88a8, 0x88cc: return true
        default: return false
        }
    }
}
