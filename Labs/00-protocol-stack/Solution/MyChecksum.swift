import Wire

/// E1, done: add all words where there is room above 16 bits, then add what ran over until nothing does.
public struct MyChecksum: ChecksumFunction {
    public init() {}

    public func checksum(of bytes: [UInt8]) throws -> UInt16 {
        var sum: UInt64 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt64(bytes[index]) << 8
            if index + 1 < bytes.count { sum += UInt64(bytes[index + 1]) }
        }
        while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
        return ~UInt16(sum)
    }
}
