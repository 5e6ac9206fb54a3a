import GradeTesting
import LabJudges
import Testing

/// The grader of lab 04: `LAB=04 swift test`, or `LAB=04 swift test --filter Q4` for one question.
@Suite("Lab 04", .serialized, Graded(.httpServer))
struct Lab04 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }
    @Test("C1") func C1() async throws { try await grade() }
    @Test("C2") func C2() async throws { try await grade() }
    @Test("C3") func C3() async throws { try await grade() }
    @Test("C4") func C4() async throws { try await grade() }

    @Test("E1.1 a page that names the path") func E1_1() async throws { try await grade() }
    @Test("E1.2 the query is no part of the path") func E1_2() async throws { try await grade() }
    @Test("E1.3 a path that is written in per cent") func E1_3() async throws { try await grade() }
    @Test("E1.4 what a stranger writes never becomes markup") func E1_4() async throws { try await grade() }
    @Test("E1.5 methods that there are not") func E1_5() async throws { try await grade() }
    @Test("E1.6 per cents that are none") func E1_6() async throws { try await grade() }
}
