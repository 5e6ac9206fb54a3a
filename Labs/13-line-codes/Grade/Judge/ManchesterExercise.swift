public import GradeKit
public import PhysicalLayer
import Wire

/// E1: Manchester code, encoded and decoded.
public struct ManchesterExercise {
    public struct Step: Sendable, CustomStringConvertible {
        public let id: String
        let goal: String
        public let points: Int
        let likely: String
        /// What went wrong, if anything did.
        let check: @Sendable (any LineCode) -> String?
        /// Whether the step asks for decoding.
        let decodes: Bool

        public var description: String { "\(id) \(goal)" }
    }

    public static let steps: [Step] = [
        Step(id: "E1.1", goal: "encodes the worked example", points: 2, likely: "a 1 is .negative, then .positive (IEEE 802.3); the other way round is Thomas's convention", check: { code in
            let levels = code.encode([true, false, false])
            return levels == [.negative, .positive, .positive, .negative, .positive, .negative] ? nil : "1 0 0 became \(shown(levels)), not - + + - + -"
        }, decodes: false),
        Step(id: "E1.2", goal: "decodes what it has encoded", points: 2, likely: "decode must undo encode: which half comes first?", check: { code in
            var random = RandomStream(seed: 13, name: "lab 13")
            for count in [1, 2, 3, 8, 64, 1000] {
                let bits = (0..<count).map { _ in random.chance(0.5) }
                // By the reference: a mirrored pair of encode and decode must not pass.
                do throws(LineCodeError) {
                    let back = try code.decode(Manchester().encode(bits))
                    if back != bits { return "\(count) bit\(count == 1 ? "" : "s") came back \(back.count == count ? "with bit \(zip(back, bits).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0) turned over" : "as \(back.count)")" }
                } catch { return "\(count) right bits were refused: \(error)" }
                if code.encode(bits) != Manchester().encode(bits) { return "\(count) bits were encoded wrongly" }
            }
            return nil
        }, decodes: true),
        Step(id: "E1.3", goal: "refuses a bit without a change", points: 2, likely: "two equal levels, or a level of zero, are no Manchester bit: throw, with the place of the bit's first symbol", check: { code in
            for (levels, place) in [([.negative, .positive, .positive, .positive], 2), ([.negative, .negative], 0), ([.positive, .negative, .positive, .negative, .zero, .positive], 4)] as [([Level], Int)] {
                do throws(LineCodeError) {
                    let bits = try code.decode(levels)
                    return "\(shown(levels)) became \(bits.count) bits"
                } catch { if error.symbol != place { return "\(shown(levels)) was refused at symbol \(error.symbol), not \(place)" } }
            }
            return nil
        }, decodes: true),
        Step(id: "E1.4", goal: "refuses half a bit", points: 1, likely: "an odd number of levels ends in half a bit: throw, with the number of levels as the place", check: { code in
            do throws(LineCodeError) {
                let bits = try code.decode([.negative, .positive, .positive])
                return "three levels became \(bits.count) bit\(bits.count == 1 ? "" : "s")"
            } catch { return error.symbol == 3 ? nil : "it was refused at symbol \(error.symbol), not 3" }
        }, decodes: true),
        Step(id: "E1.5", goal: "nothing becomes nothing", points: 1, likely: "no bits are no levels, and no levels no bits", check: { code in
            guard code.encode([]).isEmpty else { return "no bits became \(shown(code.encode([])))" }
            do throws(LineCodeError) { return try code.decode([]).isEmpty ? nil : "no levels became bits" } catch { return "no levels were refused: \(error)" }
        }, decodes: true),
    ]

    /// Judges one step.
    public static func judge(_ step: Step, _ code: some LineCode) -> Verdict {
        if isUntouched(code, decoding: step.decodes) { return .notAttempted(of: step.points) }
        guard let fault = step.check(code) else { return .passed(step.points) }
        return Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: [.init("came", fault), .init("likely", step.likely)])
    }

    /// As handed out: sends nothing, and says of every level that it is not attempted.
    private static func isUntouched(_ code: some LineCode, decoding: Bool) -> Bool {
        if !decoding { return code.encode([true]).isEmpty }
        do throws(LineCodeError) { _ = try code.decode([.negative, .positive]) } catch { return error.what == "not attempted" }
        return false
    }

    private static func shown(_ levels: [Level]) -> String {
        levels.isEmpty ? "nothing" : levels.prefix(16).map { $0 == .positive ? "+" : $0 == .negative ? "-" : "0" }.joined(separator: " ") + (levels.count > 16 ? " ..." : "")
    }
}
