import Foundation
import GradeKit
import LabJudges
import Testing

@Suite("Notes for instructors")
struct InstructorNotesTests {
    @Test("every lab has them: how the key comes about, what goes wrong, how long it takes", arguments: LabCourse.all)
    func shape(of course: LabCourse) throws {
        let notes = try String(contentsOfFile: "\(root)/Labs/\(course.number)-\(course.name)/INSTRUCTOR.md", encoding: .utf8)
        let lines = notes.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "# Lab \(course.number) for instructors")
        #expect(lines.filter { $0.hasPrefix("**") }.map { String($0.prefix { $0 != "." }) } == ["**The key", "**Common wrong answers", "**Timing"], "\(lines)")
    }
}
