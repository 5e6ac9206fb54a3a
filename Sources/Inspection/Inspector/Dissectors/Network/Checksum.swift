import Wire

/// Checking Internet checksums (RFC 1071).
enum Checksum {
    @Sendable static func name(_ status: UInt64) -> String? {
        switch status {
        case 0: "bad"
        case 1: "good"
        case 2: "not verified"
        case 3: "not present"
        default: nil
        }
    }

    /// The one's complement sum of `length` bytes from `at` on, folded: 0xffff over bytes that hold a right checksum.
    static func sum(_ data: Octets, _ at: Int, _ length: Int, initial: UInt64 = 0) -> UInt16 {
        guard at >= 0, length >= 0, length <= data.count - at else { return 0 }
        var sum = InternetChecksum()
        sum.add(initial)
        sum.add(UnsafeRawBufferPointer(start: data.base + at, count: length).bytes)
        return ~sum.value
    }

    /// The sum of a pseudo-header in words of 32 bits, not folded (RFC 9293 section 3.1, RFC 8200 section 8.1).
    static func pseudoHeader(_ source: AddressKey, _ destination: AddressKey, proto: Int, length: Int) -> UInt64 {
        @inline(__always) func words(_ value: UInt64) -> UInt64 { (value >> 32) &+ (value & 0xffff_ffff) }
        return words(source.high) &+ words(source.low) &+ words(destination.high) &+ words(destination.low) &+ UInt64(proto) &+ words(UInt64(length))
    }

    /// Whether a checksum that doesn't add up is the pseudo-header's sum alone: a host that leaves checksums to its network card writes that,
    /// so that the card need not know of addresses; a capture made on that host shows it.
    static func isUnfinished(_ checksum: Int, _ pseudoHeader: UInt64) -> Bool {
        var sum = pseudoHeader
        while sum > 0xffff { sum = sum & 0xffff &+ sum >> 16 }
        return UInt64(checksum) == sum
    }
}
