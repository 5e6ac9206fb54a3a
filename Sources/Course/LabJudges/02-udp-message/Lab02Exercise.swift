import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 02, E1: the answer to a datagram.
    static let reply = Exercise("E1", file: "MyReply.swift", pieces: [("ReplyTrial", "MyReply()")], steps: [
        step("E1.1", "answers with the number of bytes", points: 2, [Array("Hello, UDP server!".utf8), Array("x".utf8), Array(repeating: 65, count: 1472)], likely: "the text is: Received your message of N bytes, without a full stop or a line's end"),
        step("E1.2", "counts bytes, not characters", points: 2, [Array("Gr\u{fc}\u{df}e".utf8), Array("\u{1f44b}".utf8)], likely: "characters were counted: a datagram's length is its array's count"),
        step("E1.3", "answers bytes that are no text", points: 1, [[0xff, 0xfe, 0x00], Array(0...255)], likely: "the bytes were turned into text first: that changes them, or fails"),
        step("E1.4", "answers an empty datagram", points: 1, [[]], likely: "an empty datagram is a datagram: 0 bytes"),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, _ datagrams: [[UInt8]], likely: String) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: ReplyTrial.self, likely: likely, inputs: datagrams, show: { "a datagram of \(Shown.bytes($0))" }) { datagram, came in
            let wanted = "Received your message of \(datagram.count) bytes"
            return came == Array(wanted.utf8) ? nil : Fault(wanted: "\"\(wanted)\"", came: Shown.text(came))
        }
    }
}
