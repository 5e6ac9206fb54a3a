import ExerciseKit
import Foundation
import GradeKit
import LabJudges
import Testing

/// The package's folder.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

extension LabCourse {
    var folder: LabFolder { LabFolder(self, root: root) }

    /// The questions about what everyone is handed.
    func suppliedQuestions() throws -> [Question] { try questions(about: evidence(for: .supplied, root: root)) }
}

/// An exercise with its type as handed out, and the same done.
struct Piece: Sendable, CustomStringConvertible {
    let course: LabCourse
    let exercise: Exercise
    let pristine: any TrialRunner
    let solution: any TrialRunner

    var description: String { "\(course) \(exercise.id)" }

    init(_ course: LabCourse, _ id: String, _ pristine: some Sendable, _ solution: some Sendable) {
        self.course = course
        exercise = course.exercises.first { $0.id == id }!
        (self.pristine, self.solution) = (LocalRunner(pristine), LocalRunner(solution))
    }
}

/// A wrong solution: the step at which it is caught, and what it is told.
struct Mutant: Sendable, CustomStringConvertible {
    let course: LabCourse
    let name: String
    let step: String
    let says: String
    let runner: any TrialRunner

    init(_ course: LabCourse, _ name: String, caughtAt step: String, saying says: String, _ piece: some Sendable) {
        (self.course, self.name, self.step, self.says, runner) = (course, name, step, says, LocalRunner(piece))
    }

    var description: String { "\(course), \(name): caught at \(step)" }
}

extension Question.Key {
    /// An answer as a student would write it.
    var text: String {
        switch self {
        case .number(let number): "\(number)"
        case .anyNumber(let numbers): "\(numbers[0])"
        case .duration(let times): "\(times[0]) ns"
        case .text(let accepted): accepted[0]
        }
    }
}

extension Verdict {
    func line(_ label: String) -> String { story.first { $0.label == label }?.text ?? "" }
    /// All that is said, for looking into.
    var words: String { ([remark] + story.map(\.text)).joined(separator: " | ") }
}
