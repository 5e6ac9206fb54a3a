import TestSupport
import Testing
import Wire

@Suite("Checks") struct ChecksTests {
    @Test("CRC-32 gives its published check value and known others", arguments: [
        ("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43), ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
    ] as [(String, UInt32)])
    func crc32(text: String, check: UInt32) {
        #expect(CRC32.of(Array(text.utf8)) == check)
    }

    @Test("CRC-32 is the same in parts as in one piece, wherever it is cut")
    func crc32Parts() {
        var generator = SeededGenerator(seed: 7)
        let bytes = generator.bytes(200)
        let whole = CRC32.of(bytes)
        for cut in 0...bytes.count {
            var check = CRC32()
            check.add(Array(bytes[..<cut]).span.bytes)
            check.add(Array(bytes[cut...]).span.bytes)
            #expect(check.value == whole, "cut at \(cut)")
        }
        var writer = ByteWriter(appendingTo: bytes)
        writer.uint32(whole.byteSwapped)
        #expect(CRC32.of(writer.bytes) == CRC32.residue)
    }

    @Test("a wrong Internet checksum is told from a right one, and from one that a network card was to finish")
    func verdict() {
        // RFC 1071's example words, with the checksum at their end.
        let header = PseudoHeader(source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), protocolNumber: 6)
        var segment = hex("0001 f203 f4f5 f6f7 0000")
        var sum = header.checksum(length: segment.count)
        sum.add(segment.span.bytes)
        let right = sum.value
        func verdict(_ stored: UInt16) -> ChecksumVerdict {
            segment[8] = UInt8(stored >> 8)
            segment[9] = UInt8(stored & 255)
            return ChecksumVerdict(of: segment.span.bytes, stored: stored, pseudoHeader: header)
        }
        #expect(verdict(right) == .good)
        #expect(verdict(right &+ 1) == .bad(expected: right))
        #expect(verdict(0) == .bad(expected: right))
        #expect(verdict(~header.checksum(length: segment.count).value) == .unfinished)
    }
}
