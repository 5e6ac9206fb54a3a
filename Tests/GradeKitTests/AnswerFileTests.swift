import Testing

@testable import GradeKit

@Suite("Answer files") struct AnswerFileTests {
    static let text = """
        # answers
        Q1:
          value: 3
        Q2:
          value: 0xab4f9ac9
          frame: 4
        Q3:
          value:
          frame:
        Q4: client
        Q5:
          value: [unclosed
        Q6:
          volue: 3
        Q7:
          value: 1
        Q7:
          value: 2
        Q8:
          value: "12:30"
        """

    let file = AnswerFile(text: text, path: "answers.yaml")

    private func answer(_ id: String) -> Answer? {
        if case .answer(let answer) = file[id] { return answer }
        return nil
    }

    private func fault(_ id: String) -> (String, SourcePlace)? {
        if case .broken(let what, let place) = file[id] { return (what, place) }
        return nil
    }

    @Test("values and frames with the place where they stand")
    func values() {
        #expect(answer("Q1")?.value == Answer.Item(text: "3", place: SourcePlace(path: "answers.yaml", line: 3, column: 10)))
        #expect(answer("Q2")?.value?.text == "0xab4f9ac9")
        #expect(answer("Q2")?.frame == Answer.Item(text: "4", place: SourcePlace(path: "answers.yaml", line: 6, column: 10)))
        #expect(answer("Q4")?.value?.text == "client")
        #expect(answer("Q8")?.value?.text == "12:30")
    }

    @Test("what is left empty or absent is not attempted", arguments: ["Q3", "Q99"])
    func untouched(_ id: String) { #expect(answer(id)?.isUntouched == true) }

    @Test("a slip costs its own answer and says where it is")
    func slips() throws {
        let unclosed = try #require(fault("Q5"))
        #expect(unclosed.1.line == 12)
        let misspelt = try #require(fault("Q6"))
        #expect(misspelt.0 == "\"volue\" is not part of an answer: \"value\" and \"frame\" are")
        #expect(misspelt.1 == SourcePlace(path: "answers.yaml", line: 14, column: 3))
        #expect(fault("Q7")?.0 == "Q7 is answered twice")
    }

    @Test("hostile files", arguments: ["", ":", "Q1: &a [*a]", "Q1: {a: {b: {c: 1}}}", "Q1:\n  value: !!binary x", "Q1:\n- 1\n- 2", "\u{0}Q1: \u{7f}", "Q1:\n\tvalue: 3"])
    func hostile(_ text: String) {
        let file = AnswerFile(text: text, path: "x")
        _ = file["Q1"]
        _ = file[""]
    }
}
