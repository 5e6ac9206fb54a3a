/// All that was found about one student's work: what every output is made from, so that their totals cannot differ.
public struct GradeReport: Sendable, Codable, Equatable {
    public struct Item: Sendable, Codable, Equatable {
        /// "Q4", "E1.2".
        public var id: String
        public var status: Status
        public var earned: Points
        public var possible: Points
        /// "value right, frame wrong".
        public var remark: String
        /// The message of a finding that is wrong or an error; empty otherwise.
        public var message: String
        /// Where the answer or the code stands: "lab01-answers.yaml:10:10".
        public var place: String
        /// For an answer in words: the words.
        public var explanation: Explanation?
    }

    public struct Lab: Sendable, Codable, Equatable {
        public var number: String
        public var name: String
        public var items: [Item]
        /// What is to be said about the lab: a file that was not taken, a compiler's error.
        public var notes: [String]

        public var earned: Points { items.reduce(.zero) { $0 + $1.earned } }
        public var possible: Points { items.reduce(.zero) { $0 + $1.possible } }
        public var title: String { "Lab \(number) \(name)" }
    }

    /// The student's identifier; empty for whoever grades their own tree.
    public var student: String
    public var labs: [Lab]
    /// What is to be said about the run: isolation that was missing.
    public var notes: [String]
    /// Points taken off for late days.
    public var deduction: Points
    /// Says which files, keys and grader led to this: the same digest means that grading again would change nothing.
    public var digest: String
    /// The files that were taken and were not as handed out, with the beginning of their digests.
    public var files: [String: String] = [:]

    public init(student: String = "", labs: [Lab] = [], notes: [String] = [], deduction: Points = .zero, digest: String = "") {
        (self.student, self.labs, self.notes, self.deduction, self.digest) = (student, labs, notes, deduction, digest)
    }

    public var earnedBeforeDeduction: Points { labs.reduce(.zero) { $0 + $1.earned } }
    /// The points, late days taken off.
    public var earned: Points { max(.zero, earnedBeforeDeduction - deduction) }
    public var possible: Points { labs.reduce(.zero) { $0 + $1.possible } }

    /// How many items have a status.
    public func count(_ status: Status) -> Int { labs.reduce(0) { $0 + $1.items.count { $0.status == status } } }
}

extension GradeReport.Item {
    init(_ finding: Finding, points: Points) {
        id = finding.id
        status = finding.verdict.status
        possible = points
        earned = points.scaled(finding.verdict.earned, of: finding.verdict.possible)
        remark = finding.verdict.remark
        message = status == .wrong || status == .error ? finding.message : ""
        let place = finding.place
        self.place = !finding.id.hasPrefix("E") || place.line > 1 ? "\(place.file):\(place.line):\(place.column)" : place.file
    }
}
