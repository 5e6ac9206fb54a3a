import GradeTesting
import LabJudges
import Testing

/// The grader of lab 16: `LAB=16 swift test`, or `LAB=16 swift test --filter Q4` for one question.
@Suite("Lab 16", .serialized, Graded(.tcpReliability))
struct Lab16 {
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

    @Test("E1.1 one second before anything was measured") func E1_1() async throws { try await grade() }
    @Test("E1.2 the first measurement") func E1_2() async throws { try await grade() }
    @Test("E1.3 smooths the next ones") func E1_3() async throws { try await grade() }
    @Test("E1.4 never below 200 ms, never above a minute") func E1_4() async throws { try await grade() }
    @Test("E1.5 doubles each time it expires") func E1_5() async throws { try await grade() }
    @Test("E1.6 goes back when something new is acknowledged") func E1_6() async throws { try await grade() }

    @Test("E2.1 segments in order") func E2_1() async throws { try await grade() }
    @Test("E2.2 a gap, and what fills it") func E2_2() async throws { try await grade() }
    @Test("E2.3 two gaps") func E2_3() async throws { try await grade() }
    @Test("E2.4 bytes that come twice") func E2_4() async throws { try await grade() }
    @Test("E2.5 says what waits") func E2_5() async throws { try await grade() }
    @Test("E2.6 takes nothing beyond its capacity") func E2_6() async throws { try await grade() }

    @Test("E3.1 which of two comes first") func E3_1() async throws { try await grade() }
    @Test("E3.2 and around the end of the numbers") func E3_2() async throws { try await grade() }
    @Test("E3.3 whether a number lies in a window") func E3_3() async throws { try await grade() }
    @Test("E3.4 which segments may be taken") func E3_4() async throws { try await grade() }
    @Test("E3.5 segments without bytes, windows without room") func E3_5() async throws { try await grade() }
}
