import GradeTesting
import LabJudges
import Testing

/// The grader of lab 15: `LAB=15 swift test`, or `LAB=15 swift test --filter Q4` for one question.
@Suite("Lab 15", .serialized, Graded(.ipRouting))
struct Lab15 {
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
    @Test("Q12") func Q12() async throws { try await grade() }
    @Test("Q13") func Q13() async throws { try await grade() }

    @Test("E1.1 the network that a destination is in") func E1_1() async throws { try await grade() }
    @Test("E1.2 nothing where there is no way") func E1_2() async throws { try await grade() }
    @Test("E1.3 the longest of several, wherever it stands") func E1_3() async throws { try await grade() }
    @Test("E1.4 the default route") func E1_4() async throws { try await grade() }
    @Test("E1.5 a route to one host") func E1_5() async throws { try await grade() }
    @Test("E1.6 of two that are equally long, the first") func E1_6() async throws { try await grade() }

    @Test("E2.1 a datagram in one piece") func E2_1() async throws { try await grade() }
    @Test("E2.2 pieces in order") func E2_2() async throws { try await grade() }
    @Test("E2.3 pieces in any order") func E2_3() async throws { try await grade() }
    @Test("E2.4 a gap is not the end") func E2_4() async throws { try await grade() }
    @Test("E2.5 a piece that comes twice") func E2_5() async throws { try await grade() }
    @Test("E2.6 a piece that cannot be") func E2_6() async throws { try await grade() }
    @Test("E2.7 other bytes at the same place") func E2_7() async throws { try await grade() }

    @Test("E3.1 answers a question for its own address") func E3_1() async throws { try await grade() }
    @Test("E3.2 answers nothing else") func E3_2() async throws { try await grade() }
    @Test("E3.3 remembers who has answered") func E3_3() async throws { try await grade() }
    @Test("E3.4 remembers who has asked it, and nobody else") func E3_4() async throws { try await grade() }
    @Test("E3.5 believes the news") func E3_5() async throws { try await grade() }
    @Test("E3.6 forgets after 60 seconds") func E3_6() async throws { try await grade() }
    @Test("E3.7 a question from 0.0.0.0") func E3_7() async throws { try await grade() }
}
