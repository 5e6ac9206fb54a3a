import ArgumentParser
import GradeKit
import LabJudges

/// `layerlab check LAB`: whether the answer file can be read, without judging it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look over a lab's answer file before you hand it in: can it be read, and is anything missing?",
        discussion: "Nothing is judged: that is what LAB=01 swift test and layerlab grade do.")

    @Argument(help: "The labs. Default: all.")
    var labs: [String] = []

    @Option(help: ArgumentHelp("LayerLab's folder. Default: this one or one above it.", valueName: "DIR"))
    var root: String?

    func run() throws {
        let root = try PackageRoot.find(root)
        var broken = 0
        for course in try LabCourse.named(labs) {
            let grader = Grader(LabFolder(course, root: root))
            let file = try AnswerFile(path: grader.folder.answers)
            var rows = AlignedRows()
            for question in try grader.questions() {
                switch file[question.id] {
                case .broken(let what, let place):
                    broken += 1
                    rows.add(question.id, "cannot be read: \(place.file):\(place.line):\(place.column): \(what)")
                case .answer(let answer) where answer.isUntouched: rows.add(question.id, "empty")
                case .answer(let answer):
                    let frame = question.evidence.isEmpty ? "" : answer.frame.map { ", frame \($0.text)" } ?? ", no frame yet"
                    rows.add(question.id, (answer.value.map { "\($0.text)" } ?? "no value yet") + frame)
                }
            }
            if let own = course.own {
                for (id, verdict) in own.judge(file, about: grader.ownCapture(), student: grader.assignment.student, number: course.number) {
                    switch file[id] {
                    case .broken(let what, let place):
                        broken += 1
                        rows.add(id, "cannot be read: \(place.file):\(place.line):\(place.column): \(what)")
                    case .answer(let answer) where answer.isUntouched: rows.add(id, "empty")
                    case .answer(let answer):
                        let lack = verdict.status == .error ? "; your capture does not show it: " + verdict.story.map { "\($0.label) \($0.text)" }.joined(separator: "; ") : ""
                        rows.add(id, (answer.value.map { "\($0.text)" } ?? "no value yet") + (answer.frame.map { ", frame \($0.text)" } ?? "") + lack)
                    }
                }
            }
            print("\(course.title): Labs/\(course.number)-\(course.name)/Exercise/\(course.answers)")
            rows.lines().forEach { print($0) }
        }
        if broken > 0 { throw ExitCode.failure }
    }
}
