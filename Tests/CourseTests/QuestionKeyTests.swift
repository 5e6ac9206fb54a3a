import Foundation
import GradeKit
import LabJudges
import Testing

@Suite("The questions' graders, graded")
struct QuestionKeyTests {
    private func answer(_ id: String, value: String?, frame: Int?) -> AnswerFile.Entry {
        var text = "\(id):\n"
        if let value { text += "  value: \"\(value)\"\n" }
        if let frame { text += "  frame: \(frame)\n" }
        return AnswerFile(text: text, path: "answers.yaml")[id]
    }

    @Test("as handed out, nothing is attempted and nothing is an error", arguments: LabCourse.all)
    func pristine(lab: LabCourse) throws {
        let file = try AnswerFile(path: lab.folder.answers)
        for question in try lab.suppliedQuestions() {
            let verdict = question.judge(file[question.id])
            #expect(verdict.status == .notAttempted && verdict.earned == 0, "\(question.id): \(verdict)")
        }
    }

    @Test("the right answers earn all points", arguments: LabCourse.all)
    func right(lab: LabCourse) throws {
        for question in try lab.suppliedQuestions() {
            let verdict = question.judge(answer(question.id, value: question.key.text, frame: question.evidence.min()))
            #expect(verdict.status == .passed && verdict.earned == question.points, "\(question.id): \(verdict)")
        }
    }

    @Test("the answer file asks for a frame where one is wanted, and nowhere else", arguments: LabCourse.all)
    func slots(lab: LabCourse) throws {
        let text = try String(contentsOfFile: lab.folder.answers, encoding: .utf8)
        for question in try lab.suppliedQuestions() {
            let block = try #require(text.components(separatedBy: "\n\(question.id):\n").dropFirst().first?.components(separatedBy: "\n\n").first)
            #expect(block.contains("frame:") == !question.evidence.isEmpty, "\(question.id)")
        }
    }

    @Test("each misconception is wrong, and is told as what it is", arguments: LabCourse.all)
    func misconceptions(lab: LabCourse) throws {
        var count = 0
        for question in try lab.suppliedQuestions() {
            var seen: Set<String> = []
            #expect(!question.misconceptions.isEmpty, "\(question.id) knows no wrong answer")
            for misconception in question.misconceptions {
                count += 1
                #expect(seen.insert(misconception.value.text).inserted, "\(question.id): two misconceptions are \(misconception.value.text)")
                let verdict = question.judge(answer(question.id, value: misconception.value.text, frame: question.evidence.min()))
                #expect(verdict.status == .wrong, "\(question.id): \(misconception.value.text) (\(misconception.isReally)) passes")
                #expect(verdict.line("came") == "\(misconception.value.text), \(misconception.isReally)", "\(question.id): \(verdict.words)")
                #expect(verdict.line("likely") == misconception.likely, "\(question.id): \(verdict.words)")
                #expect(verdict.earned == question.framePoints, "\(question.id): the frame was right")
            }
        }
        #expect(count >= 10)
    }

    @Test("a right value with a wrong frame earns the value's points only", arguments: LabCourse.all)
    func wrongFrame(lab: LabCourse) throws {
        for question in try lab.suppliedQuestions() where !question.evidence.isEmpty {
            let verdict = question.judge(answer(question.id, value: question.key.text, frame: 9999))
            #expect(verdict.status == .wrong && verdict.earned == question.valuePoints && verdict.remark == "value right, frame wrong", "\(question.id): \(verdict)")
        }
    }

    @Test("no two questions of a lab have the same number for an answer", arguments: LabCourse.all)
    func distinct(lab: LabCourse) throws {
        var owners: [Int64: String] = [:]
        for question in try lab.suppliedQuestions() {
            guard case .number(let key) = question.key else { continue }
            if question.sharesItsAnswer { continue }
            #expect(owners[key] == nil, "\(question.id) and \(owners[key] ?? "") are both \(key)")
            owners[key] = question.id
        }
    }

    @Test("the worksheet names every question with its points", arguments: LabCourse.all)
    func points(lab: LabCourse) throws {
        let text = try String(contentsOfFile: lab.folder.path("WORKSHEET.md"), encoding: .utf8)
        let named = text.matches(of: /\*\*(Q[0-9]+) \(([0-9]+) points?[,)]/).map { "\($0.output.1) \($0.output.2)" }
        let questions = try lab.suppliedQuestions()
        #expect(named == questions.map { "\($0.id) \($0.points)" })
        let total = try #require(text.firstMatch(of: /points \| ([0-9]+) for the questions/)).output.1
        #expect(Int(total) == questions.reduce(0) { $0 + $1.points }, "the table at the top says \(total)")
    }
}
