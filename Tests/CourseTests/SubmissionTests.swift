import Foundation
import FoundationXML
import GradeKit
import LabJudges
import Testing

/// A folder of submissions that is gone when nobody needs it any more.
final class Inbox: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}

/// Where the build put its programs: beside the tests.
let buildFolder: String = {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: program).deletingLastPathComponent().path
}()

#if os(Linux)
@Suite("layerlab grade")
struct SubmissionTests {
    /// The right answers to a lab's questions, as a file.
    static func answers(_ course: LabCourse, _ assignment: Assignment) throws -> String {
        try course.questions(about: course.evidence(for: assignment, root: root)).map { question in
            "\(question.id):\n  value: \"\(question.key.text)\"\n" + (question.evidence.min().map { "  frame: \($0)\n" } ?? "")
        }.joined(separator: "\n")
    }

    @Test("an attack earns nothing", arguments: Attack.all)
    func attack(attack: Attack) async throws {
        let inbox = try Inbox()
        for (name, text) in attack.files { try inbox.put(text, name) }
        if attack.files.isEmpty { try inbox.put(attack.source, "MyEcho.swift") }
        let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [.tcpEcho], seconds: attack.seconds)
        let report = try await grader.grade(Submission(student: "mallory", folder: inbox.path))
        let items = report.labs[0].items.filter { $0.id.hasPrefix("E") }
        // A service that does nothing is right about a client that says nothing: that is no attack's merit.
        let earned = items.filter { $0.id != "E1.5" }.reduce(Points.zero) { $0 + $1.earned }
        #expect(earned == .zero, "\(items.map { "\($0.id) \($0.status) \($0.earned)" })")
        if !attack.status.isEmpty { for item in items where item.id != "E1.5" { #expect(item.status.rawValue == attack.status, "\(item)") } }
        let words = (report.labs[0].notes + items.map { "\($0.remark) \($0.message)" }).joined(separator: "\n")
        #expect(attack.says.isEmpty || words.contains(attack.says), "\(words)")
        #expect(report.labs[0].items.count == 17 && report.possible == Points(28))
    }

    @Test("code that is right but slow is right, also where it is locked up")
    func slow() async throws {
        let inbox = try Inbox(), course = LabCourse.tcpEcho
        // More tasks than threads, when libdispatch counts its threads a second later: for that it must find them in /proc.
        let solution = try String(contentsOfFile: course.folder.path("Solution/MyEcho.swift"), encoding: .utf8)
        let start = try #require(solution.range(of: "async throws -> Int {\n"))
        try inbox.put("import Glibc\n" + solution[..<start.upperBound] + "        await withTaskGroup(of: Void.self) { group in for _ in 0..<20 { group.addTask { usleep(500_000) } } }\n" + solution[start.upperBound...], "MyEcho.swift")
        let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [course])
        let report = try await grader.grade(Submission(student: "ada", folder: inbox.path))
        let items = report.labs[0].items.filter { $0.id.hasPrefix("E") }
        #expect(!items.isEmpty && items.allSatisfy { $0.status == .passed }, "\(items.map { "\($0.id) \($0.status) \($0.message)" }.joined(separator: "\n"))")
    }

    @Test("a link, a device and a file without end are not taken, and the report says so")
    func notTaken() async throws {
        let inbox = try Inbox(), other = try Inbox()
        try other.put("Q1:\n  value: 3\n", "theirs.yaml")
        try FileManager.default.createSymbolicLink(atPath: "\(inbox.path)/lab01-answers.yaml", withDestinationPath: "\(other.path)/theirs.yaml")
        try inbox.put(String(repeating: "// long\n", count: 100_000), "MyEcho.swift")
        let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [.tcpEcho])
        let report = try await grader.grade(Submission(student: "mallory", folder: inbox.path))
        #expect(report.earned == .zero && report.count(.notAttempted) == 17)
        #expect(report.labs[0].notes.count == 2 && report.labs[0].notes.allSatisfy { $0.contains("not taken") }, "\(report.labs[0].notes)")
    }

    @Test("right answers are somebody else's wrong ones; with the solution a student has all points, in every output the same")
    func personal() async throws {
        let inbox = try Inbox(), course = LabCourse.tcpEcho, secret = try CourseSecret("correct horse battery staple")
        let odd = OddCapture.tcp("Ada's own")
        let own = odd.answers.sorted { $0.key < $1.key }.map { id, answer in "\(id):\n  value: \(answer.value)\n" + (answer.frame.map { "  frame: \($0)\n" } ?? "") }.joined()
        try inbox.put(try Self.answers(course, .graded(student: "ada", secret: secret)) + own, "Labs/01-tcp-echo/Exercise/lab01-answers.yaml")
        try Data(odd.bytes).write(to: URL(fileURLWithPath: "\(inbox.path)/Labs/01-tcp-echo/Exercise/lab01-capture.pcap"))
        try inbox.put(try String(contentsOfFile: course.folder.path("Solution/MyEcho.swift"), encoding: .utf8), "Labs/01-tcp-echo/Exercise/MyEcho.swift")
        let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [course])
        var first: GradeReport?
        let report = try await grader.grade(Submission(student: "ada", folder: inbox.path), secret: secret) { if first == nil { first = $0 } }
        // Before anything is graded, the report is there and gives no points.
        #expect(first?.earned == .zero && first?.possible == Points(28) && first?.count(.error) == 17)
        #expect(report.earned == Points(28) && report.count(.passed) == 17, "\(TerminalCard.lines(report))")
        let copied = try await grader.grade(Submission(student: "bob", folder: inbox.path), secret: secret)
        // The handshake's length is everyone's; the solution is the solution.
        #expect(copied.labs[0].items.filter { $0.id.hasPrefix("Q") && $0.status == .passed }.map(\.id).allSatisfy { ["Q1", "Q6", "Q3", "Q8"].contains($0) }, "\(TerminalCard.lines(copied))")
        // And a capture is its maker's.
        #expect(copied.labs[0].items.filter { $0.id.hasPrefix("C") }.allSatisfy { $0.status == .error && $0.message.contains("your identifier, bob") }, "\(TerminalCard.lines(copied))")
        try Outputs.expectSameTotals(report)
        try Outputs.expectSameTotals(copied)
        #expect(ClassTable([report, copied]).twins == ["the same MyEcho.swift: ada, bob", "the same lab01-answers.yaml: ada, bob", "the same lab01-capture.pcap: ada, bob"])
    }

    @Test("a class is graded in parallel, goes on where it was, in parts, and tells whose grade has moved")
    func aClass() async throws {
        let inbox = try Inbox(), results = try Inbox(), course = LabCourse.udpMessage
        let roster = try Roster(csv: "id,name,late\r\n" + (1...12).map { "s\($0),\"Student, No \($0)\",\($0 == 3 ? 2 : 0)\r\n" }.joined(), file: "class.csv")
        #expect(roster.students.count == 12 && roster.students[2].name == "Student, No 3")
        for student in roster.students { try inbox.put(try Self.answers(course, .practice(student: student.id)), "\(student.id)/lab02-answers.yaml") }
        let plan = try CoursePlan(yaml: "late: {free: 1, percent: 10}\nlabs:\n  \"02\":\n    Q1: {points: 2.5}\n    Q8: {drop: true}\n    Q20: {wanted: the client's source port, field: udp.srcport, filter: udp.dstport == 12345, points: 2}\n", file: "plan.yaml")
        let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [course], plan: plan)
        let work = ClassGrader(grader: grader, submissions: inbox.path, results: results.path, secret: nil)
        var again = 0
        for part in 1...3 { _ = try await work.grade(roster.shard(part, of: 3), jobs: 4) { if $0.wasThere { again += 1 } } }
        #expect(again == 0)
        let reports = try await work.grade(roster.students, jobs: 4) { if $0.wasThere { again += 1 } }
        #expect(again == 12, "a second run grades nobody again")
        #expect(reports.map(\.student) == roster.students.map(\.id))
        // Sixteen points for the questions, one of them worth 2.5, Q8's two dropped, the added question not answered.
        let full = reports[0].earned
        #expect(reports[2].deduction == Points(hundredths: (full.hundredths * 10 + 50) / 100), "\(reports[2])")
        #expect(reports[0].labs[0].items.contains { $0.id == "Q20" && $0.status == .notAttempted } && !reports[0].labs[0].items.contains { $0.id == "Q8" })
        for report in reports { try Outputs.expectSameTotals(report) }
        // One of them hands in again.
        try inbox.put("Q1:\n  value: 17\n", "s5/lab02-answers.yaml")
        var moved: [String] = []
        _ = try await work.grade(roster.students, jobs: 2) { if let before = $0.before { moved.append("\($0.report.student) \(before) \($0.report.earned)") } }
        #expect(moved == ["s5 \(full) 0"])
        let merged = try ClassGrader.reports(in: [results.path])
        #expect(merged.count == 12 && ClassTable(merged).csv.split(separator: "\r\n").count == 13)
    }

    @Test("answers in words are handed out to be marked, and marks come back, each to the answer that it was given for")
    func words() async throws {
        let inbox = try Inbox(), course = LabCourse.ipAddresses
        let plan = try CoursePlan(yaml: "labs:\n  \"07\":\n    Q30: {explain: Why are two addresses nobody's?, rubric: \"network: 1, broadcast: 1\", points: 2.5}\n", file: "plan.yaml")
        let said = ["ada": "=one names the network,\n    the other reaches all", "bob": "\"because\"", "eve": ""]
        for (student, words) in said { try inbox.put("Q30:\n  value: |\n    \(words)\n", "\(student)/lab07-answers.yaml") }
        func reports(_ marks: Marks) async throws -> [GradeReport] {
            let grader = try await SubmissionGrader(root: root, build: buildFolder, labs: [course], plan: plan, marks: marks)
            var reports: [GradeReport] = []
            for student in said.keys.sorted() { reports.append(try await grader.grade(Submission(student: student, folder: "\(inbox.path)/\(student)"))) }
            for report in reports { try Outputs.expectSameTotals(report) }
            return reports
        }
        func statuses(_ reports: [GradeReport]) -> [String] { reports.map { report in report.labs[0].items.first { $0.id == "Q30" }.map { "\($0.status.rawValue) \($0.earned) of \($0.possible)" } ?? "" } }
        let before = try await reports(Marks())
        #expect(statuses(before) == ["to be marked 0 of 2.5", "to be marked 0 of 2.5", "not attempted 0 of 2.5"])
        let table = try #require(ClassTable(before).explanations)
        #expect(table == "lab,item,student,possible,points,comment,answer,question,rubric\r\n07,Q30,ada,2.5,,,\"'=one names the network,\nthe other reaches all\",Why are two addresses nobody's?,\"network: 1, broadcast: 1\"\r\n07,Q30,bob,2.5,,,\"\"\"because\"\"\",Why are two addresses nobody's?,\"network: 1, broadcast: 1\"\r\n")
        let marked = table.replacingOccurrences(of: "ada,2.5,,,", with: "ada,2.5,2.5,,").replacingOccurrences(of: "bob,2.5,,,", with: "bob,2.5,\"0,5\",Because of what?,")
        let after = try await reports(try Marks(csv: marked, file: "answers.csv"))
        #expect(statuses(after) == ["passed 2.5 of 2.5", "wrong 0.5 of 2.5", "not attempted 0 of 2.5"])
        #expect(after[1].labs[0].items.first { $0.id == "Q30" }?.message == "Q30: 0.5 of 2.5 points\nBecause of what?")
        #expect(before[0].digest != after[0].digest && before[2].digest == after[2].digest)
        // The table goes out and comes in without losing a mark; an answer that was changed since waits for a new one.
        #expect(try #require(ClassTable(after).explanations).contains("Because of what?"))
        try inbox.put("Q30:\n  value: because of the broadcast\n", "bob/lab07-answers.yaml")
        #expect(statuses(try await reports(try Marks(csv: try #require(ClassTable(after).explanations), file: "answers.csv"))) == ["passed 2.5 of 2.5", "to be marked 0 of 2.5", "not attempted 0 of 2.5"])
    }

    @Test("marks that make no sense are refused, with their row", arguments: ["student,points\nada,3\n", "lab,item,student,possible,points,answer\n07,Q30,ada,2,3,x\n", "lab,item,student,points,answer\n07,Q30,ada,many,x\n", "lab,item,student,points,answer\n07,Q30,ada,1,x\n7,Q30,ada,2,x\n", ""])
    func marks(text: String) { #expect(throws: EvidenceError.self) { try Marks(csv: text, file: "answers.csv") } }

    @Test("a roster that could lead elsewhere is refused, with its line", arguments: ["id\n../bob\n", "id\nada\nada\n", "name\nAda\n", "id,late\nada,soon\n", "id\n-rf\n", "id\n.hidden\n", ""])
    func roster(text: String) { #expect(throws: EvidenceError.self) { try Roster(csv: text, file: "class.csv") } }

    @Test("a plan that makes no sense is refused, with its line", arguments: ["labs: 3", "labs:\n  \"01\":\n    Q1: {pts: 3}", "labs:\n  \"01\":\n    Q1: {points: many}", "labs:\n  \"01\":\n    Q9: {wanted: x, field: no.such.field, filter: tcp}", "late: {free: -1}", "weights: {}", "labs:\n  \"01\":\n    Q9: {wanted: x, field: tcp.srcport, filter: \"tcp ==\"}"])
    func plan(text: String) { #expect(throws: EvidenceError.self) { try CoursePlan(yaml: text, file: "plan.yaml") } }
}

/// The four outputs of a report, read back.
enum Outputs {
    static func expectSameTotals(_ report: GradeReport) throws {
        let json = try #require(try JSONSerialization.jsonObject(with: Data(ReportFormat.gradescope.text(report).utf8)) as? [String: Any])
        let tests = try #require(json["tests"] as? [[String: Any]])
        #expect("\(json["score"] ?? "")" == "\(report.earned)")
        let sum = tests.reduce(0.0) { $0 + (($1["score"] as? NSNumber)?.doubleValue ?? .nan) }
        #expect(abs(sum - Double("\(report.earnedBeforeDeduction)")!) < 0.001)
        let junit = ReportFormat.junit.text(report)
        #expect(junit.contains("name=\"total\" value=\"\(report.earned)\"") && junit.contains("tests=\"\(tests.count)\""))
        #expect(XMLParser(data: Data(junit.utf8)).parse(), "not XML: \(junit)")
        let csv = ReportFormat.csv.text(report).split(separator: "\r\n")
        #expect(csv.last == "\(report.student),all,all,,\(report.earned),\(report.possible),", "\(csv.last ?? "")")
        #expect(ReportFormat.markdown.text(report).hasPrefix("# \(report.student): \(report.earned) of \(report.possible) points"))
        #expect(TerminalCard.lines(report).contains { $0.contains("\(report.earned) of \(report.possible)") })
    }
}
#endif
