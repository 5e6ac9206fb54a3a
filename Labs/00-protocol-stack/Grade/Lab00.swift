import GradeKit
import GradeTesting
import Lab00Exercise
import Lab00Judge
import Testing

/// The grader of lab 00: `LAB=00 swift test`, or `LAB=00 swift test --filter Q4` for one question.
@Suite("Lab 00", .serialized, Graded("Lab 00 protocol-stack"))
struct Lab00 {
    static let folder = LabFolder(number: "00", name: "protocol-stack")

    @Test("Q1") func Q1() async throws { try await ask("Q1") }
    @Test("Q2") func Q2() async throws { try await ask("Q2") }
    @Test("Q3") func Q3() async throws { try await ask("Q3") }
    @Test("Q4") func Q4() async throws { try await ask("Q4") }
    @Test("Q5") func Q5() async throws { try await ask("Q5") }
    @Test("Q6") func Q6() async throws { try await ask("Q6") }
    @Test("Q7") func Q7() async throws { try await ask("Q7") }
    @Test("Q8") func Q8() async throws { try await ask("Q8") }

    @Test("E1.1 the worked example") func E1_1() async throws { try await check("E1.1") }
    @Test("E1.2 a carry that causes another") func E1_2() async throws { try await check("E1.2") }
    @Test("E1.3 an odd number of bytes") func E1_3() async throws { try await check("E1.3") }
    @Test("E1.4 no bytes") func E1_4() async throws { try await check("E1.4") }
    @Test("E1.5 long input") func E1_5() async throws { try await check("E1.5") }

    private func ask(_ id: String) async throws {
        let answers = try AnswerFile(path: Self.folder.path("Exercise/lab00-answers.yaml"))
        let questions = try Questions(capture: Self.folder.capture)
        let question = try #require(questions.all.first { $0.id == id })
        try await grade(question.finding(for: answers[id], in: Self.folder))
    }

    private func check(_ id: String) async throws {
        let step = try #require(ChecksumExercise.steps.first { $0.id == id })
        let nonce = Isolated.nonce()
        let outcome = await Isolated.quietly {
            await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [id, nonce = nonce as String] in
                await Isolated.child(nonce) {
                    ChecksumExercise.judge(ChecksumExercise.steps.first { $0.id == id }!, MyChecksum())
                }
            }
        }
        let verdict = Isolated.verdict(of: outcome, nonce: nonce, possible: step.points)
        try await grade(Self.folder.finding(id, verdict, read: "worksheet section 7", file: "Exercise/MyChecksum.swift"))
    }
}
