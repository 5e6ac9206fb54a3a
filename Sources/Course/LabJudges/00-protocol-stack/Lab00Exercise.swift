import ExerciseKit
import GradeKit
import Wire

extension Exercise {
    /// Lab 00, E1: the Internet checksum.
    static let checksum = Exercise("E1", file: "MyChecksum.swift", pieces: [("ChecksumTrial", "MyChecksum()")], steps: [
        step("E1.1", "the worked example", points: 2, [[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]]),
        step("E1.2", "a carry that causes another carry", points: 2, [[0xff, 0xff, 0x00, 0x01], [0xff, 0xff, 0xff, 0xff], [0x80, 0x00, 0x7f, 0xff, 0x00, 0x01]] + [Array(repeating: 0xff, count: 2 * 0x10001)]),
        step("E1.3", "an odd number of bytes", points: 1, [[0x01], [0x12, 0x34, 0x56], [0xff, 0xff, 0xff]]),
        step("E1.4", "no bytes at all", points: 1, [[]]),
        step("E1.5", "long input", points: 1, (0..<4).map { seed in
            var random = RandomStream(seed: UInt64(seed), name: "lab 00")
            return (0..<[64, 1500, 9001, 200_000][seed]).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, _ inputs: [[UInt8]]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: ChecksumTrial.self, likely: "add the 16-bit words, add what runs over at the low end, turn over all bits", inputs: inputs, show: shown, say: hex) { input, came in
            let wanted = InternetChecksum.of(input)
            return came == wanted ? nil : Fault(wanted: hex(wanted), came: hex(came), likely: misconception(came, input))
        }
    }

    /// What leads to a wrong value, found by making the mistake.
    private static func misconception(_ came: UInt16, _ input: [UInt8]) -> String? {
        let wanted = InternetChecksum.of(input)
        var words: [UInt64] = stride(from: 0, to: input.count, by: 2).map { UInt64(input[$0]) << 8 | ($0 + 1 < input.count ? UInt64(input[$0 + 1]) : 0) }
        let sum = words.reduce(0, +)
        let truncated = UInt16(truncatingIfNeeded: sum), once = UInt16(truncatingIfNeeded: (sum & 0xffff) + (sum >> 16))
        if came == ~wanted { return "the bits were not turned over at the end" }
        if came == ~truncated || came == truncated { return "the carry was lost: what runs over 16 bits is added at the low end" }
        if came == ~once || came == once { return "the carry was added once: adding it may carry again" }
        if !input.count.isMultiple(of: 2) {
            words[words.count - 1] >>= 8
            if came == checksum(words) { return "the last odd byte is a high half: a zero byte stands behind it, not before it" }
            if came == checksum(words.dropLast()) { return "the last odd byte was left out" }
        }
        if came == wanted.byteSwapped { return "host byte order: the first byte of a pair is the high half" }
        return nil
    }

    private static func checksum(_ words: some Sequence<UInt64>) -> UInt16 {
        var sum = words.reduce(0, +)
        while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
        return ~UInt16(sum)
    }

    private static func hex(_ word: UInt16) -> String {
        let digits = String(word, radix: 16)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func shown(_ input: [UInt8]) -> String { Shown.bytes(input) }
}
