import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 08, E1: lines out of a stream's pieces.
    static let lines = Exercise("E1", file: "MyLines.swift", pieces: [("LineTrial", "MyLines.self")], steps: [
        step("E1.1", "lines that come whole", points: 2, likely: "a line ends in LF; the end is not part of it", [(100, ["hello\n"]), (100, ["one\ntwo\n"]), (100, ["\n"])]),
        step("E1.2", "lines that come in pieces", points: 2, likely: "what has no end yet is kept, and the next piece goes on from there: a property, not a variable", [(100, ["hel", "lo\n"]), (100, ["a", "b", "c\nd", "\n"]), (100, ["one\ntw", "o\nth", "ree"])]),
        step("E1.3", "a CR before the LF", points: 1, likely: "a CR belongs to the line's end, even where it came with another piece; a CR elsewhere is a byte like any", [(100, ["hello\r\n"]), (100, ["hello\r", "\n"]), (100, ["a\rb\n"]), (100, ["\r\r\n"])]),
        step("E1.4", "bytes that are no text", points: 1, likely: "bytes were turned into text: keep them as [UInt8]", [(100, [[0xff, 0x00, 0xc3, 0x0a], [0x80, 0x0a]])]),
        step("E1.5", "a line that never ends", points: 2, likely: "without a limit a peer fills your memory: throw LineTooLong as soon as it is certain", [(4, ["abcd\n"]), (4, ["abcde"]), (4, ["abcd\r\n"]), (4, ["ab", "cd", "ef"]), (4, ["abcd\r", "x\n"]), (4, ["ab\ncdefg\n"])]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ cases: [(Int, [String])]) -> ExerciseStep {
        step(id, goal, points: points, likely: likely, cases.map { ($0.0, $0.1.map { Array($0.utf8) }) })
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ cases: [(Int, [[UInt8]])]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: LineTrial.self, likely: likely, inputs: cases.map { LineTrial.Input(limit: $0.0, pieces: $0.1) }, show: { input in
            input.pieces.map { Shown.text($0, limit: 20) }.joined(separator: ", ") + (input.limit < 100 ? " with a limit of \(input.limit)" : "")
        }) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            let all = came.lines.flatMap(\.self), right = wanted.lines.flatMap(\.self)
            var likely: String?
            if all.contains(where: { $0.last == 0x0a }) { likely = "a line ends in LF; the end is not part of it" } else if came.isTooLong, !wanted.isTooLong { likely = "the limit counts the line without its end" } else if !came.isTooLong, wanted.isTooLong, !all.elementsEqual(right) || came.lines.count > wanted.lines.count { likely = nil } else if all.count < right.count { likely = "an empty line is a line, and so is what a later piece completes" }
            return Fault(wanted: say(wanted), came: say(came), likely: likely)
        }
    }

    private static func reference(_ input: LineTrial.Input) -> LineTrial.Output {
        var unfinished: [UInt8] = [], all: [[[UInt8]]] = []
        for piece in input.pieces {
            var lines: [[UInt8]] = []
            for byte in piece {
                if byte != 0x0a {
                    unfinished.append(byte)
                    // One more may be the CR of the end.
                    if unfinished.count > input.limit + 1 || unfinished.count == input.limit + 1 && byte != 0x0d { return LineTrial.Output(lines: all, isTooLong: true) }
                    continue
                }
                if unfinished.last == 0x0d { unfinished.removeLast() }
                lines.append(unfinished)
                unfinished = []
            }
            all.append(lines)
        }
        return LineTrial.Output(lines: all, isTooLong: false)
    }

    private static func say(_ output: LineTrial.Output) -> String {
        let pieces = output.lines.map { lines in lines.isEmpty ? "nothing" : lines.map { Shown.text($0, limit: 20) }.joined(separator: " and ") }
        return (pieces + (output.isTooLong ? ["LineTooLong"] : [])).joined(separator: ", then ")
    }
}
