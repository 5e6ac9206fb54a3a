import ArgumentParser
import Foundation
import GradeKit
import LabJudges
import LabKit

/// `layerlab grade`: a report card, for one student or for a class.
struct GradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grade",
        abstract: "Grade labs: your own tree, a submission, or a class.",
        discussion: HelpText.laidOut("""
            This process judges and writes the reports. Student code runs in other processes, without network and without \
            your files where the system permits, and only answers what it is asked.

              layerlab grade 01                                   your own lab 01
              layerlab grade --submission DIR --student ada --output OUT
              layerlab grade --roster class.csv --submissions DIR --secret secret \\
                --output OUT
              layerlab grade --roster class.csv ... --shard 3/20  a part of the class, for one of 20 machines
              layerlab grade --merge OUT1 OUT2 ... --output ALL   the parts put together

            Of a submission only the answer files and the exercises' files are taken. In OUT are results.json (Gradescope), \
            junit.xml, grades.csv and grades.md; for a class, a folder of these for each student, class.csv and class.txt. \
            Where the plan has questions to explain, answers.csv has what the class wrote: fill in points and comments, and grade again. A run that was broken off goes on where it was. Exit status: 0 when all could be graded, whatever the grades.
            """))

    @Argument(help: "The labs. Default: all.")
    var labs: [String] = []

    @Option(help: ArgumentHelp("The folder that was handed in. Default: this tree.", valueName: "DIR"))
    var submission: String?

    @Option(help: ArgumentHelp("Who handed it in.", valueName: "ID"))
    var student: String?

    @Option(help: ArgumentHelp("A class: a CSV file with a column \"id\"; \"folder\" and \"late\" where wanted.", valueName: "FILE"))
    var roster: String?

    @Option(help: ArgumentHelp("The folder with a class's submissions.", valueName: "DIR"))
    var submissions: String?

    @Option(help: ArgumentHelp("The file with the course's secret: captures for marks. Without it: those to practise with.", valueName: "FILE"))
    var secret: String?

    @Option(help: ArgumentHelp("A YAML file that weighs, drops and adds questions and says what late days cost.", valueName: "FILE"))
    var plan: String?

    @Option(help: ArgumentHelp("What people gave for answers in words. Default: the answers.csv that is in the output folder.", valueName: "FILE"))
    var marks: String?

    @Option(help: ArgumentHelp("Days late.", valueName: "N"))
    var late = 0

    @Option(help: ArgumentHelp("Where the reports go.", valueName: "DIR"))
    var output: String?

    @Option(help: ArgumentHelp("How many submissions at a time. Default: the number of cores.", valueName: "N"))
    var jobs: Int?

    @Option(help: ArgumentHelp("Only this part of the class, as in 3/20.", valueName: "K/N"))
    var shard: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Folders of results to put together.", valueName: "DIR"))
    var merge: [String] = []

    @Option(help: ArgumentHelp("LayerLab's folder, a clean checkout. Default: this one or one above it.", valueName: "DIR"))
    var root: String?

    func validate() throws {
        if roster != nil, submissions == nil || output == nil { throw ValidationError("--roster needs --submissions DIR and --output DIR") }
        if roster == nil, submissions != nil || shard != nil { throw ValidationError("--submissions and --shard go with --roster") }
        if secret != nil, roster == nil, student == nil { throw ValidationError("--secret needs --student ID or --roster FILE") }
        if let student, !StudentFile.isIdentifier(student) { throw ValidationError("\"\(student)\" is no identifier: letters, digits, and . _ + - @") }
        if let shard, part(shard) == nil { throw ValidationError("--shard takes K/N with K from 1 to N, and \(shard) is not") }
        if !merge.isEmpty, output == nil { throw ValidationError("--merge needs --output DIR") }
        if let jobs, !(1...1000).contains(jobs) { throw ValidationError("--jobs takes 1 to 1000") }
        if !(0...1000).contains(late) { throw ValidationError("--late takes 0 to 1000 days") }
    }

    private func part(_ text: String) -> (Int, Int)? {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        return parts.count == 2 && parts[0] >= 1 && parts[0] <= parts[1] && parts[1] <= 100_000 ? (parts[0], parts[1]) : nil
    }

    mutating func run() async throws {
        if !merge.isEmpty {
            // Marks that somebody has put there are in none of the parts.
            if !(try Marks.read("\(output!)/answers.csv", isOptional: true).isEmpty) { throw ValidationError("\(output!)/answers.csv has marks: grade the parts with --marks \(output!)/answers.csv, then merge them into another folder") }
            return try conclude(ClassTable(ClassGrader.reports(in: merge)), in: output!)
        }
        let root = try PackageRoot.find(root)
        let plan = try plan.map { path in
            guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("--plan: \(path) cannot be read") }
            return try CoursePlan(yaml: String(decoding: data, as: UTF8.self), file: path)
        } ?? CoursePlan()
        let secret = try secret.map(CourseSecret.read)
        let marks = try marks.map { try Marks.read($0) } ?? output.map { try Marks.read("\($0)/answers.csv", isOptional: true) } ?? Marks()
        let grader = try await SubmissionGrader(root: root, build: PackageRoot.build, labs: LabCourse.named(labs), plan: plan, marks: marks)
        if let roster { return try await gradeClass(Roster.read(roster), grader, secret) }
        let start = ContinuousClock.now, output = output
        if let output { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) }
        let submission = Submission(student: student ?? "", folder: submission ?? root)
        func seconds() -> Double { Double((ContinuousClock.now - start).components.attoseconds) / 1e18 + Double((ContinuousClock.now - start).components.seconds) }
        let report = try await grader.grade(submission, secret: secret, lateDays: late) { report in
            if let output { try ClassGrader.write(report, to: output, seconds: seconds()) }
        }
        let paint = Paint.fitting()
        for line in TerminalCard.lines(report, paint: { $0 == .wrong || $0 == .error ? paint.error($1) : $0 == .passed ? paint.bold($1) : paint.faint($1) }) { print(line) }
        if let output { print("Reports: \(output)/\(ReportFormat.allCases.map(\.fileName).joined(separator: ", "))") }
    }

    private func gradeClass(_ roster: Roster, _ grader: SubmissionGrader, _ secret: CourseSecret?) async throws {
        var students = roster.students
        if let shard, let (index, count) = part(shard) { students = roster.shard(index, of: count) }
        for note in grader.notes { print("Note: \(note)") }
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        var moved: [String] = []
        let reports = try await ClassGrader(grader: grader, submissions: submissions!, results: output!, secret: secret).grade(students, jobs: jobs) { progress in
            let report = progress.report
            print("\(progress.done) of \(progress.total)  \(report.student)  \(report.earned) of \(report.possible)\(progress.wasThere ? "  (as before)" : "")")
            // At once, also where it goes into a file or a pipe.
            fflush(nil)
            if let before = progress.before { moved.append("\(report.student): \(before) is now \(report.earned)") }
        }
        try conclude(ClassTable(reports), in: output!)
        if !moved.isEmpty {
            print("\nGrades that have moved since the last run:")
            moved.sorted().forEach { print("  \($0)") }
        }
    }

    /// A line as lines of at most 100 columns, broken between words.
    private static func folded(_ line: String) -> [String] {
        var lines = [""]
        for word in line.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty || last.count + 1 + word.count <= 100 { lines[lines.count - 1] += (last.isEmpty ? "" : " ") + word } else { lines.append("    " + word) }
        }
        return lines
    }

    private func conclude(_ table: ClassTable, in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try table.csv.write(toFile: "\(folder)/class.csv", atomically: true, encoding: .utf8)
        let items = table.items + table.twins.flatMap { Self.folded($0) }
        try (items.joined(separator: "\n") + "\n").write(toFile: "\(folder)/class.txt", atomically: true, encoding: .utf8)
        print("")
        items.forEach { print($0) }
        print("\n\(table.reports.count) students: \(folder)/class.csv, \(folder)/class.txt")
        if let words = table.explanations {
            try words.write(toFile: "\(folder)/answers.csv", atomically: true, encoding: .utf8)
            let waiting = table.reports.reduce(0) { $0 + $1.count(.unmarked) }
            print("Answers in words: \(folder)/answers.csv" + (waiting > 0 ? ", \(waiting) to be marked: fill in points and comments, then grade again" : ", all marked"))
        }
    }
}
