import Foundation

/// A course's students: a CSV file with a column `id`, and, where wanted, `name`, `folder` (of the submission, otherwise the identifier) and
/// `late` (days).
public struct Roster: Sendable {
    public struct Student: Sendable, Equatable {
        public var id: String
        public var name: String
        public var folder: String
        public var lateDays: Int
    }

    public let students: [Student]

    /// - Throws: ``EvidenceError`` with the file's name and line.
    public init(csv text: String, file: String) throws(EvidenceError) {
        var rows = CSVOutput.rows(of: text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text)
        guard let heading = rows.first?.map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }), let idColumn = heading.firstIndex(of: "id") else { throw EvidenceError("\(file):1: a roster's first line names its columns, and one of them is id") }
        rows.removeFirst()
        var students: [Student] = [], seen: Set<String> = []
        for (index, row) in rows.enumerated() {
            func cell(_ name: String) -> String { heading.firstIndex(of: name).flatMap { $0 < row.count ? row[$0].trimmingCharacters(in: .whitespaces) : nil } ?? "" }
            let line = index + 2
            guard idColumn < row.count, StudentFile.isIdentifier(cell("id")) else { throw EvidenceError("\(file):\(line): \"\(ExerciseStep.printable(cell("id")))\" is no identifier: letters, digits, and . _ + - @") }
            guard seen.insert(cell("id").lowercased()).inserted else { throw EvidenceError("\(file):\(line): \(cell("id")) is there twice") }
            guard let late = cell("late").isEmpty ? 0 : Int(cell("late")), (0...1000).contains(late) else { throw EvidenceError("\(file):\(line): \"\(ExerciseStep.printable(cell("late")))\" is no number of late days") }
            students.append(Student(id: cell("id"), name: cell("name"), folder: cell("folder").isEmpty ? cell("id") : cell("folder"), lateDays: late))
        }
        self.students = students
    }

    /// The part of a class that one of several machines grades: every `count`th, from the `index`th (from 1).
    public func shard(_ index: Int, of count: Int) -> [Student] {
        students.enumerated().filter { $0.offset % max(1, count) == index - 1 }.map(\.element)
    }
}
