/// The data channel between an access point and its controller (RFC 5415, RFC 5416): Ethernet or 802.11 frames in UDP.
///
///     +-------+-------+---------+---------+---------+-+-+-+-+-+-+-----+
///     |version| type  |  HLEN   |   RID   |  WBID   |T|F|L|W|M|K|     |
///     +-------+-------+---------+---------+---------+-+-+-+-+-+-+-----+
///     |          Fragment             |    Offset of the fragment     |
///     +-------------------------------+-------------------------------+
enum CAPWAPDissector {
    private static let name = ForeignProtocols.name("capwap.data"), encrypted = ForeignProtocols.name("dtls")

    /// How long the parts of the header are: each of the two that may be there has a byte with its length in front, and is filled up to a
    /// multiple of four.
    private static func parts(_ data: Octets, _ word: Int) throws(Stop) -> Int {
        var at = 8
        // Bits 4 and 5: the radio's address, and what is told of the frame's reception.
        for bit in [4, 5] where word >> bit & 1 == 1 { at = (at + 1 + (try data.u8(at)) + 3) / 4 * 4 }
        return at
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(named: name, .foreign, data, data.count)
        guard try data.u8(0) & 15 != 1 else {
            // Four bytes, and everything behind them is encrypted.
            return DataDissector.foreign(encrypted, try data.dropping(4), &d)
        }
        let word = try data.u24(1)
        let header = word >> 19 * 4, binding = word >> 9 & 31
        // Bit 3: only to keep the channel open.
        guard word >> 3 & 1 == 0 else { return }
        try data.require(4, 4)
        d.setLayerLength(header)
        let told = try parts(data, word)
        if told != header { d.report(.invalid, offset: data.offset + 1, reason: "the header is \(header) bytes long, its parts are \(told)", isMalformed: true) }
        let payload = try data.dropping(header)
        guard d.entersTunnel(data) else { return }
        // A piece of a frame.
        guard word >> 7 & 1 == 0 else { return DataDissector.dissect(payload, &d) }
        if word >> 8 & 1 == 0 { return try EthernetDissector.dissect(payload, &d, &s) }
        guard binding == 1 else { return DataDissector.dissect(payload, &d) }
        try WLANDissector.dissect(payload, hasCheck: false, isPadded: false, isSwapped: true, &d, &s)
    }
}
