import GradeTesting
import LabJudges
import Testing

/// The grader of lab 05: `LAB=05 swift test`, or `LAB=05 swift test --filter Q4` for one question.
@Suite("Lab 05", .serialized, Graded(.smtpMail))
struct Lab05 {
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

    @Test("E1.1 ends a message with a line of one dot") func E1_1() async throws { try await grade() }
    @Test("E1.2 doubles a dot at a line's beginning") func E1_2() async throws { try await grade() }
    @Test("E1.3 ends the last line if it has no end") func E1_3() async throws { try await grade() }
    @Test("E1.4 leaves everything else alone") func E1_4() async throws { try await grade() }
    @Test("E1.5 makes the message again") func E1_5() async throws { try await grade() }
    @Test("E1.6 there and back, large and of any bytes") func E1_6() async throws { try await grade() }
}
