import TestSupport
import Testing
import Wire

@Suite("SipHash")
struct SipHashTests {
    @Test(arguments: [(0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (15, 0xa129_ca61_49be_45e5)] as [(UInt8, UInt64)])
    func sipHashVectors(length: UInt8, expected: UInt64) {
        // The paper's appendix A: octets counting up, under a key of octets counting up.
        let key = SipHash.Key(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        #expect(SipHash.of(Array(0..<length), key: key) == expected)
    }

    @Test("SipHash of numbers is that of their octets, however they are cut up")
    func sipHashParts() {
        let key = SipHash.Key(1, 2)
        var random = SeededGenerator(seed: 6)
        for _ in 0..<500 {
            var hash = SipHash(key: key), bytes: [UInt8] = []
            func octets(_ number: UInt64, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) } }
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let number = random.next()
                switch Int.random(in: 0..<4, using: &random) {
                case 0: hash.add(UInt8(truncatingIfNeeded: number)); bytes += octets(number, 1)
                case 1: hash.add(UInt16(truncatingIfNeeded: number)); bytes += octets(number, 2)
                case 2: hash.add(UInt32(truncatingIfNeeded: number)); bytes += octets(number, 4)
                default: hash.add(number); bytes += octets(number, 8)
                }
            }
            #expect(hash.value == SipHash.of(bytes, key: key), "\(bytes.count) bytes")
        }
    }
}
