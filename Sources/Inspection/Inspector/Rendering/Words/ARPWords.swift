/// Requests that ask nobody: the announcement of an address, and the probe whether somebody has it (RFC 5227).
enum ARPWords {
    /// Of Ethernet and IPv4. Nothing for an ordinary question or answer.
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let operation = try data.u16(6), sender = try data.u32(14), target = try data.u32(24)
        guard sender == target || sender == 0 else { return }
        if sender == 0 {
            guard operation == 1 else { return }
            out.text("has anyone ")
            try out.ipv4(data, 24)
            out.text("? a probe")
        } else {
            try out.ipv4(data, 14)
            out.text(" is at ")
            try out.mac(data, 8)
            out.text(", announced")
        }
    }
}
