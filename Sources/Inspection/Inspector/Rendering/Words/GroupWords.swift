/// Who listens to which group: IGMP (RFC 1112, RFC 2236, RFC 3376), and the records that MLD 2 (RFC 3810) has like IGMP 3.
enum GroupWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        switch try data.u8(0) {
        case 0x11:
            out.text("who listens to ")
            if try data.u32(4) == 0 { out.text("any group") } else { try out.ipv4(data, 4) }
            out.text("?")
        case 0x12, 0x16:
            out.text("I listen to ")
            try out.ipv4(data, 4)
        case 0x17:
            out.text("I listen no more to ")
            try out.ipv4(data, 4)
        case 0x22: try writeRecords(data, isIPv6: false, into: &out)
        default: break
        }
    }

    /// For each group, whom the host listens to from now on: "I listen to 224.0.0.251; I listen to 232.1.1.1, 2 senders only".
    static func writeRecords(_ data: Octets, isIPv6: Bool, into out: inout OutputBuffer) throws(Stop) {
        let count = try data.u16(6), size = isIPv6 ? 16 : 4
        var at = 8
        for index in 0..<min(count, 3) {
            if index > 0 { out.text("; ") }
            let type = try data.u8(at), extra = try data.u8(at + 1), sources = try data.u16(at + 2)
            // What is included is heard, what is excluded is not (RFC 3376 section 4.2.12).
            let isOff = sources == 0 && (type == 1 || type == 3)
            out.text(isOff ? "I listen no more to " : "I listen to ")
            if isIPv6 { try out.ipv6(data, at + 4) } else { try out.ipv4(data, at + 4) }
            if sources > 0 {
                out.text(type == 2 || type == 4 ? ", all but " : type == 5 ? ", also " : type == 6 ? ", no more " : ", only ")
                out.count(sources, "sender")
            }
            at += 4 + size + size * sources + 4 * extra
        }
        if count > 3 {
            out.text("; and ")
            out.decimal(count - 3)
            out.text(" more")
        }
    }
}
