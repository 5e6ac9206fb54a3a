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
        var sum = initial
        var pointer = UnsafeRawPointer(data.base + at)
        var left = length
        // Words are added as they lie in memory; the byte order of the sum is put right at the end (RFC 1071 section 2B).
        var wide: UInt64 = 0
        while left >= 32 {
            let a = pointer.loadUnaligned(as: SIMD8<UInt32>.self)
            let low = SIMD8<UInt64>(truncatingIfNeeded: a)
            wide &+= low.wrappedSum()
            pointer += 32
            left -= 32
        }
        while left >= 4 {
            wide &+= UInt64(pointer.loadUnaligned(as: UInt32.self))
            pointer += 4
            left -= 4
        }
        if left >= 2 {
            wide &+= UInt64(pointer.loadUnaligned(as: UInt16.self))
            pointer += 2
            left -= 2
        }
        if left == 1 { wide &+= UInt64(UInt16(littleEndian: UInt16(pointer.load(as: UInt8.self)))) }
        while wide > 0xffff { wide = wide >> 16 &+ wide & 0xffff }
        sum &+= UInt64(UInt16(bigEndian: UInt16(truncatingIfNeeded: wide)))
        while sum > 0xffff { sum = sum >> 16 &+ sum & 0xffff }
        return UInt16(truncatingIfNeeded: sum)
    }

    /// The sum of a pseudo-header, not folded (RFC 9293 section 3.1, RFC 8200 section 8.1).
    static func pseudoHeader(_ source: AddressKey, _ destination: AddressKey, proto: Int, length: Int) -> UInt64 {
        func words(_ value: UInt64) -> UInt64 { value >> 48 &+ value >> 32 & 0xffff &+ value >> 16 & 0xffff &+ value & 0xffff }
        return words(source.high) &+ words(source.low) &+ words(destination.high) &+ words(destination.low) &+ UInt64(proto) &+ words(UInt64(length))
    }
}
