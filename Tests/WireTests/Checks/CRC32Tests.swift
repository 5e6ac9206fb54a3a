import TestSupport
import Testing
import Wire

/// `count` bytes that are always the same for a seed.
func seededBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return random.bytes(count)
}

@Suite("CRC-32")
struct CRC32Tests {
    /// The division, bit by bit.
    static func slowCRC32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var register: UInt32 = .max
        for octet in bytes {
            for bit in 0..<8 {
                let carry = register & 1 ^ UInt32(octet >> UInt8(bit) & 1)
                register = register >> 1 ^ (carry == 1 ? 0xedb8_8320 : 0)
            }
        }
        return ~register
    }

    @Test("CRC-32 of every length up to 300, and some longer, is the division done bit by bit")
    func crc32Lengths() {
        let bytes = seededBytes(5000, seed: 1)
        for length in Array(0...300) + [511, 512, 513, 1500, 1514, 4999] {
            let slow = Self.slowCRC32(bytes[..<length])
            #expect(CRC32.of(Array(bytes[..<length])) == slow, "\(length) bytes")
        }
        #expect(CRC32.of(Array("123456789".utf8)) == 0xcbf4_3926, "the check value that every catalogue of CRCs gives")
    }

    @Test("CRC-32 over parts is that over the whole, wherever it is cut")
    func crc32Parts() {
        let bytes = seededBytes(400, seed: 2)
        let whole = CRC32.of(bytes)
        for cut in 0...bytes.count {
            var check = CRC32()
            check.add(bytes.span.bytes.extracting(0..<cut))
            check.add(bytes.span.bytes.extracting(cut..<bytes.count))
            #expect(check.value == whole, "cut at \(cut)")
        }
    }

    @Test func crc32Residue() {
        let bytes = seededBytes(1000, seed: 3), check = CRC32.of(bytes)
        #expect(CRC32.of(bytes + (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) }) == CRC32.residue)
    }
}
