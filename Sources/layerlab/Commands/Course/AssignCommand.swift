import ArgumentParser
import Foundation
import GradeKit
import LabJudges
import LabKit

/// `layerlab assign`: personal captures.
struct AssignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Make captures of your own: your addresses, ports, numbers and messages.",
        discussion: HelpText.laidOut("""
            For a student, ID is any word that names you; your captures come out the same whenever you ask. They go to \
            captures/mine, and from then on the grader asks about them:

              layerlab assign ada                       all labs
              layerlab assign ada --lab 01              one of them

            For an instructor: captures for marks come from a secret that only you have, one folder a student.

              openssl rand -hex 32 > secret && chmod 600 secret
              layerlab assign --roster class.csv --secret secret --output issued
            """))

    @Argument(help: "Who you are: letters, digits and . _ + - @.")
    var id: String?

    @Option(name: .customLong("lab"), help: ArgumentHelp("Only this lab; may be given more than once.", valueName: "LAB"))
    var labs: [String] = []

    @Option(help: ArgumentHelp("A class: a CSV file with a column \"id\".", valueName: "FILE"))
    var roster: String?

    @Option(help: ArgumentHelp("The file with the course's secret.", valueName: "FILE"))
    var secret: String?

    @Option(help: ArgumentHelp("Where the captures go. Default: captures/mine.", valueName: "DIR"))
    var output: String?

    @Option(help: ArgumentHelp("LayerLab's folder. Default: this one or one above it.", valueName: "DIR"))
    var root: String?

    func validate() throws {
        guard (id == nil) != (roster == nil) else { throw ValidationError("give an ID, or --roster FILE for a class") }
        if roster != nil, secret == nil || output == nil { throw ValidationError("--roster needs --secret FILE and --output DIR") }
        if let id, !StudentFile.isIdentifier(id) { throw ValidationError("\"\(id)\" is no identifier: 1 to 64 letters, digits, and . _ + - @") }
    }

    func run() throws {
        let root = try PackageRoot.find(root), courses = try LabCourse.named(labs).filter(\.isPersonal)
        let secret = try secret.map(CourseSecret.read)
        if let roster {
            let students = try Roster.read(roster).students
            for student in students { try issue(courses, .graded(student: student.id, secret: secret!), to: "\(output!)/\(student.id)", root: root, tells: false) }
            return print("Captures of \(courses.count) labs for \(students.count) students are in \(output!).")
        }
        let id = id!, folder = output ?? "\(root)/captures/mine"
        try issue(courses, secret.map { .graded(student: id, secret: $0) } ?? .practice(student: id), to: folder, root: root, tells: true)
        guard secret == nil else { return }
        let text = "# Made by layerlab assign: whose captures the grader asks about. Without this file it asks about those that everyone has.\nstudent: \(id)\n"
        try text.write(toFile: StudentFile.path(root: root), atomically: true, encoding: .utf8)
        print("\nFrom now on the grader asks about these; Labs/student.yaml says so. Every question stays as it is in the worksheet.")
        print("Look:   swift run layerlab inspect captures/mine/01-tcp-echo.pcap")
        print("Grade:  LAB=01 swift test")
    }

    private func issue(_ courses: [LabCourse], _ assignment: Assignment, to folder: String, root: String, tells: Bool) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for course in courses {
            let evidence = try course.evidence(for: assignment, root: root)
            var path = "\(folder)/\(course.number)-\(course.name).pcap"
            if let capture = evidence.capture { try capture.write(to: path) }
            if !evidence.numbers.isEmpty {
                path = "\(folder)/\(course.number)-\(course.name).txt"
                let lines = evidence.numbers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
                try lines.write(toFile: path, atomically: true, encoding: .utf8)
                if tells { for line in lines.split(separator: "\n") { print("  lab \(course.number): \(line)") } }
            }
            if tells { print("  lab \(course.number): \(path)") }
        }
    }
}
