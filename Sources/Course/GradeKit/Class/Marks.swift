import Foundation

/// An answer in a student's own words, which a person marks.
public struct Explanation: Sendable, Codable, Equatable {
    public var question: String
    /// What earns how many points.
    public var rubric: String
    public var answer: String
    /// What whoever marked it said; empty before.
    public var comment: String
}

/// The marks that people have given to answers in words: the table that ``ClassTable/explanations`` makes, with its columns "points" and
/// "comment" filled in.
public struct Marks: Sendable {
    struct Mark: Sendable {
        var points: Points
        var comment: String
        var answer: String
    }

    private var all: [String: Mark] = [:]

    /// Nobody has marked anything yet.
    public init() {}

    public var isEmpty: Bool { all.isEmpty }

    static let columns = ["lab", "item", "student", "possible", "points", "comment", "answer", "question", "rubric"]

    /// - Throws: ``EvidenceError`` with the file's name and row.
    public init(csv text: String, file: String) throws(EvidenceError) {
        var rows = CSVOutput.rows(of: text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text)
        guard let heading = rows.first?.map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }), ["lab", "item", "student", "points", "answer"].allSatisfy(heading.contains) else { throw EvidenceError("\(file): row 1 names the columns, and lab, item, student, points and answer are among them") }
        rows.removeFirst()
        for (index, row) in rows.enumerated() {
            func cell(_ name: String) -> String { heading.firstIndex(of: name).flatMap { $0 < row.count ? row[$0] : nil } ?? "" }
            func word(_ name: String) -> String { cell(name).trimmingCharacters(in: CharacterSet(charactersIn: " '")) }
            // Not marked yet.
            if word("points").isEmpty { continue }
            // A spreadsheet may have taken "01" for a number.
            let lab = word("lab").count == 1 ? "0" + word("lab") : word("lab")
            guard let points = Points(word("points").replacingOccurrences(of: ",", with: ".")) else { throw EvidenceError("\(file): row \(index + 2): \"\(ExerciseStep.printable(word("points")))\" is no number of points") }
            if let possible = Points(word("possible")), points > possible { throw EvidenceError("\(file): row \(index + 2): \(points) points of \(possible)") }
            let key = Self.key(student: word("student"), lab: lab, item: word("item"))
            guard all.updateValue(Mark(points: points, comment: cell("comment").trimmingCharacters(in: .whitespacesAndNewlines), answer: Self.plain(cell("answer"))), forKey: key) == nil else { throw EvidenceError("\(file): row \(index + 2): lab \(lab), \(word("item")) of \(ExerciseStep.printable(word("student"))) is marked twice") }
        }
    }

    private static func key(student: String, lab: String, item: String) -> String { "\(student.lowercased()) \(lab) \(item)" }

    /// An answer as it is compared: a spreadsheet changes ends of lines, and we put an apostrophe before what it would take for a formula.
    private static func plain(_ answer: String) -> String { (answer.hasPrefix("'") ? answer.dropFirst() : answer[...]).split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// The mark for an answer; nil where there is none, or where the answer has been changed since.
    func mark(student: String, lab: String, item: String, answer: String) -> Mark? {
        guard let mark = all[Self.key(student: student, lab: lab, item: item)], mark.answer == Self.plain(answer) else { return nil }
        return mark
    }

    /// All marks of a student, for a report's digest.
    func digest(student: String) -> String {
        all.filter { $0.key.hasPrefix("\(student.lowercased()) ") }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.points) \($0.value.comment)" }.joined(separator: "\n")
    }
}

extension ClassTable {
    /// The answers in words, one question after the other so that they can be marked alike, as CSV; nil where there are none.
    public var explanations: String? {
        var rows: [[String]] = []
        for number in labs {
            let items = reports.compactMap { report in report.labs.first { $0.number == number }.map { (report.student, $0) } }
            for id in items.first?.1.items.filter({ $0.explanation != nil }).map(\.id) ?? [] {
                for (student, lab) in items {
                    guard let item = lab.items.first(where: { $0.id == id }), let words = item.explanation, !words.answer.isEmpty else { continue }
                    rows.append([number, id, student, "\(item.possible)", item.status == .unmarked ? "" : "\(item.earned)", words.comment, words.answer, words.question, words.rubric])
                }
            }
        }
        return rows.isEmpty ? nil : CSVOutput.text(rows: [Marks.columns] + rows)
    }
}

extension GradeReport.Item {
    /// An answer in words, with its mark where it has one.
    init(_ id: String, _ question: String, rubric: String, points: Points, answers: AnswerFile, marked: (String) -> Marks.Mark?) {
        let place = answers.place(of: id)
        (self.id, status, earned, possible, remark, message) = (id, .notAttempted, .zero, points, "", "")
        self.place = "\(place.file):\(place.line):\(place.column)"
        var words = Explanation(question: question, rubric: rubric, answer: "", comment: "")
        switch answers[id] {
        case .broken(let what, _): (status, remark, message) = (.error, "this answer could not be read", "\(id) error: \(what)")
        case .answer(let answer):
            guard let text = answer.value?.text else { break }
            words.answer = text
            guard let mark = marked(text) else {
                (status, remark) = (.unmarked, "handed in: a person marks it")
                break
            }
            words.comment = mark.comment
            earned = min(mark.points, points)
            status = earned == points ? .passed : .wrong
            (remark, message) = (String(mark.comment.prefix { !$0.isNewline }.prefix(60)), status == .wrong ? "\(id): \(earned) of \(points) points" + (mark.comment.isEmpty ? "" : "\n\(mark.comment)") : "")
        }
        explanation = words
    }
}
