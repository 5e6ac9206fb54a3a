import Testing

@testable import GradeKit

@Suite("Judging answers") struct QuestionTests {
    static let question = Question("Q4", wanted: "raw acknowledgement number", section: "worksheet section 5", key: .number(2_874_120_905), evidence: [4], misconceptions: [
        .init(.number(2_874_120_904), isReally: "the client's own sequence number in frame 3", likely: "a SYN uses up one sequence number"),
    ])

    struct Case: Sendable, CustomStringConvertible {
        var value: String?
        var frame: String?
        var status: Status
        var earned: Int
        var remark = ""
        var description: String { "value \(value ?? "-") frame \(frame ?? "-")" }
    }

    @Test("points and remarks", arguments: [
        Case(value: "2874120905", frame: "4", status: .passed, earned: 2),
        Case(value: "2,874,120,905", frame: "4", status: .passed, earned: 2),
        Case(value: "0xAB4F9AC9", frame: "4", status: .passed, earned: 2),
        Case(value: "2874120904", frame: "4", status: .wrong, earned: 1, remark: "frame right, value wrong"),
        Case(value: "2874120905", frame: "5", status: .wrong, earned: 1, remark: "value right, frame wrong"),
        Case(value: "2874120905", status: .wrong, earned: 1, remark: "value right, frame missing"),
        Case(frame: "4", status: .wrong, earned: 1, remark: "frame right, value missing"),
        Case(value: "12", frame: "99999999999999999999", status: .wrong, earned: 0),
        Case(value: "a lot", frame: "four", status: .wrong, earned: 0),
        Case(status: .notAttempted, earned: 0),
    ])
    func judged(_ test: Case) {
        let place = SourcePlace(path: "answers.yaml", line: 17, column: 10)
        let answer = Answer(value: test.value.map { .init(text: $0, place: place) }, frame: test.frame.map { .init(text: $0, place: place) }, place: place)
        let verdict = Self.question.judge(.answer(answer))
        #expect(verdict.status == test.status)
        #expect(verdict.earned == test.earned)
        #expect(verdict.possible == 2)
        #expect(verdict.remark == test.remark)
    }

    @Test("the message says what was wanted, what came and what is likely behind it")
    func message() {
        let place = SourcePlace(path: "Labs/01-tcp-echo/Exercise/lab01-answers.yaml", line: 17, column: 10)
        let answer = Answer(value: .init(text: "2874120904", place: place), frame: .init(text: "4", place: place), place: place)
        let finding = Finding(id: "Q4", verdict: Self.question.judge(.answer(answer)), read: "worksheet section 5", again: "LAB=01 swift test --filter Q4", place: place)
        #expect(finding.message == """
            Q4 wrong: 1 of 2 points (frame right, value wrong)
              wanted: raw acknowledgement number, and the frame that shows it
              came:   2874120904, the client's own sequence number in frame 3
              likely: a SYN uses up one sequence number
              read:   worksheet section 5
              again:  LAB=01 swift test --filter Q4
            """)
    }

    @Test("the report card's last line names what to do next")
    func card() {
        let place = SourcePlace(path: "a/answers.yaml", line: 3)
        func finding(_ id: String, _ verdict: Verdict) -> Finding { Finding(id: id, verdict: verdict, read: "section 5", again: "", place: place) }
        let card = ReportCard(lab: "Lab 01", findings: [finding("E1.1", .notAttempted(of: 2)), finding("Q2", Verdict(.wrong, earned: 1, of: 2, remark: "value right, frame wrong")), finding("Q1", .passed(1))])
        #expect(card.table == """
            Lab 01
              item   status          points
              Q1     passed          1 of 1
              Q2     wrong           1 of 2   value right, frame wrong
              E1.1   not attempted   0 of 2
              all                    2 of 5
            Next: Q2 in answers.yaml:3, read section 5
            """)
    }
}
