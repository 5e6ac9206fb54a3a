import TestSupport
import Testing
import Wire

@Suite("Internet checksum")
struct InternetChecksumTests {
    /// RFC 1071, word by word.
    static func slowChecksum(_ bytes: [UInt8]) -> UInt16 {
        var sum = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += Int(bytes[index]) << 8 + (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0)
            if sum > 0xffff { sum -= 0xffff }
        }
        return ~UInt16(sum)
    }

    @Test("The Internet checksum of every length up to 200, and some longer, is that done word by word")
    func checksumLengths() {
        let random = seededBytes(3000, seed: 4)
        for length in Array(0...200) + [1500, 1501, 2999] {
            for bytes in [Array(random[..<length]), [UInt8](repeating: 0xff, count: length), [UInt8](repeating: 0, count: length)] {
                let (fast, slow) = (InternetChecksum.of(bytes), Self.slowChecksum(bytes))
                // One's complement has two zeros: only bytes that are all zero sum to the one, all others to the other.
                #expect(fast == slow, "\(length) bytes: \(bytes.prefix(8))…")
            }
        }
    }

    @Test func checksumOfParts() {
        let bytes = seededBytes(300, seed: 5)
        let whole = InternetChecksum.of(bytes)
        for cut in stride(from: 0, through: bytes.count, by: 2) {
            var checksum = InternetChecksum()
            checksum.add(bytes.span.bytes.extracting(0..<cut))
            checksum.add(bytes.span.bytes.extracting(cut..<bytes.count))
            #expect(checksum.value == whole, "cut at \(cut)")
        }
        var numbers = InternetChecksum()
        numbers.add(0x0102_0304_0506_0708 as UInt64)
        numbers.add(0xfffe_fdfc as UInt32)
        #expect(numbers.value == InternetChecksum.of([1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xfe, 0xfd, 0xfc]))
    }

    @Test("A checksum brought up to date is that of the changed packet", arguments: 0..<40)
    func updating(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var packet = seededBytes(20, seed: seed + 100)
        for _ in 0..<50 {
            packet[10] = 0
            packet[11] = 0
            let before = InternetChecksum.of(packet)
            let place = [0, 2, 4, 6, 8, 12, 14, 16].randomElement(using: &random)!
            let old = UInt32(packet[place]) << 24 | UInt32(packet[place + 1]) << 16 | UInt32(packet[place + 2]) << 8 | UInt32(packet[place + 3])
            let new = [0, 0xffff_ffff, 0xffff_0000, UInt32.random(in: 0...UInt32.max, using: &random)].randomElement(using: &random)!
            let short = Bool.random(using: &random) || place == 8
            for index in 0..<(short ? 2 : 4) { packet[place + index] = UInt8(truncatingIfNeeded: new >> UInt32(24 - 8 * index)) }
            let updated = short ? InternetChecksum.updated(before, replacing: UInt16(old >> 16), with: UInt16(new >> 16)) : InternetChecksum.updated(before, replacing: old, with: new)
            if packet.contains(where: { $0 != 0 }) { #expect(updated == InternetChecksum.of(packet), "bytes \(place) from \(old) to \(new)") }
        }
    }

    @Test func rfc1624Example() {
        // Section 4 of the RFC: the case that the method before it got wrong.
        #expect(InternetChecksum.updated(0xdd2f, replacing: 0x5555 as UInt16, with: 0x3285) == 0x0000)
    }
}
