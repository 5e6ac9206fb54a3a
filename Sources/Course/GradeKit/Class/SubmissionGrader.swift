import ExerciseKit
import Foundation
import Synchronization

/// Grades a submission against a clean checkout: the student's allowed files, everything else ours.
///
/// This process judges and writes; student code runs in other processes that are told inputs and answer with outputs. What such a
/// process prints, and how it ends, gives nobody a point.
public struct SubmissionGrader: Sendable {
    /// The clean checkout.
    public let root: String
    let workbench: Workbench
    let jail: Jail
    /// What is to be said of the isolation.
    let missing: [String]
    let plan: CoursePlan
    let marks: Marks
    let labs: [LabCourse]
    let seconds: UInt32
    private let known = Memo()

    /// - Parameters:
    ///   - root: the clean checkout, and `build` the folder in which this program was built.
    ///   - marks: what people gave for answers in words.
    ///   - seconds: processor time that one step of an exercise may take.
    public init(root: String, build: String, labs: [LabCourse], plan: CoursePlan = CoursePlan(), marks: Marks = Marks(), seconds: UInt32 = TrialHost.timeLimit) async throws {
        self.seconds = seconds
        self.root = root
        self.labs = labs
        self.plan = plan
        self.marks = marks
        workbench = try await Workbench(root: root, build: build)
        (jail, missing) = await Jail.best(for: workbench.emptyProgram)
    }

    /// What was missing of the isolation, one line each; empty where all was there.
    public var notes: [String] { missing }

    /// Grades all labs of a submission. `tell` hears of the report as it grows, from one that gives no points on: whoever looks
    /// after a crash finds that.
    public func grade(_ submission: Submission, secret: CourseSecret? = nil, lateDays: Int = 0, tell: (GradeReport) throws -> Void = { _ in }) async throws -> GradeReport {
        let assignment = Self.assignment(of: submission, secret)
        var report = GradeReport(student: submission.student, notes: missing, digest: digest(of: submission, secret: secret, lateDays: lateDays))
        report.labs = try labs.map { try ungraded($0, assignment) }
        for path in labs.flatMap(\.allowedFiles) {
            guard let bytes = submission.read(path).bytes, bytes != FileManager.default.contents(atPath: "\(root)/\(path)").map({ [UInt8]($0) }) else { continue }
            report.files[path.split(separator: "/").last.map(String.init) ?? path] = String(SHA256.hex(SHA256.of(bytes)).prefix(16))
        }
        try tell(report)
        for (index, lab) in labs.enumerated() {
            report.labs[index] = try await grade(lab, submission, assignment)
            report.deduction = plan.deduction(lateDays: lateDays, from: report.earnedBeforeDeduction)
            try tell(report)
        }
        return report
    }

    /// For marks with the course's secret, otherwise to practise; about everyone's capture where nobody has said who they are.
    private static func assignment(of submission: Submission, _ secret: CourseSecret?) -> Assignment {
        if let secret { return .graded(student: submission.student, secret: secret) }
        if !submission.student.isEmpty { return .practice(student: submission.student) }
        return StudentFile.identifier(root: submission.folder).map { .practice(student: $0) } ?? .supplied
    }

    /// A lab of which nothing is known yet.
    private func ungraded(_ course: LabCourse, _ assignment: Assignment) throws -> GradeReport.Lab {
        let grader = Grader(LabFolder(course, root: root), assignment: assignment)
        let words = plan.explanations(of: course).map { ($0.id, 1) }
        let items = try plan.questions(of: course, try grader.evidence()).map { ($0.id, $0.points) } + words + (course.own?.items ?? []) + course.steps.map { ($0.id, $0.points) }
        return GradeReport.Lab(number: course.number, name: course.name, items: items.compactMap { id, points in
            plan.points(course, id, usual: points).map { GradeReport.Item(id: id, status: .error, earned: .zero, possible: $0, remark: "not graded yet", message: "the grader did not get so far", place: "") }
        }, notes: [])
    }

    private func grade(_ course: LabCourse, _ submission: Submission, _ assignment: Assignment) async throws -> GradeReport.Lab {
        let grader = Grader(LabFolder(course, root: root), assignment: assignment)
        var findings: [Finding] = [], notes: [String] = []
        // The answers.
        let path = "Labs/\(course.number)-\(course.name)/Exercise/\(course.answers)"
        let (bytes, trouble) = submission.read(path)
        if let trouble { notes.append(trouble) }
        let text = bytes.flatMap { String(validating: $0, as: UTF8.self) }
        if bytes != nil, text == nil { notes.append("\(course.answers) is not UTF-8 text: none of its answers counts") }
        let answers = AnswerFile(text: text ?? "", path: course.answers)
        for question in try plan.questions(of: course, try grader.evidence()) { findings.append(grader.finding(on: question, in: answers)) }
        findings += grader.findings(onOwn: ownCapture(course, submission, &notes), in: answers)
        // The exercises, side by side: most of their time is the compiler's.
        let judged = await withTaskGroup(of: (index: Int, verdicts: [Verdict], notes: [String]).self) { group in
            for (index, exercise) in course.exercises.enumerated() {
                group.addTask {
                    let (source, trouble) = submission.read("Labs/\(course.number)-\(course.name)/Exercise/\(exercise.file)")
                    let (verdicts, note) = await judge(exercise, of: course, source: source, submission)
                    return (index, verdicts, [trouble, note].compactMap(\.self))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.index < $1.index }
        }
        for (index, verdicts, remarks) in judged {
            let exercise = course.exercises[index]
            notes += remarks
            for (step, verdict) in zip(exercise.steps, verdicts) { findings.append(grader.finding(on: step, of: exercise, verdict)) }
        }
        let items = findings.compactMap { finding in
            plan.points(course, finding.id, usual: finding.verdict.possible).map { GradeReport.Item(finding, points: $0) }
        }
        let words = plan.explanations(of: course).map { asked in
            GradeReport.Item(asked.id, asked.question, rubric: asked.rubric, points: asked.points, answers: answers) { marks.mark(student: submission.student, lab: course.number, item: asked.id, answer: $0) }
        }
        // Behind the questions.
        let place = items.firstIndex { !$0.id.hasPrefix("Q") } ?? items.endIndex
        return GradeReport.Lab(number: course.number, name: course.name, items: Array(items[..<place]) + words + items[place...], notes: notes)
    }

    /// The capture that was handed in. It is read where nothing can take its place meanwhile.
    private func ownCapture(_ course: LabCourse, _ submission: Submission, _ notes: inout [String]) -> OwnCapture.File {
        for name in course.captures {
            let (bytes, trouble) = submission.read("Labs/\(course.number)-\(course.name)/Exercise/\(name)")
            if let trouble { notes.append(trouble) }
            guard let bytes else { continue }
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                let file = folder.appendingPathComponent(name)
                try Data(bytes).write(to: file)
                return OwnCapture.file(at: file.path)
            } catch { return .unreadable("\(error)") }
        }
        return .absent
    }

    /// The verdicts on an exercise's steps. The same bytes lead to the same verdicts: they are judged once.
    private func judge(_ exercise: Exercise, of course: LabCourse, source: [UInt8]?, _ submission: Submission) async -> (verdicts: [Verdict], note: String?) {
        let handedOut = FileManager.default.contents(atPath: LabFolder(course, root: root).path("Exercise/\(exercise.file)")).map { [UInt8]($0) }
        // Not there, or as it was handed out. (Whoever grades the tree that they work in has nothing to compare with.)
        guard let source, submission.folder == root || source != handedOut else { return (exercise.steps.map { .notAttempted(of: $0.points) }, nil) }
        let key = "\(course.number) \(exercise.id) " + SHA256.hex(SHA256.of(source))
        if let known = known[key] { return known }
        let result = await judgeAnew(exercise, source)
        known[key] = result
        return result
    }

    private func judgeAnew(_ exercise: Exercise, _ source: [UInt8]) async -> ([Verdict], String?) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            // Others may pass through, so that the jail's own user reaches the program.
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
            let program = try await workbench.program(for: exercise, source: source, in: folder.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            var runner = ProcessRunner(executable: program, jail: jail, seconds: seconds)
            var verdicts: [Verdict] = []
            for step in exercise.steps {
                let verdict = await step.judge(runner)
                verdicts.append(verdict)
                // Who has hung once is waited for less.
                if verdict.story.contains(where: { $0.text.hasSuffix("NO END") }) { runner.seconds = min(2, seconds) }
            }
            return (verdicts, nil)
        } catch let failure as Workbench.Failure {
            let words = ExerciseStep.printable(failure.message)
            return (exercise.steps.map { Verdict(.error, earned: 0, of: $0.points, remark: "\(exercise.file) does not compile", story: [.init("came", words)]) }, nil)
        } catch { return (exercise.steps.map { Verdict(.error, earned: 0, of: $0.points, remark: "it could not be tried", story: [.init("came", "\(error)")]) }, "\(error)") }
    }

    /// Names everything that a report comes from.
    func digest(of submission: Submission, secret: CourseSecret?, lateDays: Int) -> String {
        let assignment = Self.assignment(of: submission, secret)
        var text = "layerlab \(Self.version) \(assignment.seed ?? 0) \(lateDays) \(plan.digest) \(marks.digest(student: submission.student))\n"
        for lab in labs { for path in lab.allowedFiles { text += "\(path) \(submission.read(path).bytes.map { SHA256.hex(SHA256.of($0)) } ?? "-")\n" } }
        return SHA256.hex(SHA256.of(Array(text.utf8)))
    }

    /// Raised when a key or a judgement changes: then everyone is graded again.
    static let version = 1
}

/// What has been judged before in this run.
private final class Memo: Sendable {
    private let results = Mutex<[String: ([Verdict], String?)]>([:])

    subscript(key: String) -> ([Verdict], String?)? {
        get { results.withLock { $0[key] } }
        set { results.withLock { $0[key] = newValue } }
    }
}
