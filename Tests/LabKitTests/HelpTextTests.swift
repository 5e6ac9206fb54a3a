import LabKit
import Testing

@Suite("Help fits a terminal of 80 columns")
struct HelpTextTests {
    @Test("examples keep their columns: what they show goes on below itself, and below a long one")
    func examples() {
        let text = HelpText.laidOut("""
            Try:
              echo                                              the plainest run of all
              echo --frame 4 --detail bytes                     every layer of the fourth frame, and each of its bytes
              echo --on simulator --loss 20% --seed 3 --why 7 --quiet      why
              curl -d title=x \\
                localhost:5000
            """)
        #expect(text == """
            Try:
              echo                           the plainest run of all
              echo --frame 4 --detail bytes  every layer of the fourth frame, and each of
                                             its bytes
              echo --on simulator --loss 20% --seed 3 --why 7 --quiet
                                             why
              curl -d title=x \\
                localhost:5000
            """)
    }

    @Test("a paragraph is filled, and stays apart from the next")
    func paragraphs() {
        let words = Array(repeating: "word", count: 40).joined(separator: " ")
        let lines = HelpText.laidOut("\(words)\n\nIt ends.\n\nWorksheet: here").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.map(\.count) == [79, 79, 39, 0, 8, 0, 15], "\(lines)")
    }
}
