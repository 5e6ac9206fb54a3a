/// Grades one lab: its answer file, and what its exercises do when they are run.
public struct Grader: Sendable {
    public let folder: LabFolder
    public let assignment: Assignment
    public var course: LabCourse { folder.course }

    public init(_ folder: LabFolder, assignment: Assignment) {
        self.folder = folder
        self.assignment = assignment
    }

    /// For the student whose tree this is: about their own capture if they have said who they are.
    public init(_ folder: LabFolder) {
        self.init(folder, assignment: StudentFile.identifier(root: folder.root).map { .practice(student: $0) } ?? .supplied)
    }

    /// The names of all that is graded, in the order of the worksheet: "Q1", "C1", "E1.1".
    public func items() throws -> [String] { try questions().map(\.id) + (course.own?.items.map(\.id) ?? []) + course.steps.map(\.id) }

    public func questions() throws -> [Question] { try course.questions(about: evidence()) }

    /// What the questions are about.
    public func evidence() throws -> Evidence { try course.evidence(for: assignment, root: folder.root) }

    /// The finding on one question, or on one about the student's own capture; nil where there is none of that name.
    public func answer(_ id: String) throws -> Finding? {
        let answers = try AnswerFile(path: folder.answers)
        if let question = try questions().first(where: { $0.id == id }) { return finding(on: question, in: answers) }
        return findings(onOwn: ownCapture(), in: answers).first { $0.id == id }
    }

    /// The capture of the student's own in the lab's folder.
    public func ownCapture() -> OwnCapture.File { OwnCapture.file(course.number, in: folder.path("Exercise")) }

    func finding(on question: Question, in answers: AnswerFile) -> Finding {
        Finding(id: question.id, verdict: question.judge(answers[question.id]), read: question.section, again: again(question.id), place: answers.place(of: question.id))
    }

    /// The findings on what is asked about a capture of the student's own.
    func findings(onOwn file: @autoclosure () -> OwnCapture.File, in answers: AnswerFile) -> [Finding] {
        guard let own = course.own else { return [] }
        return own.judge(answers, about: file(), student: assignment.student, number: course.number).map { id, verdict in
            Finding(id: id, verdict: verdict, read: own.section, again: again(id), place: answers.place(of: id))
        }
    }

    /// The finding on a step of an exercise; nil where there is none of that name.
    public func step(_ id: String, with runner: some TrialRunner) async -> Finding? {
        for exercise in course.exercises {
            guard let step = exercise.steps.first(where: { $0.id == id }) else { continue }
            return finding(on: step, of: exercise, await step.judge(runner))
        }
        return nil
    }

    func finding(on step: ExerciseStep, of exercise: Exercise, _ verdict: Verdict) -> Finding {
        Finding(id: step.id, verdict: verdict, read: exercise.read, again: again(step.id), place: SourcePlace(path: folder.path("Exercise/\(exercise.file)")))
    }

    /// The command that judges one item: its test's name has an underscore where the item has a point.
    private func again(_ id: String) -> String { "LAB=\(course.number) swift test --filter \(String(id.map { $0 == "." ? "_" : $0 }))" }
}
