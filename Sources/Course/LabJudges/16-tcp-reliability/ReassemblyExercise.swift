import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 16, E2: segments put in order.
    static let reassembly = Exercise("E2", file: "MyReassembler.swift", pieces: [("ReassemblyTrial", "MyReassembler.self")], steps: [
        step("E2.1", "segments in order", points: 1, likely: "offset 0 is the next byte expected: what begins there is in order at once", [[(0, "Hello, "), (7, "server!")]]),
        step("E2.2", "a gap, and what fills it", points: 2, likely: "what comes beyond a gap waits, and goes out together with what fills the gap", [[(7, "server!"), (0, "Hello, ")], [(0, "ab"), (4, "ef"), (6, "gh"), (2, "cd")]]),
        step("E2.3", "two gaps", points: 2, likely: "when one gap is filled only what reaches to the next gap goes out; offsets count from there on", [[(2, "cd"), (6, "gh"), (0, "ab"), (4, "ef")], [(8, "i"), (6, "g"), (4, "e"), (0, "abcd"), (7, "h"), (5, "f")]]),
        step("E2.4", "bytes that come twice", points: 2, likely: "bytes that have come before are not taken again: cut them off, in front and behind", [[(0, "abcd"), (0, "abcd"), (2, "cdef")], [(4, "efgh"), (2, "cdefghij"), (0, "abc"), (8, "ijkl")], [(2, "cd"), (2, "XY"), (0, "ab")]]),
        step("E2.5", "says what waits", points: 1, likely: "runs that touch are one; offsets in runs count from the next byte expected", [[(4, "ef"), (8, "ij"), (6, "gh"), (0, "ab"), (2, "cd")]]),
        step("E2.6", "takes nothing beyond its capacity", points: 1, likely: "bytes at offset capacity and beyond are dropped: otherwise a peer fills your memory", [[(6, "ghijkl"), (0, "abcdef"), (8, "ijklmnopqr")]], capacity: 8),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[(Int, String)]], capacity: Int = 1000) -> ExerciseStep {
        let inputs = inputs.map { ReassemblyTrial.Input(capacity: capacity, segments: $0.map { .init($0.0, Array($0.1.utf8)) }) }
        let looksAtRuns = id == "E2.5"
        return ExerciseStep(id, goal, points: points, of: ReassemblyTrial.self, likely: likely, inputs: inputs, show: { "\($0.segments.count) segments" }) { input, came in
            let wanted = reference(input)
            func isRight(_ index: Int) -> Bool { index < came.count && came[index].bytes == wanted[index].bytes && (!looksAtRuns || came[index].waiting == wanted[index].waiting) }
            guard let wrong = wanted.indices.first(where: { !isRight($0) }) else { return nil }
            func line(_ index: Int, _ words: String) -> Verdict.Line { .init("\(index + 1)", "\(Shown.text(input.segments[index].bytes)) at \(input.segments[index].place)  ->  \(words)") }
            var story = (0..<wrong).map { line($0, "\(say(came[$0], looksAtRuns))  ok") }
            let found = wrong < came.count ? came[wrong] : .init([], waiting: [])
            story.append(line(wrong, "\(say(found, looksAtRuns))  WRONG, should be \(say(wanted[wrong], looksAtRuns))"))
            return Fault(likely: misconception(found, wanted[wrong], input.segments[wrong], isFirstOfItsKind: id), story: story)
        }
    }

    private static func misconception(_ came: ReassemblyTrial.Moment, _ wanted: ReassemblyTrial.Moment, _ segment: ReassemblyTrial.Segment, isFirstOfItsKind id: String) -> String? {
        if came.bytes.count == wanted.bytes.count, came.bytes != wanted.bytes { return "the bytes that came first stay, whatever comes later in their place" }
        if wanted.bytes.isEmpty, came.bytes == segment.bytes { return id == "E2.4" ? nil : "there is a gap before it: it has to wait" }
        if id == "E2.2", came.bytes == segment.bytes, came.bytes.count < wanted.bytes.count { return "what lies beyond a gap is kept, not dropped" }
        return nil
    }

    private static func say(_ moment: ReassemblyTrial.Moment, _ withRuns: Bool) -> String {
        let waiting = moment.waiting.filter { $0.count == 2 }.map { "\($0[0])-\($0[1] - 1)" }.joined(separator: ", ")
        return (moment.bytes.isEmpty ? "nothing" : Shown.text(moment.bytes)) + (withRuns ? ", waiting: \(waiting.isEmpty ? "nothing" : waiting)" : "")
    }

    /// A byte for each place.
    private static func reference(_ input: ReassemblyTrial.Input) -> [ReassemblyTrial.Moment] {
        var next = 0, kept: [Int: UInt8] = [:]
        return input.segments.map { segment in
            for (index, byte) in segment.bytes.enumerated() {
                let place = segment.place + index
                if place >= next, place < next + input.capacity, kept[place] == nil { kept[place] = byte }
            }
            var bytes: [UInt8] = []
            while let byte = kept.removeValue(forKey: next) {
                bytes.append(byte)
                next += 1
            }
            var waiting: [[Int]] = []
            for place in kept.keys.sorted() {
                if let last = waiting.last, last[1] == place { waiting[waiting.count - 1][1] = place + 1 } else { waiting.append([place, place + 1]) }
            }
            return .init(bytes, waiting: waiting)
        }
    }
}
