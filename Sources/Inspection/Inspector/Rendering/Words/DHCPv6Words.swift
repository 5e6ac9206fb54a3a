/// The addresses and prefixes that a DHCPv6 message (RFC 8415) asks for or gives.
enum DHCPv6Words {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let type = try data.u8(0)
        guard type != 12, type != 13 else {
            out.text(" for ")
            return try out.ipv6(data, 18)
        }
        var shown = 0
        try options(try data.dropping(4), depth: 0, &shown, &out)
    }

    private static func options(_ data: Octets, depth: Int, _ shown: inout Int, _ out: inout OutputBuffer) throws(Stop) {
        var at = 0
        while at + 4 <= data.count, shown < 3 {
            let type = try data.u16(at), length = try data.u16(at + 2), value = try data.slice(at + 4, length)
            switch type {
            // Identity associations hold addresses (5) and prefixes (26).
            case 3 where length > 12 && depth == 0, 25 where length > 12 && depth == 0: try options(try value.dropping(12), depth: 1, &shown, &out)
            case 4 where length > 4 && depth == 0: try options(try value.dropping(4), depth: 1, &shown, &out)
            case 5 where length >= 24:
                out.text(shown == 0 ? " " : ", ")
                try out.ipv6(value, 0)
                shown += 1
            case 26 where length >= 25:
                out.text(shown == 0 ? " " : ", ")
                try out.ipv6(value, 9)
                out.byte(UInt8(ascii: "/"))
                out.decimal(try value.u8(8))
                shown += 1
            case 13 where length >= 2:
                guard try value.u16(0) != 0 else { break }
                out.text(", status ")
                out.decimal(try value.u16(0))
            default: break
            }
            at += 4 + length
        }
    }
}
