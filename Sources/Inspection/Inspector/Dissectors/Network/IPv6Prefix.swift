/// An IPv6 prefix that stands in a message with only as many bytes as it needs.
enum IPv6Prefix {
    /// The prefix in full, what is missing of its 16 bytes taken as zeros: "2001:db8::".
    static func text(_ data: Octets, _ at: Int, _ size: Int) -> String {
        var halves: (UInt64, UInt64) = (0, 0)
        for index in 0..<min(size, 16) {
            let byte = UInt64(data[at + index] ?? 0)
            if index < 8 { halves.0 |= byte << UInt64(56 - 8 * index) } else { halves.1 |= byte << UInt64(120 - 8 * index) }
        }
        var out = OutputBuffer(capacity: 64)
        out.ipv6(halves.0, halves.1)
        return out.takeString()
    }
}
