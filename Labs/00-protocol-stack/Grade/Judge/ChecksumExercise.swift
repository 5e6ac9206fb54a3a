public import GradeKit
public import Wire

/// E1: the Internet checksum.
public struct ChecksumExercise {
    public struct Step: Sendable, CustomStringConvertible {
        public let id: String
        let goal: String
        let inputs: [[UInt8]]
        public let points: Int

        public var description: String { "\(id) \(goal)" }
    }

    public static let steps: [Step] = [
        Step(id: "E1.1", goal: "the worked example", inputs: [[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]], points: 2),
        Step(id: "E1.2", goal: "a carry that causes another carry", inputs: [[0xff, 0xff, 0x00, 0x01], [0xff, 0xff, 0xff, 0xff], [0x80, 0x00, 0x7f, 0xff, 0x00, 0x01]] + [Array(repeating: 0xff, count: 2 * 0x10001)], points: 2),
        Step(id: "E1.3", goal: "an odd number of bytes", inputs: [[0x01], [0x12, 0x34, 0x56], [0xff, 0xff, 0xff]], points: 1),
        Step(id: "E1.4", goal: "no bytes at all", inputs: [[]], points: 1),
        Step(id: "E1.5", goal: "long input", inputs: (0..<4).map { seed in
            var random = RandomStream(seed: UInt64(seed), name: "lab 00")
            return (0..<[64, 1500, 9001, 200_000][seed]).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }, points: 1),
    ]

    /// Judges one step.
    public static func judge(_ step: Step, _ function: some ChecksumFunction) -> Verdict {
        var story: [Verdict.Line] = []
        for (index, input) in step.inputs.enumerated() {
            let wanted = InternetChecksum.of(input)
            let came: UInt16
            do { came = try function.checksum(of: input) } catch is NotAttempted {
                return .notAttempted(of: step.points)
            } catch {
                return Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: story + [.init("\(index + 1)", "\(shown(input))  WRONG: it threw \(error)")])
            }
            guard came == wanted else {
                let likely = misconception(came, input)
                return Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: story + [
                    .init("\(index + 1)", "\(shown(input))  WRONG"), .init("wanted", hex(wanted)), .init("came", hex(came)), .init("likely", likely),
                ])
            }
            story.append(.init("\(index + 1)", "\(shown(input))  \(hex(came)) ok"))
        }
        return .passed(step.points)
    }

    /// What leads to a wrong value, found by making the mistake.
    private static func misconception(_ came: UInt16, _ input: [UInt8]) -> String {
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
        return "add the 16-bit words, add what runs over at the low end, turn over all bits"
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

    private static func shown(_ input: [UInt8]) -> String {
        let bytes = input.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return "\(input.count) byte\(input.count == 1 ? "" : "s")" + (input.isEmpty ? "" : ": \(bytes)\(input.count > 8 ? " ..." : "")")
    }
}
