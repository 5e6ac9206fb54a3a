import GradeTesting
import LabJudges
import Testing

/// The grader of lab 14: `LAB=14 swift test`, or `LAB=14 swift test --filter Q4` for one question.
@Suite("Lab 14", .serialized, Graded(.ethernetSwitch))
struct Lab14 {
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

    @Test("E1.1 floods what it does not know") func E1_1() async throws { try await grade() }
    @Test("E1.2 learns from the source") func E1_2() async throws { try await grade() }
    @Test("E1.3 floods what is for everyone, or for a group") func E1_3() async throws { try await grade() }
    @Test("E1.4 filters what is there already") func E1_4() async throws { try await grade() }
    @Test("E1.5 follows a computer to another port") func E1_5() async throws { try await grade() }
    @Test("E1.6 forgets after 300 seconds") func E1_6() async throws { try await grade() }
    @Test("E1.7 does not learn a group's address") func E1_7() async throws { try await grade() }

    @Test("E2.1 the worked example") func E2_1() async throws { try await grade() }
    @Test("E2.2 no bytes, and one") func E2_2() async throws { try await grade() }
    @Test("E2.3 zeros in front count") func E2_3() async throws { try await grade() }
    @Test("E2.4 long frames") func E2_4() async throws { try await grade() }
    @Test("E2.5 a frame with its check behind it") func E2_5() async throws { try await grade() }
}
