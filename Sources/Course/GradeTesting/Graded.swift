import Foundation
public import GradeKit
public import Testing

/// A lab's grading suite: collects what its tests find and prints the report card when all have run.
///
/// ```swift
/// @Suite("Lab 01", .serialized, Graded(.tcpEcho)) struct Lab01 {
///     @Test("Q1") func Q1() async throws { try await grade() }
/// }
/// ```
public struct Graded: SuiteTrait, TestScoping {
    let course: LabCourse

    public init(_ course: LabCourse) { self.course = course }

    public func provideScope(for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void) async throws {
        let collector = Collector(course)
        try await Collector.$current.withValue(collector) { try await function() }
        let card = await collector.card
        if card.findings.isEmpty { return }
        print("\n\(card.table)\n")
        if let next = card.next, next.verdict.status == .notAttempted {
            withKnownIssue("next: \(next.id), \(next.read)") { Issue.record("\(course.title): not all attempted yet") }
        }
    }
}

/// Grades the item that the calling test is named after: `Q4()` is question Q4, `E1_2()` step E1.2. Its finding is the test's
/// outcome: passed, a failure that points at the student's own line, or "not attempted".
///
/// Exercises run in the lab's own program, which the build has put beside the tests. That keeps accidents apart; only `layerlab grade`
/// is a wall against somebody who wants through.
public func grade(item function: String = #function, file: String = #filePath) async throws {
    let course = try #require(Collector.current?.course, "the suite has no Graded trait")
    let id = String(function.prefix { $0 != "(" }.map { $0 == "_" ? "." : $0 })
    let grader = Grader(LabFolder(course, root: LabFolder.root(of: file, above: "Tests")))
    let finding = !id.hasPrefix("E") ? try grader.answer(id) : await grader.step(id, with: ProcessRunner(executable: BuiltProgram.path(course.name)))
    try await report(try #require(finding, "\(course) has no \(id)"))
}

private func report(_ finding: Finding) async throws {
    await Collector.current?.add(finding)
    switch finding.verdict.status {
    case .passed: return
    case .wrong, .error:
        let place = finding.place
        Issue.record(Comment(rawValue: finding.message), sourceLocation: SourceLocation(fileID: "Labs/\(place.file)", filePath: place.path, line: max(1, place.line), column: max(1, place.column)))
    case .notAttempted, .unmarked:
        try Test.cancel("not attempted: \(finding.read)")
    }
}

/// A program that the build has put beside the tests.
enum BuiltProgram {
    static func path(_ name: String) -> String {
        #if os(Linux)
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name).path
        #else
        // …/debug/LayerLabPackageTests.xctest/Contents/MacOS/LayerLabPackageTests
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return (bundle?.bundleURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).deletingLastPathComponent().appendingPathComponent(name).path
        #endif
    }
}

private actor Collector {
    @TaskLocal static var current: Collector?
    nonisolated let course: LabCourse
    private(set) var card: ReportCard

    init(_ course: LabCourse) {
        self.course = course
        card = ReportCard(lab: course.title)
    }

    func add(_ finding: Finding) { card.add(finding) }
}
