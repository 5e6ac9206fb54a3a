import Foundation
import GradeKit
import LabJudges
import Testing

@Suite("Personal captures")
struct PersonalTests {
    static let personal = LabCourse.all.filter(\.isPersonal)

    /// The keys as one line, to compare.
    private func keys(_ course: LabCourse, _ evidence: Evidence) throws -> String {
        try course.questions(about: evidence).map { "\($0.id) \($0.key.text) \($0.evidence.sorted())" }.joined(separator: "; ")
    }

    @Test("over many seeds every question can be answered, no two answers coincide, and no two students have the same key", arguments: personal)
    func manySeeds(course: LabCourse) async throws {
        let supplied = try course.suppliedQuestions()
        // A thousand of lab 01's, and enough of the others' for every change; all thousands with LAYERLAB_SEEDS=1000.
        let count = ProcessInfo.processInfo.environment["LAYERLAB_SEEDS"].flatMap { Int($0) } ?? (course.number == "01" ? 1000 : 100)
        var seen: [String: UInt64] = [:]
        // In parallel over the cores, in chunks.
        try await withThrowingTaskGroup(of: [(UInt64, String)].self) { group in
            for start in stride(from: 0, to: count, by: 100) {
                group.addTask {
                    try (start..<min(start + 100, count)).map { number in
                        let seed = UInt64(number) &* 0x9e37_79b9_7f4a_7c15 &+ 1
                        let evidence = try #require(try course.personalEvidence(seed: seed))
                        let questions = try course.questions(about: evidence)
                        // The wording and the points are everyone's.
                        #expect(questions.map { "\($0.id) \($0.points)" } == supplied.map { "\($0.id) \($0.points)" }, "seed \(seed)")
                        var numbers: Set<Int64> = []
                        for question in questions {
                            if case .number(let number) = question.key, !question.sharesItsAnswer { #expect(numbers.insert(number).inserted, "seed \(seed): \(question.id) is another's answer, too") }
                            let answer = "\(question.id):\n  value: \"\(question.key.text)\"\n" + (question.evidence.min().map { "  frame: \($0)\n" } ?? "")
                            #expect(question.judge(AnswerFile(text: answer, path: "x")[question.id]).status == .passed, "seed \(seed), \(question.id)")
                        }
                        return (seed, try keys(course, evidence))
                    }
                }
            }
            for try await chunk in group {
                for (seed, key) in chunk {
                    if let other = seen.updateValue(seed, forKey: key) { Issue.record("seeds \(other) and \(seed) have the same key: \(key)") }
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test("the same student's is always the same, practice and graded differ, and so do two secrets", arguments: personal)
    func assignments(course: LabCourse) throws {
        let one = try CourseSecret("correct horse battery staple"), two = try CourseSecret("another secret of the course")
        func key(_ assignment: Assignment) throws -> String { try keys(course, course.evidence(for: assignment, root: root)) }
        let practice = try key(.practice(student: "ada"))
        #expect(try key(.practice(student: " Ada ")) == practice)
        let graded = try key(.graded(student: "ada", secret: one))
        #expect(try key(.graded(student: "ada", secret: one)) == graded)
        #expect(graded != practice)
        #expect(try key(.graded(student: "ada", secret: two)) != graded)
        #expect(try key(.graded(student: "grace", secret: one)) != graded)
    }

    @Test("is the same to the byte when it is made again", arguments: personal)
    func sameBytes(course: LabCourse) throws {
        let first = try #require(try course.personalEvidence(seed: 7)), second = try #require(try course.personalEvidence(seed: 7))
        #expect(first.numbers == second.numbers)
        #expect(first.capture?.captured == second.capture?.captured)
        #expect(first.capture != nil || !first.numbers.isEmpty)
    }

    @Test("a secret that is too short is refused") func shortSecret() { #expect(throws: EvidenceError.self) { try CourseSecret("short") } }
}
