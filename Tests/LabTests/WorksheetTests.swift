import Foundation
import LabKit
import Testing

/// A lab's worksheet, and the places in it where a program's real output stands:
///
///     <!-- output of: tcp-echo --on simulator | head -5 -->
///     ```
///     …
///     ```
///     <!-- end of output -->
struct Worksheet: Sendable, CustomTestStringConvertible {
    let path: String
    var testDescription: String { path }
    var url: URL { LabProgram.root.appendingPathComponent(path) }

    /// Those that are whole: the first sections of some are there before their questions are.
    static let all = Lab.all.map { Worksheet(path: $0.worksheet) }.filter { sheet in
        (try? String(contentsOf: sheet.url, encoding: .utf8))?.contains("\n## 5. Questions\n") == true
    }

    struct Sample {
        let command: String
        /// The lines between the markers.
        let lines: Range<Int>
    }

    static let opening = "<!-- output of: ", closing = "<!-- end of output -->"

    static func samples(in lines: [String]) throws -> [Sample] {
        var samples: [Sample] = []
        for (index, line) in lines.enumerated() where line.hasPrefix(opening) {
            let command = line.dropFirst(opening.count).replacingOccurrences(of: " -->", with: "")
            let end = try #require(lines[index...].firstIndex(of: closing), "the output of \(command) has no end")
            samples.append(Sample(command: command, lines: index + 1..<end))
        }
        return samples
    }
}

@Suite("Worksheets")
struct WorksheetTests {
    /// `LAYERLAB_REFRESH=1 swift test --filter LabTests` writes the programs' output into the worksheets instead of comparing.
    @Test("show what the programs really print, as does the README", arguments: Worksheet.all + [Worksheet(path: "README.md")])
    func samples(of worksheet: Worksheet) throws {
        var lines = try String(contentsOf: worksheet.url, encoding: .utf8).components(separatedBy: "\n")
        let samples = try Worksheet.samples(in: lines)
        #expect(!samples.isEmpty, "\(worksheet.path) shows no output")
        for sample in samples.reversed() {
            let outcome = try LabProgram.run(sample.command)
            #expect(outcome.errors.isEmpty, "\(sample.command): \(outcome.errors)")
            var printed = outcome.output.components(separatedBy: "\n")
            while printed.last == "" { printed.removeLast() }
            printed = ["```"] + printed + ["```"]
            if SuppliedCaptureTests.isRefresh {
                lines.replaceSubrange(sample.lines, with: printed)
            } else {
                let shown = Array(lines[sample.lines])
                let place = zip(shown, printed).enumerated().first { $0.element.0 != $0.element.1 }
                #expect(shown == printed, "\(worksheet.path):\(sample.lines.lowerBound + 1): the output of \(sample.command) has changed\(place.map { ": \"\($0.element.0)\" is now \"\($0.element.1)\"" } ?? ""). If that is meant: LAYERLAB_REFRESH=1 swift test --filter LabTests")
            }
        }
        if SuppliedCaptureTests.isRefresh { try lines.joined(separator: "\n").write(to: worksheet.url, atomically: true, encoding: .utf8) }
    }

    @Test("there is one for each lab") func oneForEach() { #expect(Worksheet.all.count == 19 && Worksheet.all.count == Lab.all.count, "\(Worksheet.all.map(\.path))") }

    static let sections = ["What you will be able to do", "Predict", "Run", "Observe", "Questions", "Modify", "Build", "Break and diagnose", "Where simulator and reality differ", "Look back"]

    @Test("have all sections in order, and enough questions", arguments: Worksheet.all)
    func shape(of worksheet: Worksheet) throws {
        let lines = try String(contentsOf: worksheet.url, encoding: .utf8).components(separatedBy: "\n")
        let headings = lines.filter { $0.hasPrefix("## ") }.map { String($0.drop { !$0.isLetter }) }
        #expect(headings.filter(Self.sections.contains) == Self.sections, "\(headings)")
        let questions = lines.filter { $0.hasPrefix("> **Q") }
        // Questions count from 1, none is left out.
        for (index, question) in questions.enumerated() { #expect(question.hasPrefix("> **Q\(index + 1) ("), "\(question)") }
        #expect(questions.count >= 8, "\(questions.count) questions")
        // Of several kinds.
        let kinds = questions.map { String($0.drop { $0 != "," }.dropFirst().prefix { $0 != ")" && $0 != "," }).trimmingCharacters(in: .whitespaces) }
        #expect(Set(kinds).isSubset(of: ["recall", "locate", "compute", "explain", "counterfactual"]) && Set(kinds).count >= 2, "\(kinds)")
        // Hints for the questions and for each exercise, in steps.
        let hints = Self.parts(of: lines, from: { $0.hasPrefix("<details><summary>Hints") }, to: { $0.hasPrefix("</details>") })
        #expect(hints.count >= 2)
        for part in hints { #expect(part.count { $0.first?.isNumber == true } >= 2, "\(part)") }
        // What only whoever teaches it needs is in INSTRUCTOR.md, which the students' edition leaves out.
        #expect(!lines.contains { $0.contains("INSTRUCTOR") || $0.contains("**The key.**") })
        for (index, line) in lines.enumerated() { #expect(line.last != " ", "line \(index + 1) ends in a space") }
    }

    private static func parts(of lines: [String], from begins: (String) -> Bool, to ends: (String) -> Bool) -> [[String]] {
        var parts: [[String]] = [], isInside = false
        for line in lines {
            if begins(line) {
                isInside = true
                parts.append([])
            } else if ends(line) { isInside = false } else if isInside { parts[parts.count - 1].append(line) }
        }
        return parts
    }

    /// The lines of a section, "Questions", without its heading.
    private static func section(_ name: String, of lines: [String]) -> [String] {
        parts(of: lines, from: { $0.hasPrefix("## ") && $0.hasSuffix(". \(name)") }, to: { $0.hasPrefix("## ") }).first ?? []
    }

    @Test("run names the simulator, observe the kernel, and no question is about the kernel's frames", arguments: Lab.all)
    func worlds(of lab: Lab) throws {
        let lines = try String(contentsOf: Worksheet(path: lab.worksheet).url, encoding: .utf8).components(separatedBy: "\n")
        let questions = Self.section("Questions", of: lines).filter { $0.hasPrefix(">") }
        #expect(!questions.contains { $0.contains("kernel") || $0.contains("mine.pcap") }, "a kernel's numbers differ from run to run")
        // Labs 00, 13 and 17 have no world to choose.
        guard !["00", "13", "17"].contains(lab.number) else { return }
        #expect(Self.section("Run", of: lines).contains { $0.contains("--on simulator") })
        // Labs with a whole network have none on the kernel; they say so.
        #expect((Self.section("Run", of: lines) + Self.section("Observe", of: lines)).contains { $0.contains("--on kernel") })
    }

    @Test("name captures and files that are there", arguments: Worksheet.all)
    func references(of worksheet: Worksheet) throws {
        let text = try String(contentsOf: worksheet.url, encoding: .utf8)
        for match in text.matches(of: /captures\/[0-9a-z.-]+\.pcap/) {
            #expect(FileManager.default.fileExists(atPath: LabProgram.root.appendingPathComponent(String(match.output)).path), "\(match.output)")
        }
        let folder = worksheet.url.deletingLastPathComponent()
        for match in text.matches(of: /`(Exercise\/[A-Za-z0-9.-]+)`/) {
            #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(String(match.output.1)).path), "\(match.output.1)")
        }
    }
}
