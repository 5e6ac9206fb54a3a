/// PPP's negotiations: "configure request 3" (RFC 1661), and PPPoE's discovery: "initiation" (RFC 2516).
enum PPPWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        guard let name = PPPDissector.codeName(UInt64(try data.u8(0))), !name.isEmpty else { return }
        out.text(name)
        out.byte(0x20)
        out.decimal(try data.u8(1))
    }

    static func writeDiscovery(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        switch try data.u8(1) {
        case 0x09: out.text("who offers a session?")
        case 0x07: out.text("I offer one")
        case 0x19: out.text("I would like one")
        case 0x65:
            out.text("this is session 0x")
            return out.hex(UInt64(try data.u16(2)), digits: 4)
        case 0xa7:
            out.text("the end of session 0x")
            return out.hex(UInt64(try data.u16(2)), digits: 4)
        default: return
        }
        // The service's and the concentrator's names.
        var at = 6
        while at + 4 <= data.count {
            let tag = try data.u16(at), length = try data.u16(at + 2)
            if tag == 0 { break }
            if tag == 0x0101 || tag == 0x0102, length > 0 {
                out.text(tag == 0x0101 ? ", service \"" : ", concentrator \"")
                try out.quoted(data, at + 4, length, limit: 30)
                out.text("\"")
            }
            at += 4 + length
        }
    }
}
