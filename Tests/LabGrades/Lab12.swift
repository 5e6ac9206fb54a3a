import GradeTesting
import LabJudges
import Testing

/// The grader of lab 12: `LAB=12 swift test`, or `LAB=12 swift test --filter Q4` for one question.
@Suite("Lab 12", .serialized, Graded(.webSocketChat))
struct Lab12 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }

    @Test("E1.1 a short frame from a server") func E1_1() async throws { try await grade() }
    @Test("E1.2 a masked frame from a client") func E1_2() async throws { try await grade() }
    @Test("E1.3 longer than 125 bytes") func E1_3() async throws { try await grade() }
    @Test("E1.4 fragments and what follows") func E1_4() async throws { try await grade() }
    @Test("E1.5 a frame that is not all there") func E1_5() async throws { try await grade() }
}
