/// "response: 192.168.1.0/24 metric 2, 10.0.0.0/8 unreachable": RIP (RFC 2453).
enum RIPWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let command = try data.u8(0), version = try data.u8(1)
        guard command == 1 || command == 2 else { return }
        out.text(command == 1 ? "request" : "response")
        var at = 4, shown = 0, count = 0
        while at + 20 <= data.count {
            let family = try data.u16(at)
            if family == 0xffff { at += 20; continue }
            count += 1
            if shown < 3 {
                out.text(shown == 0 ? ": " : ", ")
                if family == 0, command == 1 { out.text("all routes") } else {
                    try out.ipv4(data, at + 4)
                    let mask = UInt32(truncatingIfNeeded: try data.u32(at + 8))
                    // Only version 2 says how long the prefix is.
                    if version >= 2, (~mask &+ 1) & ~mask == 0 {
                        out.byte(UInt8(ascii: "/"))
                        out.decimal(mask.nonzeroBitCount)
                    }
                    let metric = try data.u32(at + 16)
                    if command == 2 {
                        if metric >= 16 { out.text(" unreachable") } else {
                            out.text(" metric ")
                            out.decimal(metric)
                        }
                    }
                }
                shown += 1
            }
            at += 20
        }
        if count > shown {
            out.text(", and ")
            out.decimal(count - shown)
            out.text(" more")
        }
    }
}
