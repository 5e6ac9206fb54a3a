/// What a DHCP message (RFC 2131) says beyond its name: the address that is asked for or given, by whom, for how long.
enum DHCPWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        var wanted: Octets?, server: Octets?, lease: Int?, message = 0, host: Octets?
        var at = 240
        while at < data.count {
            let type = try data.u8(at)
            if type == 0 { at += 1; continue }
            if type == 255 { break }
            let length = try data.u8(at + 1), value = try data.slice(at + 2, length)
            switch (type, length) {
            case (50, 4): wanted = value
            case (51, 4): lease = try value.u32(0)
            case (53, 1): message = try value.u8(0)
            case (54, 4): server = value
            case (12, 1...): host = value
            default: break
            }
            at += 2 + length
        }
        switch message {
        case 1, 3, 4, 7, 8:
            if let wanted { try address(wanted, message == 1 ? ", would like " : " ", &out) } else if try data.u32(12) != 0 { try address(try data.slice(12, 4), " ", &out) }
            if message == 3 || message == 7, let server { try address(server, message == 3 ? " of " : " to ", &out) }
            if message == 1 || message == 3 {
                out.text(", I am ")
                if let host {
                    try out.quoted(host, 0, host.count, limit: 30)
                    out.text(", ")
                }
                try out.mac(data, 28)
            }
        case 2, 5:
            if try data.u32(16) != 0 { try address(try data.slice(16, 4), ": you are ", &out) }
            if let lease {
                out.text(" for ")
                if lease == 0xffff_ffff { out.text("ever") } else {
                    out.decimal(lease)
                    out.text(" s")
                }
            }
            if let server { try address(server, ", by ", &out) }
        case 6: if let server { try address(server, ", by ", &out) }
        default: break
        }
    }

    private static func address(_ value: Octets, _ words: StaticString, _ out: inout OutputBuffer) throws(Stop) {
        out.text(words)
        try out.ipv4(value, 0)
    }
}
