import GradeTesting
import LabJudges
import Testing

/// The grader of lab 03: `LAB=03 swift test`, or `LAB=03 swift test --filter Q4` for one question.
@Suite("Lab 03", .serialized, Graded(.httpClient))
struct Lab03 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }

    @Test("E1.1 the status line") func E1_1() async throws { try await grade() }
    @Test("E1.2 a reason of many words, or of none") func E1_2() async throws { try await grade() }
    @Test("E1.3 fields, in their order") func E1_3() async throws { try await grade() }
    @Test("E1.4 colons and nothing in a value") func E1_4() async throws { try await grade() }
    @Test("E1.5 what is no head is refused") func E1_5() async throws { try await grade() }
}
