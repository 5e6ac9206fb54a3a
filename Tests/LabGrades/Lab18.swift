import GradeTesting
import LabJudges
import Testing

/// The grader of lab 18: `LAB=18 swift test`, or `LAB=18 swift test --filter Q4` for one question.
@Suite("Lab 18", .serialized, Graded(.namesAndLeases))
struct Lab18 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }
    @Test("Q10") func Q10() async throws { try await grade() }
    @Test("Q11") func Q11() async throws { try await grade() }
    @Test("Q12") func Q12() async throws { try await grade() }
    @Test("Q13") func Q13() async throws { try await grade() }

    @Test("E1.1 labels to the end") func E1_1() async throws { try await grade() }
    @Test("E1.2 the root") func E1_2() async throws { try await grade() }
    @Test("E1.3 a pointer") func E1_3() async throws { try await grade() }
    @Test("E1.4 pointers to pointers") func E1_4() async throws { try await grade() }
    @Test("E1.5 circles") func E1_5() async throws { try await grade() }
    @Test("E1.6 messages that end too soon") func E1_6() async throws { try await grade() }
    @Test("E1.7 no more than 255 bytes") func E1_7() async throws { try await grade() }
}
