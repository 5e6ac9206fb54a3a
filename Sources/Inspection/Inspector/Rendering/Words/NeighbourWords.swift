/// What ICMPv6 says of neighbours, routers and groups (RFC 4861, RFC 2710, RFC 3810): "who has fe80::1? tell 02:00:00:00:00:0b".
enum NeighbourWords {
    /// Whether there is anything to say of a message of this type, beyond its name.
    static func knows(_ type: Int) -> Bool { (130...137).contains(type) || type == 143 }

    static func write(_ type: Int, _ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        switch type {
        case 130:
            let group = try data.u128(8)
            out.text("who listens to ")
            if group == 0 { out.text("any group") } else { try out.ipv6(data, 8) }
            out.text("?")
        case 131:
            out.text("I listen to ")
            try out.ipv6(data, 8)
        case 132:
            out.text("I listen no more to ")
            try out.ipv6(data, 8)
        case 133:
            out.text("which routers are there?")
            try linkLayer(data, 8, " I am ", &out)
        case 134: try advertisement(data, &out)
        case 135:
            out.text("who has ")
            try out.ipv6(data, 8)
            out.text("?")
            try linkLayer(data, 24, " tell ", &out)
        case 136:
            let flags = try data.u8(4)
            try out.ipv6(data, 8)
            try linkLayer(data, 24, " is at ", &out)
            if flags & 0x80 != 0 { out.text(", a router") }
            if flags & 0x40 != 0 { out.text(", as asked") }
            if flags & 0x20 != 0 { out.text(", overrides") }
        case 137:
            try out.ipv6(data, 24)
            out.text(" is better reached by ")
            try out.ipv6(data, 8)
        case 143: try GroupWords.writeRecords(data, isIPv6: true, into: &out)
        default: break
        }
    }

    /// A router's announcement: for how long it serves as a default router, and the prefixes of the link.
    private static func advertisement(_ data: Octets, _ out: inout OutputBuffer) throws(Stop) {
        let flags = try data.u8(5), lifetime = try data.u16(6)
        if lifetime == 0 { out.text("no default router") } else {
            out.text("default router for ")
            out.decimal(lifetime)
            out.text(" s")
        }
        var at = 16, prefixes = 0
        while at + 2 <= data.count {
            let type = try data.u8(at), length = try data.u8(at + 1) * 8
            guard length > 0 else { break }
            if type == 3, length == 32, prefixes < 4 {
                out.text(prefixes == 0 ? ", prefix " : " ")
                try out.ipv6(data, at + 16)
                out.byte(UInt8(ascii: "/"))
                out.decimal(try data.u8(at + 2))
                prefixes += 1
            }
            at += length
        }
        if flags & 0x80 != 0 { out.text(", addresses by DHCPv6") } else if flags & 0x40 != 0 { out.text(", more by DHCPv6") }
    }

    /// The link-layer address among the options from `at` on, if there is one.
    private static func linkLayer(_ data: Octets, _ start: Int, _ words: StaticString, _ out: inout OutputBuffer) throws(Stop) {
        var at = start
        while at + 8 <= data.count {
            let type = try data.u8(at), length = try data.u8(at + 1) * 8
            guard length > 0 else { return }
            if type == 1 || type == 2, length == 8 {
                out.text(words)
                return try out.mac(data, at + 2)
            }
            at += length
        }
    }
}
