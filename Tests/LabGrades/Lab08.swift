import GradeTesting
import LabJudges
import Testing

/// The grader of lab 08: `LAB=08 swift test`, or `LAB=08 swift test --filter Q4` for one question.
@Suite("Lab 08", .serialized, Graded(.asyncEcho))
struct Lab08 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("C1") func C1() async throws { try await grade() }
    @Test("C2") func C2() async throws { try await grade() }
    @Test("C3") func C3() async throws { try await grade() }
    @Test("C4") func C4() async throws { try await grade() }

    @Test("E1.1 lines that come whole") func E1_1() async throws { try await grade() }
    @Test("E1.2 lines that come in pieces") func E1_2() async throws { try await grade() }
    @Test("E1.3 a CR before the LF") func E1_3() async throws { try await grade() }
    @Test("E1.4 bytes that are no text") func E1_4() async throws { try await grade() }
    @Test("E1.5 a line that never ends") func E1_5() async throws { try await grade() }
}
