import GradeTesting
import LabJudges
import Testing

/// The grader of lab 01: `LAB=01 swift test`, or `LAB=01 swift test --filter Q4` for one question.
@Suite("Lab 01", .serialized, Graded(.tcpEcho))
struct Lab01 {
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

    @Test("E1.1 one message") func E1_1() async throws { try await grade() }
    @Test("E1.2 until the client has finished") func E1_2() async throws { try await grade() }
    @Test("E1.3 bytes that are no text") func E1_3() async throws { try await grade() }
    @Test("E1.4 a long message") func E1_4() async throws { try await grade() }
    @Test("E1.5 a client that says nothing") func E1_5() async throws { try await grade() }
}
