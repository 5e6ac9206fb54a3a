import Foundation
import Wire

/// A report as a file that another program reads, or a person.
public enum ReportFormat: String, Sendable, CaseIterable {
    case gradescope, junit, csv, markdown

    /// The file's name in a folder of results.
    public var fileName: String {
        switch self {
        case .gradescope: "results.json"
        case .junit: "junit.xml"
        case .csv: "grades.csv"
        case .markdown: "grades.md"
        }
    }

    public func text(_ report: GradeReport, seconds: Double = 0) -> String {
        switch self {
        case .gradescope: GradescopeOutput.text(report, seconds: seconds)
        case .junit: JUnitOutput.text(report)
        case .csv: CSVOutput.text(report)
        case .markdown: MarkdownOutput.text(report)
        }
    }
}

/// Gradescope's `results.json`.
enum GradescopeOutput {
    private struct Results: Encodable {
        var score: Decimal
        var execution_time: Decimal
        var output: String
        var output_format = "text"
        var visibility = "visible"
        var stdout_visibility = "hidden"
        var extra_data: [String: String]
        var tests: [Test]
    }

    private struct Test: Encodable {
        var score: Decimal
        var max_score: Decimal
        var status: String
        var name: String
        var number: String
        var output: String
        var output_format = "text"
        var tags: [String]
        var visibility = "visible"
    }

    static func text(_ report: GradeReport, seconds: Double) -> String {
        let tests = report.labs.flatMap { lab in
            lab.items.map { item in
                Test(
                    score: number(item.earned), max_score: number(item.possible), status: item.status == .passed ? "passed" : "failed", name: "\(lab.title): \(item.id)", number: "\(lab.number).\(item.id)",
                    output: item.message.isEmpty ? item.status.rawValue : item.message, tags: [item.status.rawValue, "lab\(lab.number)"])
            }
        }
        var words = report.notes + report.labs.flatMap(\.notes)
        if report.deduction > .zero { words.append("\(report.deduction) points off for late days") }
        let results = Results(score: number(report.earned), execution_time: Decimal(string: String(format: "%.2f", seconds)) ?? 0, output: words.joined(separator: "\n"), extra_data: ["possible": "\(report.possible)", "digest": report.digest], tests: tests)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(results)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
    }

    private static func number(_ points: Points) -> Decimal { Decimal(string: "\(points)") ?? 0 }
}

/// JUnit's XML: a suite a lab, a case an item; points as properties.
enum JUnitOutput {
    static func text(_ report: GradeReport) -> String {
        func all(_ status: Status) -> Int { report.count(status) }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites name=\"LayerLab\" tests=\"\(report.labs.reduce(0) { $0 + $1.items.count })\" failures=\"\(all(.wrong))\" errors=\"\(all(.error))\" skipped=\"\(all(.notAttempted) + all(.unmarked))\">")
        for (index, lab) in report.labs.enumerated() {
            func count(_ status: Status) -> Int { lab.items.count { $0.status == status } }
            lines.append("  <testsuite name=\"\(MarkupText.escaped(lab.title))\" tests=\"\(lab.items.count)\" failures=\"\(count(.wrong))\" errors=\"\(count(.error))\" skipped=\"\(count(.notAttempted) + count(.unmarked))\">")
            lines.append("    <properties>")
            lines.append("      <property name=\"earned\" value=\"\(lab.earned)\"/>")
            lines.append("      <property name=\"possible\" value=\"\(lab.possible)\"/>")
            if index == 0 {
                lines.append("      <property name=\"student\" value=\"\(MarkupText.escaped(report.student))\"/>")
                lines.append("      <property name=\"total\" value=\"\(report.earned)\"/>")
                lines.append("      <property name=\"total possible\" value=\"\(report.possible)\"/>")
            }
            lines.append("    </properties>")
            for item in lab.items {
                let head = "    <testcase classname=\"lab\(lab.number)\" name=\"\(MarkupText.escaped(item.id))\""
                let message = MarkupText.escaped(item.message)
                switch item.status {
                case .passed: lines.append(head + "/>")
                case .notAttempted, .unmarked: lines.append(head + "><skipped message=\"\(item.status.rawValue)\"/></testcase>")
                case .wrong: lines.append(head + "><failure message=\"\(item.earned) of \(item.possible) points\">\(message)</failure></testcase>")
                case .error: lines.append(head + "><error message=\"\(item.earned) of \(item.possible) points\">\(message)</error></testcase>")
                }
            }
            if !lab.notes.isEmpty { lines.append("    <system-out>\(MarkupText.escaped(lab.notes.joined(separator: "\n")))</system-out>") }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Comma-separated values (RFC 4180): a row an item, and one for each sum.
enum CSVOutput {
    static func text(_ report: GradeReport) -> String {
        var rows = [["student", "lab", "item", "status", "earned", "possible", "remark"]]
        for lab in report.labs {
            for item in lab.items { rows.append([report.student, lab.number, item.id, item.status.rawValue, "\(item.earned)", "\(item.possible)", item.remark]) }
            rows.append([report.student, lab.number, "all", "", "\(lab.earned)", "\(lab.possible)", ""])
        }
        if report.deduction > .zero { rows.append([report.student, "all", "late", "", "-\(report.deduction)", "", ""]) }
        rows.append([report.student, "all", "all", "", "\(report.earned)", "\(report.possible)", ""])
        return text(rows: rows)
    }

    static func text(rows: [[String]]) -> String { rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined() }

    /// A cell. What a spreadsheet would take for a formula gets an apostrophe in front.
    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+@\t\r".contains(first) || first == "-" && Double(text) == nil { text = "'" + text }
        guard text.contains(where: { "\",\r\n".contains($0) }) else { return text }
        return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }

    /// Reads rows; quotes as RFC 4180 has them.
    static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = [], row: [String] = [], cell = "", isQuoted = false, sawQuote = false
        func endRow() {
            row.append(cell)
            if row != [""] { rows.append(row) }
            (row, cell) = ([], "")
        }
        for character in text.replacingOccurrences(of: "\r\n", with: "\n") {
            if isQuoted {
                if character != "\"" { cell.append(character) } else { (isQuoted, sawQuote) = (false, true) }
                continue
            }
            switch character {
            case "\"":
                if sawQuote { cell.append("\"") }
                isQuoted = true
            case ",":
                row.append(cell)
                cell = ""
            case "\n": endRow()
            default: cell.append(character)
            }
            sawQuote = false
        }
        endRow()
        return rows
    }
}

/// A table for people, as GitHub and GitLab show it.
enum MarkdownOutput {
    static func text(_ report: GradeReport) -> String {
        var lines = ["# \(report.student.isEmpty ? "Grades" : escaped(report.student)): \(report.earned) of \(report.possible) points", ""]
        for note in report.notes { lines += ["\(escaped(note))", ""] }
        for lab in report.labs {
            lines += ["## \(lab.title): \(lab.earned) of \(lab.possible)", "", "| item | status | points | |", "| --- | --- | --- | --- |"]
            for item in lab.items { lines.append("| \(item.id) | \(item.status.rawValue) | \(item.earned) of \(item.possible) | \(escaped(item.remark)) |") }
            lines.append("")
            for note in lab.notes { lines += ["\(escaped(note))", ""] }
            for item in lab.items where !item.message.isEmpty { lines += ["```", "\(item.place)", item.message.replacingOccurrences(of: "```", with: "'''"), "```", ""] }
        }
        if report.deduction > .zero { lines += ["\(report.deduction) points off for late days.", ""] }
        return lines.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        // By scalars: an accent on a bar would hide it from a comparison of characters, not from who reads the table.
        text.unicodeScalars.reduce(into: "") { safe, scalar in
            if "\\|<>&`*_[]".unicodeScalars.contains(scalar) { safe += "\\" }
            safe.unicodeScalars.append(scalar == "\n" || scalar == "\r" ? " " : scalar)
        }
    }
}
