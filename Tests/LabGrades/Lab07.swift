import GradeTesting
import LabJudges
import Testing

/// The grader of lab 07: `LAB=07 swift test`, or `LAB=07 swift test --filter Q4` for one question.
@Suite("Lab 07", .serialized, Graded(.ipAddresses))
struct Lab07 {
    @Test("Q1") func Q1() async throws { try await grade() }
    @Test("Q2") func Q2() async throws { try await grade() }
    @Test("Q3") func Q3() async throws { try await grade() }
    @Test("Q4") func Q4() async throws { try await grade() }
    @Test("Q5") func Q5() async throws { try await grade() }
    @Test("Q6") func Q6() async throws { try await grade() }
    @Test("Q7") func Q7() async throws { try await grade() }
    @Test("Q8") func Q8() async throws { try await grade() }
    @Test("Q9") func Q9() async throws { try await grade() }

    @Test("E1.1 netmasks") func E1_1() async throws { try await grade() }
    @Test("E1.2 the network of an address") func E1_2() async throws { try await grade() }
    @Test("E1.3 the broadcast address") func E1_3() async throws { try await grade() }
    @Test("E1.4 how many hosts") func E1_4() async throws { try await grade() }
    @Test("E1.5 neighbours") func E1_5() async throws { try await grade() }
    @Test("E1.6 a prefix of length 0") func E1_6() async throws { try await grade() }
}
