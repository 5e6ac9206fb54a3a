import GradeTesting
import LabJudges
import Testing

/// The grader of lab 06: `LAB=06 swift test`, or `LAB=06 swift test --filter Q4` for one question.
@Suite("Lab 06", .serialized, Graded(.ftpTransfer))
struct Lab06 {
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

    @Test("E1.1 a reply of one line") func E1_1() async throws { try await grade() }
    @Test("E1.2 a reply of several lines") func E1_2() async throws { try await grade() }
    @Test("E1.3 lines between that look like others") func E1_3() async throws { try await grade() }
    @Test("E1.4 lines that are no reply") func E1_4() async throws { try await grade() }
    @Test("E1.5 the address in a 227") func E1_5() async throws { try await grade() }
    @Test("E1.6 a 227 without an address") func E1_6() async throws { try await grade() }
}
