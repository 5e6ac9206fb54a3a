import Foundation
import Inspector
import Yams

/// What a course changes without Swift: a YAML file that weighs, drops and adds questions and says what late days cost.
///
/// ```yaml
/// late:
///   free: 2          # days that cost nothing
///   percent: 10      # of the points earned, for each further day
/// labs:
///   "01":
///     Q1: {points: 3}
///     Q5: {drop: true}
///     Q20: {wanted: the window of the first SYN, field: tcp.window_size_value, filter: tcp.flags.syn == 1, points: 2}
///     Q21: {explain: Why does the handshake take three segments?, rubric: "each end hears that it was heard: 2", points: 2}
/// ```
public struct CoursePlan: Sendable {
    struct Addition: Sendable {
        var id: String
        var wanted: String
        var field: String
        var filter: String
        var points: Int
    }

    /// A question that is answered in words and marked by a person.
    struct Explained: Sendable {
        var id: String
        var question: String
        var rubric: String
        var points: Points
    }

    private var explained: [String: [Explained]] = [:]
    private var weights: [String: Points] = [:]
    private var dropped: Set<String> = []
    private var additions: [String: [Addition]] = [:]
    private var freeDays = 0, percent = 0
    /// What it was made from, for a report's digest.
    let digest: String

    public init() { digest = "" }

    /// - Throws: ``EvidenceError`` with the file's name and line.
    public init(yaml text: String, file: String) throws {
        digest = SHA256.hex(SHA256.of(Array(text.utf8)))
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw EvidenceError("\(file): not YAML: \(error)") }
        guard let node else { return }
        func broken(_ node: Node, _ what: String) -> EvidenceError { EvidenceError("\(file):\(node.mark?.line ?? 1): \(what)") }
        guard let top = node.mapping else { throw broken(node, "expected \"labs:\" and \"late:\"") }
        for (key, value) in top {
            switch key.string {
            case "late":
                for (name, number) in value.mapping ?? [:] {
                    guard let days = number.int, days >= 0, days <= 100 else { throw broken(number, "expected a number from 0 to 100") }
                    switch name.string {
                    case "free": freeDays = days
                    case "percent": percent = days
                    default: throw broken(name, "late days have \"free\" and \"percent\"")
                    }
                }
            case "labs":
                guard let named = value.mapping else { throw broken(value, "expected labs by their numbers") }
                for (lab, items) in named {
                    guard let number = lab.scalar?.string, number.count == 2 else { throw broken(lab, "expected a lab's number in quotes: \"01\"") }
                    for (item, changes) in items.mapping ?? [:] {
                        guard let id = item.string, let changes = changes.mapping else { throw broken(item, "expected an item with its changes: Q1: {points: 3}") }
                        var addition = Addition(id: id, wanted: "", field: "", filter: "", points: 1)
                        var isNew = false, words: Explained?
                        for (name, value) in changes {
                            guard let scalar = value.scalar?.string else { throw broken(value, "expected one value") }
                            switch name.string {
                            case "points":
                                guard let points = Points(scalar) else { throw broken(value, "\(scalar) is no number of points") }
                                weights["\(number) \(id)"] = points
                                addition.points = max(1, points.hundredths / 100)
                            case "drop": if value.bool == true { dropped.insert("\(number) \(id)") }
                            case "wanted": (addition.wanted, isNew) = (scalar, true)
                            case "field":
                                do throws(FieldColumns.UnknownField) { _ = try FieldColumns([scalar]) } catch { throw broken(value, "\(error)") }
                                (addition.field, isNew) = (scalar, true)
                            case "explain": words = Explained(id: id, question: scalar, rubric: words?.rubric ?? "", points: Points(1))
                            case "rubric": words = Explained(id: id, question: words?.question ?? "", rubric: scalar, points: Points(1))
                            case "filter":
                                do { _ = try DisplayFilter(scalar) } catch { throw broken(value, "\(error)") }
                                (addition.filter, isNew) = (scalar, true)
                            default: throw broken(name, "an item has \"points\", \"drop\", \"wanted\", \"field\" and \"filter\", or \"explain\" and \"rubric\"")
                            }
                        }
                        if var words {
                            guard id.hasPrefix("Q"), !isNew, !words.question.isEmpty else { throw broken(item, "a question to explain is a Q and has \"explain\" and, where wanted, \"rubric\" and \"points\"") }
                            words.points = weights["\(number) \(id)"] ?? Points(1)
                            explained[number, default: []].append(words)
                        }
                        if isNew {
                            guard id.hasPrefix("Q"), !addition.wanted.isEmpty, !addition.field.isEmpty, !addition.filter.isEmpty else { throw broken(item, "a new question is a Q and has \"wanted\", \"field\" and \"filter\"") }
                            additions[number, default: []].append(addition)
                        }
                    }
                }
            default: throw broken(key, "expected \"labs\" or \"late\"")
            }
        }
    }

    /// The questions of a lab, with those that the course has added.
    func questions(of course: LabCourse, _ evidence: Evidence) throws -> [Question] {
        try course.questions(about: evidence) + (additions[course.number] ?? []).map { try question($0, evidence) }
    }

    /// The questions of a lab that are answered in words.
    func explanations(of course: LabCourse) -> [Explained] { (explained[course.number] ?? []).filter { !dropped.contains("\(course.number) \($0.id)") } }

    /// The points of an item; nil where it is dropped.
    func points(_ course: LabCourse, _ id: String, usual: Int) -> Points? {
        dropped.contains("\(course.number) \(id)") ? nil : weights["\(course.number) \(id)"] ?? Points(usual)
    }

    /// What late days cost.
    func deduction(lateDays: Int, from earned: Points) -> Points { earned.scaled(min(100, max(0, lateDays - freeDays) * percent), of: 100) }

    /// A question whose key is a field's value in the first frame that a filter lets through.
    private func question(_ addition: Addition, _ evidence: Evidence) throws -> Question {
        let filter = try DisplayFilter(addition.filter)
        let columns: FieldColumns
        do throws(FieldColumns.UnknownField) { columns = try FieldColumns([addition.field]) } catch { throw EvidenceError("\(error)") }
        var session = DissectionSession()
        var dissection = Dissection(depth: .fields)
        var key: String?, frames: Set<Int> = []
        for (index, frame) in try evidence.frames().captured.enumerated() {
            session.dissect(frame, number: index + 1, into: &dissection)
            guard filter.matches(dissection) else { continue }
            var out = OutputBuffer()
            columns.write(dissection, into: &out)
            var value = ""
            out.drain { value = String(decoding: $0, as: UTF8.self) }
            while value.last?.isNewline == true { value.removeLast() }
            if key == nil { key = value }
            if value == key { frames.insert(index + 1) }
        }
        guard let key, !key.isEmpty else { throw EvidenceError("\(addition.id): no frame answers to \(addition.filter) and has \(addition.field)") }
        return Question(addition.id, points: addition.points, wanted: addition.wanted, section: "your course's own questions", key: Question.number(key).map { .number($0) } ?? .text([key]), evidence: frames)
    }
}
