/// A report for a terminal.
public enum TerminalCard {
    /// - Parameters:
    ///   - messages: whether what is wrong is told in full below each table.
    ///   - paint: colours a status's words; the text as it is where colours are not wanted.
    public static func lines(_ report: GradeReport, messages: Bool = true, paint: (Status, String) -> String = { $1 }) -> [String] {
        var lines: [String] = []
        for lab in report.labs {
            lines.append(lab.title)
            let width = max(4, lab.items.map(\.id.count).max() ?? 0)
            for item in lab.items {
                let points = "\(item.earned) of \(item.possible)"
                lines.append(trimmed("  \(pad(item.id, width))  \(paint(item.status, pad(item.status.rawValue, 13)))  \(pad(points, 9))  \(item.remark)"))
            }
            lines.append("  \(pad("all", width))  \(pad("", 13))  \(lab.earned) of \(lab.possible)")
            for note in lab.notes { lines += note.split(separator: "\n").map { "  \($0)" } }
            if messages {
                // What does not compile is told once.
                var told: Set<String> = []
                for item in lab.items where !item.message.isEmpty && (!item.remark.hasSuffix("does not compile") || told.insert(item.remark).inserted) {
                    lines += ["", "\(item.place)"] + item.message.split(separator: "\n").map { "  \($0)" }
                }
            }
            lines.append("")
        }
        if report.deduction > .zero { lines.append("\(report.deduction) points off for late days") }
        if report.labs.count != 1 || report.deduction > .zero { lines.append("All labs: \(report.earned) of \(report.possible) points") }
        lines += report.notes.map { "Note: \($0)" }
        if let next = next(in: report) { lines.append("Next: \(next)") } else if report.count(.passed) > 0 { lines.append("All done.") }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// What to do next: what is broken, then what is wrong, then what is not attempted.
    private static func next(in report: GradeReport) -> String? {
        for status in [Status.error, .wrong, .notAttempted] {
            for lab in report.labs {
                guard let item = lab.items.first(where: { $0.status == status }) else { continue }
                return "lab \(lab.number), \(item.id) in \(status == .notAttempted ? item.place.prefix { $0 != ":" }.description : item.place)"
            }
        }
        return nil
    }

    private static func pad(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
    private static func trimmed(_ text: String) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }
}
