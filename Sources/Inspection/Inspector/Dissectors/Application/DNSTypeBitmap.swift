/// The types of record that a name has, as NSEC, NSEC3 and CSYNC list them (RFC 4034 section 4.1.2), and NXT did (RFC 2535).
///
///     | window (1) | size (1) | one bit for each type |, over and over
enum DNSTypeBitmap {
    /// A record that says little else: NXT (30), CSYNC (62).
    static func dissect(_ type: Int, _ data: Octets, _ start: Int, _ length: Int, _ d: inout Dissection) throws(Stop) {
        d.add(DNSField.data, 0, data, start, length)
        let end = start + length
        guard type == 30 else { return try windows(data, start + 6, end, &d) }
        let at = start + (try DNSName.skip(data, start))
        try bits(data, at, end - at, from: 0, &d)
    }

    static func windows(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        while at < end {
            let window = try data.u8(at), size = try data.u8(at + 1)
            try bits(data, at + 2, size, from: window << 8, &d)
            at += 2 + size
        }
    }

    private static func bits(_ data: Octets, _ start: Int, _ count: Int, from first: Int, _ d: inout Dissection) throws(Stop) {
        guard count > 0 else { return }
        try data.require(start, count)
        for place in 0..<count {
            let byte = data.base[start + place]
            for bit in 0..<8 where byte & 0x80 >> UInt8(bit) != 0 { d.add(DNSField.type, first + place * 8 + bit, data, start + place, 1) }
        }
    }
}
