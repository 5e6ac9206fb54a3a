import GradeTesting
import LabJudges
import Testing

/// The grader of lab 17: `LAB=17 swift test`, or `LAB=17 swift test --filter Q4` for one question.
@Suite("Lab 17", .serialized, Graded(.congestionControl))
struct Lab17 {
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
    @Test("Q11") func Q11() async throws { try await grade() }

    @Test("E1.1 begins with the initial window") func E1_1() async throws { try await grade() }
    @Test("E1.2 doubles in slow start") func E1_2() async throws { try await grade() }
    @Test("E1.3 one acknowledgment opens it by two segments at most") func E1_3() async throws { try await grade() }
    @Test("E1.4 halves what is on its way when a segment is lost") func E1_4() async throws { try await grade() }
    @Test("E1.5 above the threshold one segment a round trip") func E1_5() async throws { try await grade() }
    @Test("E1.6 begins again after a timeout") func E1_6() async throws { try await grade() }
    @Test("E1.7 slow start ends at the threshold") func E1_7() async throws { try await grade() }
    @Test("E1.8 does not grow when nobody uses it") func E1_8() async throws { try await grade() }
}
