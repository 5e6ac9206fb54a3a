import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 01, E1: the echo loop. Each step hands the student's service a scripted connection and looks at what it did.
    static let echo = Exercise("E1", file: "MyEcho.swift", pieces: [("EchoTrial", "MyEcho()")], steps: [
        step("E1.1", "echoes one message", points: 2, [text("Hello, server!")], likely: "what was received must be sent, all of it and nothing else", looksAtEnd: false),
        step("E1.2", "goes on until the client has finished", points: 2, [text("Hello, "), text("server"), text("!")], likely: loop),
        step("E1.3", "echoes bytes that are no text", points: 1, [[0, 255, 128, 10, 13], Array(0...255)], likely: "bytes were turned into text and back: keep them as [UInt8]"),
        step("E1.4", "echoes a long message", points: 1, Array(repeating: Array(repeating: UInt8(ascii: "b"), count: 1460), count: 42), likely: "only the first part was echoed: receive(atMost:) never brings more than it is asked for"),
        step("E1.5", "ends when a client says nothing at all", points: 1, [], likely: "an empty receive is the end of the stream, not a message"),
    ])

    private static let loop = "one receive brings what has arrived so far, not a whole message: loop until it brings nothing"
    private static func text(_ string: String) -> [UInt8] { Array(string.utf8) }

    /// The first step asks for the message only; how the service ends is the next steps' matter.
    private static func step(_ id: String, _ goal: String, points: Int, _ arrivals: [[UInt8]], likely: String, looksAtEnd: Bool = true) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: EchoTrial.self, likely: likely, inputs: [arrivals], show: { "\($0.flatMap(\.self).count) bytes in \($0.count) piece\($0.count == 1 ? "" : "s")" }) { arrivals, came in
            let expected = arrivals.flatMap(\.self)
            func wrong(_ what: String, _ likely: String) -> Fault { Fault(likely: likely, story: came.story(wrongAt: what)) }
            if came.ranAway { return wrong("it goes on for ever", "an empty receive is the end of the stream: leave the loop") }
            if came.sent != expected {
                let at = zip(came.sent, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                // What came back is right as far as it goes: then the loop is missing, whatever the step was about.
                let isCutShort = at == nil && came.sent.count < expected.count && arrivals.count > 1
                let what = if let at { "byte \(at + 1) came back as \(came.sent[at]), not \(expected[at])" } else { "\(came.sent.count) of \(expected.count) bytes came back" }
                return wrong(what, isCutShort ? loop : likely)
            }
            if !looksAtEnd { return nil }
            if !came.sawEnd { return wrong("it left before the client had finished", "receive until it brings nothing: the client may have more to say") }
            if came.returned != expected.count { return wrong("it returned \(came.returned ?? 0), and \(expected.count) bytes were echoed", "count every byte that you send") }
            return nil
        }
    }
}

extension Transcript {
    /// The last steps as lines of a verdict's story, and which one went wrong.
    func story(wrongAt wrong: String) -> [Verdict.Line] {
        let first = stepCount - steps.count
        var lines: [Verdict.Line] = first > 0 ? [.init("", "… \(first) steps before")] : []
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            lines.append(.init("\(first + index + 1)", step.call + (step.outcome.isEmpty ? "" : "  ->  \(step.outcome)") + (isLast ? "   WRONG: \(wrong)" : "")))
        }
        return lines.isEmpty ? [.init("", "WRONG: \(wrong)")] : lines
    }
}
