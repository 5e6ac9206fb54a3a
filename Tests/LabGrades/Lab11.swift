import GradeTesting
import LabJudges
import Testing

/// The grader of lab 11: `LAB=11 swift test`, or `LAB=11 swift test --filter Q4` for one question.
@Suite("Lab 11", .serialized, Graded(.restAPI))
struct Lab11 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }

    @Test("E1.1 a path that stands there as it is") func E1_1() async throws { try await grade() }
    @Test("E1.2 a component with a name") func E1_2() async throws { try await grade() }
    @Test("E1.3 what is not there") func E1_3() async throws { try await grade() }
    @Test("E1.4 another method on a path that is there") func E1_4() async throws { try await grade() }
    @Test("E1.5 literal before named") func E1_5() async throws { try await grade() }
    @Test("E1.6 percent-encoded") func E1_6() async throws { try await grade() }
    @Test("E1.7 HEAD") func E1_7() async throws { try await grade() }
}
