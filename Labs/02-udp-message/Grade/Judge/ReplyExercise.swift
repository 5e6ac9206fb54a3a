public import Applications
public import GradeKit
import Wire

/// E1: the answer to a datagram.
public struct ReplyExercise {
    public struct Step: Sendable, CustomStringConvertible {
        public let id: String
        let goal: String
        let datagrams: [[UInt8]]
        public let points: Int
        let likely: String

        public var description: String { "\(id) \(goal)" }
    }

    public static let steps: [Step] = [
        Step(id: "E1.1", goal: "answers with the number of bytes", datagrams: [Array("Hello, UDP server!".utf8), Array("x".utf8), Array(repeating: 65, count: 1472)], points: 2, likely: "the text is: Received your message of N bytes, without a full stop or a line's end"),
        Step(id: "E1.2", goal: "counts bytes, not characters", datagrams: [Array("Gr\u{fc}\u{df}e".utf8), Array("\u{1f44b}".utf8)], points: 2, likely: "characters were counted: a datagram's length is its array's count"),
        Step(id: "E1.3", goal: "answers bytes that are no text", datagrams: [[0xff, 0xfe, 0x00], Array(0...255)], points: 1, likely: "the bytes were turned into text first: that changes them, or fails"),
        Step(id: "E1.4", goal: "answers an empty datagram", datagrams: [[]], points: 1, likely: "an empty datagram is a datagram: 0 bytes"),
    ]

    /// Judges one step.
    public static func judge(_ step: Step, _ service: some DatagramReply) -> Verdict {
        var story: [Verdict.Line] = []
        for (index, datagram) in step.datagrams.enumerated() {
            let expected = "Received your message of \(datagram.count) bytes"
            let answer: [UInt8]
            do { answer = try service.reply(to: datagram) } catch is NotAttempted {
                return .notAttempted(of: step.points)
            } catch {
                return Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: story + [.init("\(index + 1)", "\(shown(datagram))  WRONG: it threw \(error)"), .init("likely", step.likely)])
            }
            let text = String(decoding: answer.prefix(120), as: UTF8.self)
            guard answer == Array(expected.utf8) else {
                return Verdict(.wrong, earned: 0, of: step.points, remark: step.goal, story: story + [
                    .init("\(index + 1)", "\(shown(datagram))  WRONG"), .init("wanted", "\"\(expected)\""), .init("came", "\"\(printable(text))\""), .init("likely", step.likely),
                ])
            }
            story.append(.init("\(index + 1)", "\(shown(datagram))  ok"))
        }
        return .passed(step.points)
    }

    private static func shown(_ datagram: [UInt8]) -> String {
        let bytes = datagram.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return "a datagram of \(datagram.count) bytes" + (datagram.isEmpty ? "" : ": \(bytes)\(datagram.count > 8 ? " ..." : "")")
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) ? " " : Character($0) })
    }
}
