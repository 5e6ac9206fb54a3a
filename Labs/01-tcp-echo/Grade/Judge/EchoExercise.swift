public import Applications
public import GradeKit
import Wire

/// E1: the echo loop. Each step hands the student's service a scripted connection and looks at what it did.
public struct EchoExercise {
    public struct Step: Sendable, CustomStringConvertible {
        public let id: String
        let goal: String
        /// The pieces in which the client's bytes arrive.
        let arrivals: [[UInt8]]
        public let points: Int
        let likely: String

        /// The first step asks for the message only; how the service ends is the next steps' matter.
        var isFirst: Bool { id == "E1.1" }
        public var description: String { "\(id) \(goal)" }
    }

    public static let steps: [Step] = [
        Step(id: "E1.1", goal: "echoes one message", arrivals: [text("Hello, server!")], points: 2, likely: "what was received must be sent, all of it and nothing else"),
        Step(id: "E1.2", goal: "goes on until the client has finished", arrivals: [text("Hello, "), text("server"), text("!")], points: 2, likely: "one receive brings what has arrived so far, not a whole message: loop until it brings nothing"),
        Step(id: "E1.3", goal: "echoes bytes that are no text", arrivals: [[0, 255, 128, 10, 13], Array(0...255)], points: 1, likely: "bytes were turned into text and back: keep them as [UInt8]"),
        Step(id: "E1.4", goal: "echoes a long message", arrivals: Array(repeating: Array(repeating: UInt8(ascii: "b"), count: 1460), count: 42), points: 1, likely: "only the first part was echoed: receive(atMost:) never brings more than it is asked for"),
        Step(id: "E1.5", goal: "ends when a client says nothing at all", arrivals: [], points: 1, likely: "an empty receive is the end of the stream, not a message"),
    ]

    private static func text(_ string: String) -> [UInt8] { Array(string.utf8) }

    /// Judges one step.
    public static func judge(_ step: Step, _ service: some EchoService) async -> Verdict {
        let stream = ScriptedStream(arrivals: step.arrivals)
        let expected = step.arrivals.flatMap(\.self)
        let returned: Int
        do { returned = try await service.serve(stream) } catch is NotAttempted {
            return .notAttempted(of: step.points)
        } catch {
            return wrong(step, stream, stream.ranAway ? "it goes on for ever" : "it threw \(error)", likely: stream.ranAway ? "an empty receive is the end of the stream: leave the loop" : step.likely)
        }
        if stream.sent != expected {
            let at = zip(stream.sent, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            // What came back is right as far as it goes: then the loop is missing, whatever the step was about.
            let isCutShort = at == nil && stream.sent.count < expected.count && step.arrivals.count > 1
            let what = if let at { "byte \(at + 1) came back as \(stream.sent[at]), not \(expected[at])" } else { "\(stream.sent.count) of \(expected.count) bytes came back" }
            return wrong(step, stream, what, likely: isCutShort ? "one receive brings what has arrived so far, not a whole message: loop until it brings nothing" : step.likely)
        }
        if step.isFirst { return .passed(step.points) }
        if !stream.sawEnd { return wrong(step, stream, "it left before the client had finished", likely: "receive until it brings nothing: the client may have more to say") }
        if returned != expected.count { return wrong(step, stream, "it returned \(returned), and \(expected.count) bytes were echoed", likely: "count every byte that you send") }
        return .passed(step.points)
    }

    private static func wrong(_ step: Step, _ stream: ScriptedStream, _ what: String, likely: String) -> Verdict {
        Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: stream.story(wrongAt: what) + [.init("likely", likely)])
    }
}
