@testable import Inspector
import Foundation
import Testing
import Wire

/// What is written through a bare pointer, against what the standard library and `inet_ntop` write. (A debug build, as tests are, stops at the first byte
/// beyond the room that was asked for.)
@Suite("Numbers and addresses, as lines write them") struct TextCursorTests {
    private func text(_ body: (inout OutputBuffer) -> Void) -> String {
        var out = OutputBuffer(capacity: 1)
        body(&out)
        return out.takeString()
    }

    /// Every number of digits, from both ends, and what no pattern would hit.
    static let numbers: [UInt64] = {
        var numbers: [UInt64] = [0, .max], power: UInt64 = 1
        for _ in 0..<20 {
            numbers += [power - 1, power, power + 1, power &* 9 / 2]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        var random = Xorshift(seed: 3)
        for shift in 0..<64 { numbers.append(random.next() >> UInt64(shift)) }
        return numbers
    }()

    @Test("decimal and hexadecimal", arguments: numbers)
    func number(_ value: UInt64) {
        #expect(text { $0.decimal(unsigned: value) } == "\(value)")
        #expect(text { $0.decimal(Int(truncatingIfNeeded: value)) } == "\(Int(truncatingIfNeeded: value))")
        for digits in [1, 2, 4, 8, 16] {
            let whole = String(value, radix: 16), padded = String(repeating: "0", count: 16 - whole.count) + whole
            #expect(text { $0.hex(value, digits: digits) } == padded.suffix(digits))
        }
    }

    @Test("right-aligned, at least so wide", arguments: 1...8)
    func aligned(_ width: Int) {
        for value in Self.numbers where value < 1 << 60 {
            let plain = "\(value)"
            #expect(text { $0.decimal(Int(value), width: width) } == String(repeating: " ", count: max(0, width - plain.count)) + plain)
        }
    }

    @Test("seconds", arguments: [0, 1, 999, 1_000, 999_999_999, 1_000_000_000, -1, -1_500_000_000, 1_700_000_000_123_456_789, .max, .min])
    func seconds(_ nanoseconds: Int64) {
        let fraction = "\(nanoseconds.magnitude % 1_000_000_000)"
        let whole = (nanoseconds < 0 ? "-" : "") + "\(nanoseconds.magnitude / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.count) + fraction
        #expect(text { $0.seconds(nanoseconds, digits: 9) } == whole)
        #expect(text { $0.seconds(nanoseconds, digits: 6) } == whole.dropLast(3))
        #expect(text { $0.seconds(nanoseconds, digits: 3) } == whole.dropLast(6))
    }

    @Test("every octet, every group, every run of zeros")
    func addresses() {
        for value in 0...255 as ClosedRange<UInt32> {
            #expect(text { $0.ipv4(value << 24 | (255 - value) << 16 | value << 8 | value) } == "\(value).\(255 - value).\(value).\(value)")
        }
        for zeros in 0...255 {
            for digit in [0x1, 0x20, 0x300, 0xffff] {
                let groups = (0..<8).map { zeros >> $0 & 1 == 1 ? 0 : digit }
                var storage = in6_addr()
                withUnsafeMutableBytes(of: &storage) { for (index, group) in groups.enumerated() { ($0[2 * index], $0[2 * index + 1]) = (UInt8(group >> 8), UInt8(group & 255)) } }
                var expected = [CChar](repeating: 0, count: 64)
                _ = inet_ntop(AF_INET6, &storage, &expected, 64)
                let (high, low) = withUnsafeBytes(of: storage) { (UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)), UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))) }
                #expect(text { $0.ipv6(high, low) } == expected.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
            }
        }
        #expect(text { $0.mac(0x0203_0405_a0ff) } == "02:03:04:05:a0:ff")
    }
}

private struct Xorshift {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
