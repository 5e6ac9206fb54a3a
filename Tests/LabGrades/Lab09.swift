import GradeTesting
import LabJudges
import Testing

/// The grader of lab 09: `LAB=09 swift test`, or `LAB=09 swift test --filter Q4` for one question.
@Suite("Lab 09", .serialized, Graded(.webScrape))
struct Lab09 {
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

    @Test("E1.1 by name") func E1_1() async throws { try await grade() }
    @Test("E1.2 by class") func E1_2() async throws { try await grade() }
    @Test("E1.3 by id, and all at once") func E1_3() async throws { try await grade() }
    @Test("E1.4 anywhere inside") func E1_4() async throws { try await grade() }
    @Test("E1.5 directly inside") func E1_5() async throws { try await grade() }
    @Test("E1.6 both together") func E1_6() async throws { try await grade() }
}
