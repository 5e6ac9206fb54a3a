import Foundation

/// Grades a class: in parallel, and where it left off when it is run again.
public struct ClassGrader: Sendable {
    let grader: SubmissionGrader
    /// The folder of the submissions, and the folder that the results are written to.
    let submissions: String
    let results: String
    let secret: CourseSecret?

    public init(grader: SubmissionGrader, submissions: String, results: String, secret: CourseSecret?) {
        (self.grader, self.submissions, self.results, self.secret) = (grader, submissions, results, secret)
    }

    /// What became of one student, as it happens.
    public struct Progress: Sendable {
        public var done: Int
        public var total: Int
        public var report: GradeReport
        /// It was there from an earlier run, and nothing has changed since.
        public var wasThere: Bool
        /// The points of the earlier run, where they have changed.
        public var before: Points?
    }

    /// Grades `students`, `jobs` at a time.
    public func grade(_ students: [Roster.Student], jobs: Int, progress: (Progress) -> Void) async throws -> [GradeReport] {
        var reports: [String: GradeReport] = [:], waiting = students[...]
        try await withThrowingTaskGroup(of: (GradeReport, Bool, Points?).self) { group in
            func startNext() {
                guard let student = waiting.popFirst() else { return }
                group.addTask { try await grade(student) }
            }
            for _ in 0..<max(1, jobs) { startNext() }
            while let (report, wasThere, before) = try await group.next() {
                reports[report.student] = report
                progress(Progress(done: reports.count, total: students.count, report: report, wasThere: wasThere, before: before))
                startNext()
            }
        }
        return students.compactMap { reports[$0.id] }
    }

    private func grade(_ student: Roster.Student) async throws -> (GradeReport, Bool, Points?) {
        let folder = "\(results)/\(student.id)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let old = Self.report(in: folder)
        let submission = Submission(student: student.id, folder: "\(submissions)/\(student.folder)")
        if let old, old.digest == grader.digest(of: submission, secret: secret, lateDays: student.lateDays) { return (old, true, nil) }
        let start = DispatchTime.now()
        let report = try await grader.grade(submission, secret: secret, lateDays: student.lateDays)
        try Self.write(report, to: folder, seconds: Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9)
        return (report, false, old.flatMap { $0.earned == report.earned ? nil : $0.earned })
    }

    /// Our own form of a report, from which a run goes on.
    static let fileName = "report.json"

    static func report(in folder: String) -> GradeReport? {
        FileManager.default.contents(atPath: "\(folder)/\(fileName)").flatMap { try? JSONDecoder().decode(GradeReport.self, from: $0) }
    }

    /// Writes a report in all its forms; our own last, so that it is there only when all are.
    public static func write(_ report: GradeReport, to folder: String, seconds: Double) throws {
        for format in ReportFormat.allCases { try write(Data(format.text(report, seconds: seconds).utf8), to: "\(folder)/\(format.fileName)") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try write(encoder.encode(report), to: "\(folder)/\(fileName)")
    }

    /// Whole or not at all.
    static func write(_ data: Data, to path: String) throws { try data.write(to: URL(fileURLWithPath: path), options: .atomic) }

    /// The reports in folders of results, sorted by student: shards put together.
    public static func reports(in folders: [String]) throws -> [GradeReport] {
        var reports: [GradeReport] = []
        for folder in folders {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { throw EvidenceError("\(folder): no folder of results is there") }
            reports += names.compactMap { report(in: "\(folder)/\($0)") }
        }
        return reports.sorted { $0.student < $1.student }
    }
}

/// A class's grades in one table.
public struct ClassTable: Sendable {
    public let reports: [GradeReport]

    public init(_ reports: [GradeReport]) { self.reports = reports }

    var labs: [String] { Set(reports.flatMap { $0.labs.map(\.number) }).sorted() }

    /// A row a student, a column a lab.
    public var csv: String {
        let labs = labs
        var rows = [["student"] + labs.map { "lab \($0)" } + ["late", "total", "possible"]]
        for report in reports {
            rows.append([report.student] + labs.map { number in report.labs.first { $0.number == number }.map { "\($0.earned)" } ?? "" } + [report.deduction > .zero ? "-\(report.deduction)" : "0", "\(report.earned)", "\(report.possible)"])
        }
        return CSVOutput.text(rows: rows)
    }

    /// For instructors: each item with how many of the class passed, were wrong, did not attempt it, or came to grief.
    public var items: [String] {
        // A column of its own only where something waits for a person.
        let hasWords = reports.contains { $0.count(.unmarked) > 0 }
        var lines = ["item       passed   wrong  not attempted   error   \(hasWords ? "to be marked   " : "")points on average"]
        for number in labs {
            let all = reports.compactMap { $0.labs.first { $0.number == number } }
            for (index, item) in (all.first?.items ?? []).enumerated() {
                let column = all.compactMap { index < $0.items.count && $0.items[index].id == item.id ? $0.items[index] : nil }
                func count(_ status: Status) -> String { left("\(column.count { $0.status == status })", 6) }
                let sum = column.reduce(Points.zero) { $0 + $1.earned }
                lines.append("\(right("\(number) \(item.id)", 9)) \(count(.passed))  \(count(.wrong))  \(left("", 6))\(count(.notAttempted)) \(left("", 1))\(count(.error))   \(hasWords ? left("", 6) + count(.unmarked) + "   " : "")\(sum.scaled(1, of: max(1, column.count))) of \(item.possible)")
            }
        }
        return lines
    }

    /// Students who handed in the same exercise, byte for byte, that is not the one handed out: a line each group.
    public var twins: [String] {
        var groups: [String: [String]] = [:]
        for report in reports { for (file, digest) in report.files { groups["\(file) \(digest)", default: []].append(report.student) } }
        return groups.filter { $0.value.count > 1 }.map { "the same \($0.key.prefix { $0 != " " }): \($0.value.sorted().joined(separator: ", "))" }.sorted()
    }

    private func right(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private func left(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
