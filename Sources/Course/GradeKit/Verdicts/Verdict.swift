/// What became of a question or of a step of an exercise.
public enum Status: String, Sendable, Codable, CaseIterable {
    case passed
    case wrong
    /// Left as it was handed out: no points, and no red trace either.
    case notAttempted = "not attempted"
    /// An answer in words, which waits for a person.
    case unmarked = "to be marked"
    /// It could not be judged: the file or the program is broken, or it took too long.
    case error
}

/// A judgement: the points, and what a student needs to know to do better.
public struct Verdict: Sendable, Equatable, Codable {
    public var status: Status
    public var earned: Int
    public var possible: Int
    /// Said behind the points: "frame right, value wrong".
    public var remark: String
    /// The lines below: what was wanted in kind, what came, the likely misconception.
    public var story: [Line]

    public struct Line: Sendable, Equatable, Codable {
        /// "wanted", "came", "likely", or a step's number; empty for a line that stands alone.
        public var label: String
        public var text: String
        public init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    public init(_ status: Status, earned: Int, of possible: Int, remark: String = "", story: [Line] = []) {
        self.status = status
        self.earned = earned
        self.possible = possible
        self.remark = remark
        self.story = story
    }

    public static func passed(_ points: Int) -> Verdict { Verdict(.passed, earned: points, of: points) }
    public static func notAttempted(of points: Int) -> Verdict { Verdict(.notAttempted, earned: 0, of: points) }
}

/// A verdict with all that its message says: whose, where in the worksheet to read, how to try again.
public struct Finding: Sendable {
    /// "Q4", "E1.2".
    public var id: String
    public var verdict: Verdict
    /// Where to read: "worksheet section 5", "RFC 6298 section 3".
    public var read: String
    /// The command that judges this one again.
    public var again: String
    /// Where the student's answer or code stands.
    public var place: SourcePlace

    public init(id: String, verdict: Verdict, read: String, again: String, place: SourcePlace) {
        self.id = id
        self.verdict = verdict
        self.read = read
        self.again = again
        self.place = place
    }

    /// The message below a failed test.
    public var message: String {
        let points = "\(verdict.earned) of \(verdict.possible) point\(verdict.possible == 1 ? "" : "s")"
        var lines = ["\(id) \(verdict.status.rawValue): \(points)" + (verdict.remark.isEmpty ? "" : " (\(verdict.remark))")]
        for line in verdict.story { lines.append("  " + labelled(line)) }
        lines.append("  \(pad("read:"))\(read)")
        lines.append("  \(pad("again:"))\(again)")
        return lines.joined(separator: "\n")
    }

    /// Steps are numbered on the right, as in a list; words stand on the left with a colon.
    private func labelled(_ line: Verdict.Line) -> String {
        if line.label.isEmpty { return line.text }
        if line.label.allSatisfy(\.isNumber) { return String(repeating: " ", count: max(0, 2 - line.label.count)) + "\(line.label)  \(line.text)" }
        return pad("\(line.label):") + line.text
    }

    private func pad(_ label: String) -> String { label.count < 8 ? label + String(repeating: " ", count: 8 - label.count) : label + " " }
}

/// A place in a file that a student edits; lines and columns count from 1.
public struct SourcePlace: Sendable, Hashable {
    public var path: String
    public var line: Int
    public var column: Int

    public init(path: String, line: Int = 1, column: Int = 1) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// The file's name without its folders.
    public var file: String { path.split(separator: "/").last.map(String.init) ?? path }
}
