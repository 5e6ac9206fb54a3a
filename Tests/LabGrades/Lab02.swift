import GradeTesting
import LabJudges
import Testing

/// The grader of lab 02: `LAB=02 swift test`, or `LAB=02 swift test --filter Q4` for one question.
@Suite("Lab 02", .serialized, Graded(.udpMessage))
struct Lab02 {
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

    @Test("E1.1 the number of bytes") func E1_1() async throws { try await grade() }
    @Test("E1.2 bytes, not characters") func E1_2() async throws { try await grade() }
    @Test("E1.3 bytes that are no text") func E1_3() async throws { try await grade() }
    @Test("E1.4 an empty datagram") func E1_4() async throws { try await grade() }
}
