import Foundation
import GradeKit
import LabJudges
import Testing

@Suite("Captures of one's own")
struct OwnCaptureTests {
    static let labs = LabCourse.all.filter { $0.own != nil }

    private func judge(_ odd: OddCapture, _ answers: [String: (value: String, frame: Int?)], student: String? = "ada") throws -> [(id: String, verdict: Verdict)] {
        let course = odd.isUDP ? LabCourse.udpMessage : .tcpEcho, inbox = try Inbox()
        let path = "\(inbox.path)/lab\(course.number)-capture.pcap"
        try Data(odd.bytes).write(to: URL(fileURLWithPath: path))
        let text = answers.sorted { $0.key < $1.key }.map { id, answer in "\(id):\n  value: \"\(answer.value)\"\n" + (answer.frame.map { "  frame: \($0)\n" } ?? "") }.joined()
        return try #require(course.own).judge(AnswerFile(text: text, path: "answers.yaml"), about: OwnCapture.file(at: path), student: student, number: course.number)
    }

    @Test("a strange but right capture makes no right answer wrong", arguments: OddCapture.strange)
    func strange(odd: OddCapture) throws {
        for (id, verdict) in try judge(odd, odd.answers) { #expect(verdict.status == .passed, "\(id): \(verdict.words); answered \(odd.answers[id].map { "\($0)" } ?? "nothing")") }
    }

    @Test("and a wrong answer stays wrong", arguments: OddCapture.strange)
    func wrong(odd: OddCapture) throws {
        let wrong = odd.answers.mapValues { answer in (value: answer.value.first!.isNumber && answer.value.last!.isNumber ? "\(Int(answer.value)! + 3)" : "77 bytes", frame: answer.frame) }
        for (id, verdict) in try judge(odd, wrong) where id != "C4" { #expect(verdict.status == .wrong && verdict.earned <= 1, "\(id): \(verdict.words)") }
        // A frame that is there, but proves nothing.
        let elsewhere = odd.answers.mapValues { (value: $0.value, frame: $0.frame == nil ? nil : 9999) }
        for (id, verdict) in try judge(odd, elsewhere) where odd.answers[id]?.frame != nil { #expect(verdict.status == .wrong && verdict.remark == "value right, frame wrong", "\(id): \(verdict.words)") }
    }

    @Test("what a capture lacks is named, and is never called wrong", arguments: OddCapture.lacking)
    func lacking(odd: OddCapture) throws {
        let answers = odd.answers.mapValues { (value: $0.value, frame: $0.frame ?? 1) }
        for (id, verdict) in try judge(odd, answers) {
            guard let words = odd.lacks[id] else {
                #expect(verdict.status == .passed || odd.answers[id]?.frame == nil, "\(id): \(verdict.words)")
                continue
            }
            #expect(verdict.status == .error && verdict.earned == 0 && verdict.words.contains(words), "\(id): \(verdict.words)")
            #expect(verdict.story.map(\.label) == ["wanted", "came", "likely"] && verdict.story.allSatisfy { $0.text.count < 200 })
        }
    }

    @Test("misconceptions are told as what they are")
    func misconceptions() throws {
        let talk = OddTCP(), odd = OddCapture.tcp("plain")
        for (id, value, words) in [("C1", "12345", "the server's port"), ("C2", "\(talk.bytes.count)", "the message's length"), ("C2", "\(talk.end + 1)", "one too many"), ("C3", "68", "the whole frame's length"), ("C3", "34", "message and TCP header"), ("C4", "soon", "not a time")] {
            var answers = odd.answers
            answers[id]!.value = value
            let verdict = try #require(try judge(odd, answers).first { $0.id == id }).verdict
            #expect(verdict.status == .wrong && verdict.words.contains(words), "\(id) \(value): \(verdict.words)")
        }
    }

    @Test("without a capture nothing is attempted; with answers alone it says what to do")
    func absent() throws {
        for course in Self.labs {
            let own = try #require(course.own)
            for (id, verdict) in own.judge(AnswerFile(text: "", path: "x"), about: .absent, student: nil, number: course.number) { #expect(verdict.status == .notAttempted && verdict.possible > 0, "\(id)") }
            let answered = own.judge(AnswerFile(text: "C1:\n  value: 7\n", path: "x"), about: .absent, student: "ada", number: course.number)[0].verdict
            #expect(answered.status == .error && answered.words.contains("lab\(course.number)-capture.pcap") && answered.words.contains("ada"), "\(answered.words)")
        }
    }

    @Test("the worksheet and the answer file name every item", arguments: labs)
    func named(course: LabCourse) throws {
        let worksheet = try String(contentsOfFile: course.folder.path("WORKSHEET.md"), encoding: .utf8), answers = try String(contentsOfFile: course.folder.answers, encoding: .utf8)
        let named = worksheet.matches(of: /\*\*(C[0-9]+) \(([0-9]+) points?[,)]/).map { "\($0.output.1) \($0.output.2)" }
        let items = try #require(course.own).items
        #expect(named == items.map { "\($0.id) \($0.points)" })
        #expect(worksheet.contains("\(items.reduce(0) { $0 + $1.points }) for your own capture"))
        for item in items { #expect(answers.contains("\n\(item.id):\n")) }
    }

    @Test("a time is read as people write it", arguments: [
        ("25.25 µs", true), ("25 us", true), ("25µs", true), ("0.02525 ms", true), ("0.025 ms", true), ("0,025 ms", true), ("0.000025", true), ("2.5e-5 s", true), ("2.525e-5", true), ("25.25", true), ("25250 ns", true),
        ("0 s", false), ("0.0 ms", false), ("25 ms", false), ("26.5 µs", false), ("250 µs", false), ("25 hours", false), ("", false), ("-25 µs", false), ("1e999", false), ("25..25 µs", false), ("µs", false),
    ])
    func times(text: String, isRight: Bool) throws {
        let odd = OddCapture.tcp("plain")
        var answers = odd.answers
        answers["C4"] = (text, nil)
        let verdict = try #require(try judge(odd, answers).first { $0.id == "C4" }).verdict
        #expect((verdict.status == .passed) == isRight, "\(text): \(verdict.words)")
    }
}
