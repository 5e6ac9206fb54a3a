/// What kind of 802.11 frame it is, and whose network it is about: "beacon "eduroam"".
enum WLANWords {
    /// `data`: from the frame control field on, without the check sequence.
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let control = try data.u16le(0), type = control >> 2 & 3, subtype = control >> 4 & 15
        guard let name = Self.name(type, subtype) else { return }
        out.text(name)
        if control >> 11 & 1 == 1 { out.text(", again") }
        guard type == 0, control >> 14 & 1 == 0, let fixed = [0: 4, 2: 10, 4: 0, 5: 12, 8: 12][subtype] else { return }
        var at = 24 + (control >> 15 & 1 == 1 ? 4 : 0) + fixed
        // The network's name is the first of the tags, where it is told.
        guard at + 2 <= data.count, try data.u8(at) == 0 else { return }
        let length = try data.u8(at + 1)
        at += 2
        if length == 0 { return out.text(subtype == 4 ? ", any network" : ", a network without a name") }
        out.text(" \"")
        try out.quoted(data, at, length, limit: 32)
        out.text("\"")
    }

    private static func name(_ type: Int, _ subtype: Int) -> StaticString? {
        switch (type, subtype) {
        case (0, 0): "association request"
        case (0, 1): "association response"
        case (0, 2): "reassociation request"
        case (0, 3): "reassociation response"
        case (0, 4): "probe request"
        case (0, 5): "probe response"
        case (0, 8): "beacon"
        case (0, 9): "announcement of waiting traffic"
        case (0, 10): "disassociation"
        case (0, 11): "authentication"
        case (0, 12): "deauthentication"
        case (0, 13), (0, 14): "action"
        case (1, 8): "block acknowledgment request"
        case (1, 9): "block acknowledgment"
        case (1, 10): "power save poll"
        case (1, 11): "request to send"
        case (1, 12): "clear to send"
        case (1, 13): "acknowledgment"
        case (1, 14), (1, 15): "end of contention free period"
        case (2, 4), (2, 12): "no data"
        default: nil
        }
    }
}
