import GradeTesting
import LabJudges
import Testing

/// The grader of lab 00: `LAB=00 swift test`, or `LAB=00 swift test --filter Q4` for one question.
@Suite("Lab 00", .serialized, Graded(.protocolStack))
struct Lab00 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }

    @Test("E1.1 the worked example") func E1_1() async throws { try await grade() }
    @Test("E1.2 a carry that causes another") func E1_2() async throws { try await grade() }
    @Test("E1.3 an odd number of bytes") func E1_3() async throws { try await grade() }
    @Test("E1.4 no bytes") func E1_4() async throws { try await grade() }
    @Test("E1.5 long input") func E1_5() async throws { try await grade() }
}
