/// All findings of a lab, as a table: the last thing that a student sees.
public struct ReportCard: Sendable {
    public let lab: String
    public private(set) var findings: [Finding]

    public init(lab: String, findings: [Finding] = []) {
        self.lab = lab
        self.findings = findings
    }

    public mutating func add(_ finding: Finding) { findings.append(finding) }

    public var earned: Int { findings.reduce(0) { $0 + $1.verdict.earned } }
    public var possible: Int { findings.reduce(0) { $0 + $1.verdict.possible } }

    /// What to do next: the first that was not attempted, or else the first that is wrong.
    public var next: Finding? { sorted.first { $0.verdict.status == .error } ?? sorted.first { $0.verdict.status == .wrong } ?? sorted.first { $0.verdict.status == .notAttempted } }

    private var sorted: [Finding] { findings.sorted { Self.order($0.id) < Self.order($1.id) } }

    /// Questions before those about a capture of one's own before exercises, each by its numbers.
    private static func order(_ id: String) -> (Int, Double) { (["Q", "C"].firstIndex(of: id.prefix(1)) ?? 2, Double(id.drop { !$0.isNumber }) ?? 0) }

    public var table: String {
        var lines = ["\(lab)", "  item   status          points"]
        for finding in sorted {
            let points = "\(finding.verdict.earned) of \(finding.verdict.possible)"
            lines.append("  \(pad(finding.id, 6)) \(pad(finding.verdict.status.rawValue, 14))  \(pad(points, 7))  \(finding.verdict.remark)".withoutTrailingSpaces)
        }
        lines.append("  \(pad("all", 6)) \(pad("", 14))  \(earned) of \(possible)")
        if let next {
            lines.append("Next: \(next.id) in \(next.place.file)\(next.verdict.status == .notAttempted ? "" : ":\(next.place.line)"), read \(next.read)")
        } else { lines.append("All done.") }
        return lines.joined(separator: "\n")
    }

    private func pad(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
}

extension String {
    fileprivate var withoutTrailingSpaces: String {
        var line = Substring(self)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
