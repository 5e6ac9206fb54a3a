/// "core1 (00:18:ba:98:68:80) port Gi0/13, for 120 s": who is at the other end of the cable.
enum LLDPWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        var name: Octets?, chassis: Octets?, port: Octets?, seconds: Int?
        var at = 0, count = 0
        while at < data.count, count < 32 {
            let head = try data.u16(at), type = head >> 9, length = head & 0x1ff
            if type == 0 { break }
            let value = try data.slice(at + 2, length)
            switch type {
            case 1: chassis = value
            case 2: port = value
            case 3: seconds = try value.u16(0)
            case 5: name = value
            default: break
            }
            at += 2 + length
            count += 1
        }
        guard let chassis, let port, let seconds else { return }
        if let name, name.count > 0 {
            try out.quoted(name, 0, name.count)
            out.text(" (")
            try identifier(chassis, macSubtype: 4, &out)
            out.text(")")
        } else {
            try identifier(chassis, macSubtype: 4, &out)
        }
        out.text(" port ")
        try identifier(port, macSubtype: 3, &out)
        if seconds == 0 { out.text(", gone") } else {
            out.text(", for ")
            out.decimal(seconds)
            out.text(" s")
        }
    }

    /// An address, or a name: IEEE 802.1AB sections 8.5.2 and 8.5.3 number their kinds.
    private static func identifier(_ value: Octets, macSubtype: Int, _ out: inout OutputBuffer) throws(Stop) {
        let subtype = try value.u8(0), length = value.reported - 1
        if subtype == macSubtype, length == 6 { return try out.mac(value, 1) }
        if subtype == macSubtype + 1, length == 5, try value.u8(1) == 1 { return try out.ipv4(value, 2) }
        try out.quoted(value, 1, length)
    }
}
