import ExerciseKit
import GradeKit
import PhysicalLayer
import Wire

extension Exercise {
    /// Lab 13, E1: Manchester code, encoded and decoded.
    static let manchester = Exercise("E1", file: "MyManchester.swift", pieces: [("LineCodeTrial", "MyManchester()")], steps: [
        step("E1.1", "encodes the worked example", points: 2, likely: "a 1 is .negative, then .positive (IEEE 802.3); the other way round is Thomas's convention", [.encode([true, false, false])]),
        step("E1.2", "decodes what it has encoded", points: 2, likely: "decode must undo encode: which half comes first?", [1, 2, 3, 8, 64, 1000].flatMap { count -> [LineCodeTrial.Input] in
            // By the reference: a mirrored pair of encode and decode must not pass.
            var random = RandomStream(seed: 13, name: "lab 13 \(count)")
            let bits = (0..<count).map { _ in random.chance(0.5) }
            return [.decode(Manchester().encode(bits).map(\.rawValue)), .encode(bits)]
        }),
        step("E1.3", "refuses a bit without a change", points: 2, likely: "two equal levels, or a level of zero, are no Manchester bit: throw, with the place of the bit's first symbol", [.decode([-1, 1, 1, 1]), .decode([-1, -1]), .decode([1, -1, 1, -1, 0, 1])]),
        step("E1.4", "refuses half a bit", points: 1, likely: "an odd number of levels ends in half a bit: throw, with the number of levels as the place", [.decode([-1, 1, 1])]),
        step("E1.5", "nothing becomes nothing", points: 1, likely: "no bits are no levels, and no levels no bits", [.decode([]), .encode([])]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [LineCodeTrial.Input]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: LineCodeTrial.self, likely: likely, inputs: inputs, show: show) { input, came in
            let wanted = reference(input)
            return came == wanted ? nil : Fault(wanted: say(wanted), came: say(came))
        }
    }

    /// What the physical layer's own code makes of it.
    private static func reference(_ input: LineCodeTrial.Input) -> LineCodeTrial.Output {
        switch input {
        case .encode(let bits): return .levels(Manchester().encode(bits).map(\.rawValue))
        case .decode(let levels):
            do throws(LineCodeError) { return .bits(try Manchester().decode(levels.map { Level(rawValue: $0) ?? .zero })) } catch { return .refused(symbol: error.symbol) }
        }
    }

    private static func show(_ input: LineCodeTrial.Input) -> String {
        switch input {
        case .encode(let bits): "encode \(shown(bits))"
        case .decode(let levels): "decode \(shown(levels))"
        }
    }

    private static func say(_ output: LineCodeTrial.Output) -> String {
        switch output {
        case .levels(let levels): shown(levels)
        case .bits(let bits): shown(bits)
        case .refused(let symbol): "refused at symbol \(symbol)"
        }
    }

    private static func shown(_ bits: [Bool]) -> String { bits.isEmpty ? "no bits" : bits.prefix(16).map { $0 ? "1" : "0" }.joined(separator: " ") + (bits.count > 16 ? " ... (\(bits.count))" : "") }
    private static func shown(_ levels: [Int8]) -> String {
        levels.isEmpty ? "no levels" : levels.prefix(16).map { $0 > 0 ? "+" : $0 < 0 ? "-" : "0" }.joined(separator: " ") + (levels.count > 16 ? " ... (\(levels.count))" : "")
    }
}
