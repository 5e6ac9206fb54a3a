import GradeKit
import GradeTesting
import Lab01Exercise
import Lab01Judge
import Testing

/// The grader of lab 01: `LAB=01 swift test`, or `LAB=01 swift test --filter Q4` for one question.
@Suite("Lab 01", .serialized, Graded("Lab 01 tcp-echo"))
struct Lab01 {
    static let folder = LabFolder(number: "01", name: "tcp-echo")

    @Test("Q1") func Q1() async throws { try await ask("Q1") }
    @Test("Q2") func Q2() async throws { try await ask("Q2") }
    @Test("Q3") func Q3() async throws { try await ask("Q3") }
    @Test("Q4") func Q4() async throws { try await ask("Q4") }
    @Test("Q5") func Q5() async throws { try await ask("Q5") }
    @Test("Q6") func Q6() async throws { try await ask("Q6") }

    @Test("E1.1 one message") func E1_1() async throws { try await check("E1.1") }
    @Test("E1.2 until the client has finished") func E1_2() async throws { try await check("E1.2") }
    @Test("E1.3 bytes that are no text") func E1_3() async throws { try await check("E1.3") }
    @Test("E1.4 a long message") func E1_4() async throws { try await check("E1.4") }
    @Test("E1.5 a client that says nothing") func E1_5() async throws { try await check("E1.5") }

    private func ask(_ id: String) async throws {
        let answers = try AnswerFile(path: Self.folder.path("Exercise/lab01-answers.yaml"))
        let questions = try Questions(about: EvidenceCapture(path: Self.folder.capture))
        let question = try #require(questions.all.first { $0.id == id })
        try await grade(question.finding(for: answers[id], in: Self.folder))
    }

    private func check(_ id: String) async throws {
        let step = try #require(EchoExercise.steps.first { $0.id == id })
        let nonce = Isolated.nonce()
        let outcome = await Isolated.quietly {
            await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [id, nonce = nonce as String] in
                await Isolated.child(nonce) {
                    await EchoExercise.judge(EchoExercise.steps.first { $0.id == id }!, MyEcho())
                }
            }
        }
        let verdict = Isolated.verdict(of: outcome, nonce: nonce, possible: step.points)
        try await grade(Self.folder.finding(id, verdict, read: "worksheet section 7", file: "Exercise/MyEcho.swift"))
    }
}
