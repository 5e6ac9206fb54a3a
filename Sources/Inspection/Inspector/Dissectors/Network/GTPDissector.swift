/// The GPRS tunnelling protocol of mobile networks (3GPP TS 29.060, TS 29.281): what a telephone sends travels inside it from the antenna to
/// the Internet.
///
///     +-----+--+-+-+-+-+---------------+-------------------------------+
///     | ver |PT|*|E|S|P| message type  |            Length             |
///     +-----+--+-+-+-+-+---------------+-------------------------------+
///     |                   Tunnel endpoint identifier                   |
///     +-------------------------------+---------------+---------------+
///     |   Sequence (with E, S or P)   |    N-PDU      | next extension |
///     +-------------------------------+---------------+---------------+
enum GTPDissector {
    private static let name = ForeignProtocols.name("gtp"), prime = ForeignProtocols.name("gtpprime"), second = ForeignProtocols.name("gtpv2")
    /// The message that carries a packet.
    private static let packet = 255

    /// - Parameter isPrime: GTP' carries records of what is to be paid (TS 32.295).
    /// - Returns: false where the bytes are not GTP's.
    static func dissect(_ data: Octets, isPrime: Bool, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Bool {
        guard let flags = data[0], let message = data[1], message != 0 else { return false }
        let version = flags >> 5
        if version == 2, !isPrime {
            DataDissector.foreign(second, data, &d)
            return true
        }
        guard version < 2 || isPrime && version == 2, isKnown(Int(message)) else { return false }
        d.layer(named: isPrime ? prime : name, .foreign, data, data.count)
        let length = try data.u16(2)
        var at: Int
        let whole: Octets
        if flags & 0x10 == 0 {
            // GTP' has a short header, but for a form of its first version.
            at = version == 0 && flags & 1 == 0 ? 20 : 6
            whole = data.prefix(at + length)
        } else if version == 0 {
            at = 20
            whole = data.prefix(at + length)
        } else {
            at = 8
            whole = data.prefix(at + length)
            if flags & 7 != 0 { at = try extensions(whole, isChained: flags & 4 != 0) }
        }
        guard Int(message) == packet, whole.reported > at else { return true }
        d.setLayerLength(at)
        try content(try whole.dropping(at), &d, &s)
        return true
    }

    /// Where the extension headers end: each has its length in units of four bytes, and ends with the kind of the next.
    private static func extensions(_ data: Octets, isChained: Bool) throws(Stop) -> Int {
        var at = 12, next = isChained ? try data.u8(11) : 0
        while next != 0 {
            let length = try data.u8(at) * 4
            guard length > 0 else { return data.reported }
            at += length
            next = try data.u8(at - 1)
        }
        return at
    }

    /// A tunnelled packet says nothing of its kind: it is recognised by its first byte, or as Ethernet by its type.
    private static func content(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        guard d.entersTunnel(data) else { return }
        switch try data.u8(0) {
        case 0x45...0x4e: try IPDissector.dissect(data, &d, &s)
        case 0x60...0x6f: try IPv6Dissector.dissect(data, &d, &s)
        default:
            guard data.reported > 14 else { return }
            let type = try data.u16(12)
            if type == 0x0800 || type == 0x0806 || type == 0x86dd { try EthernetDissector.dissect(data, &d, &s) }
        }
    }

    /// The message types that are assigned (TS 29.060 table 1).
    private static func isKnown(_ message: Int) -> Bool {
        switch message {
        case 1...7, 16...37, 48...61, 70, 96...107, 112...122, 128, 129, 240, 241, 254, 255: true
        default: false
        }
    }
}
