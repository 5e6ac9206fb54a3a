/// The layer two tunnelling protocol, version 2 (RFC 2661): PPP in UDP.
///
///     +-+-+-+-+-+-+-+-+-------+-------+-------------------------------+
///     |T|L|   |S| |O|P|       |  Ver  |      Length (with L)          |
///     +-+-+-+-+-+-+-+-+-------+-------+-------------------------------+
///     |            Tunnel             |            Session            |
///     +-------------------------------+-------------------------------+
///     |     Sent (with S)             |       Received (with S)       |
///     +-------------------------------+-------------------------------+
///     |     Offset (with O)           |  padding of as many bytes     |
enum L2TPDissector {
    private static let name = ForeignProtocols.name("l2tp")

    /// - Returns: false where the version is one that is not known.
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Bool {
        guard data.count >= 2 else { return false }
        let flags = try data.u16(0)
        guard flags & 15 == 2 || flags & 15 == 3 else { return false }
        d.layer(named: name, .foreign, data, data.count)
        // Messages of control, and version 3, whose sessions only the messages of control tell the kind of, are not read.
        guard flags & 15 == 2, flags >> 15 == 0 else { return true }
        var at = 6, whole = data
        if flags >> 14 & 1 == 1 {
            whole = data.prefix(try data.u16(2))
            at += 2
        }
        if flags >> 11 & 1 == 1 { at += 4 }
        if flags >> 9 & 1 == 1 { at += 2 + (try whole.u16(at)) }
        d.setLayerLength(at)
        let payload = try whole.dropping(at)
        guard payload.reported > 0, d.entersTunnel(data) else { return true }
        try PPPDissector.dissectHDLC(payload, &d, &s)
        return true
    }
}
