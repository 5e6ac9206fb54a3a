import GradeTesting
import LabJudges
import Testing

/// The grader of lab 10: `LAB=10 swift test`, or `LAB=10 swift test --filter Q4` for one question.
@Suite("Lab 10", .serialized, Graded(.jsonAPI))
struct Lab10 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }

    @Test("E1.1 what came well is final, and so is what will not get better") func E1_1() async throws { try await grade() }
    @Test("E1.2 asks a busy server again") func E1_2() async throws { try await grade() }
    @Test("E1.3 waits twice as long each time, and at most 5 seconds") func E1_3() async throws { try await grade() }
    @Test("E1.4 gives up after eight attempts") func E1_4() async throws { try await grade() }
    @Test("E1.5 repeats only what may be done twice") func E1_5() async throws { try await grade() }
    @Test("E1.6 waits as long as the server asks") func E1_6() async throws { try await grade() }
}
