/// Who is the root, how far away it is, and who says so: "root 4096 02:20:00:00:02:00 at cost 4, says 8192 02:20:00:00:03:00 by port 0x8001";
/// "I am the root, 4096 02:20:00:00:02:00, port 0x8001".
enum SpanningTreeWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let type = try data.u8(3)
        if type == 0x80 { return out.text("topology change notification") }
        guard type == 0 || type == 2 else { return }
        let flags = try data.u8(4)
        if try data.u64(5) == data.u64(17) {
            out.text("I am the root, ")
            try bridge(data, 5, &out)
            out.text(", port 0x")
        } else {
            out.text("root ")
            try bridge(data, 5, &out)
            out.text(" at cost ")
            out.decimal(try data.u32(13))
            out.text(", says ")
            try bridge(data, 17, &out)
            out.text(" by port 0x")
        }
        out.hex(UInt64(try data.u16(25)), digits: 4)
        if type == 2 {
            out.text([", role unknown", ", alternate or backup", ", root port", ", designated"][flags >> 2 & 3])
            // What a port may do: nothing yet, learn, forward.
            out.text(flags & 0x20 != 0 ? ", forwarding" : flags & 0x10 != 0 ? ", learning" : ", discarding")
            if flags & 2 != 0 { out.text(", proposal") }
            if flags & 0x40 != 0 { out.text(", agreement") }
        }
        if flags & 1 != 0 { out.text(", topology change") }
        if flags & 0x80 != 0 { out.text(", change acknowledged") }
    }

    /// Priority with its extension, and address.
    private static func bridge(_ data: Octets, _ at: Int, _ out: inout OutputBuffer) throws(Stop) {
        out.decimal(try data.u16(at))
        out.byte(0x20)
        try out.mac(data, at + 2)
    }
}
