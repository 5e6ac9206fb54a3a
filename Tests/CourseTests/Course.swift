import Foundation
import GradeKit
import Lab00Judge
import Lab01Judge
import Lab02Judge
import Lab13Judge

/// A graded lab: its questions with their keys, and the answer file that students are handed.
struct GradedLab: Sendable, CustomStringConvertible {
    let folder: LabFolder
    let questions: @Sendable () throws -> [Question]
    var description: String { "lab \(folder.number)" }

    init(_ number: String, _ name: String, _ questions: @escaping @Sendable (LabFolder) throws -> [Question]) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        let folder = LabFolder(number: number, name: name, file: "\(root)/Labs/\(number)-\(name)/Grade/Lab.swift")
        self.folder = folder
        self.questions = { try questions(folder) }
    }

    static let all: [GradedLab] = [
        GradedLab("00", "protocol-stack") { try Lab00Judge.Questions(capture: $0.capture).all },
        GradedLab("01", "tcp-echo") { try Lab01Judge.Questions(about: EvidenceCapture(path: $0.capture)).all },
        GradedLab("02", "udp-message") { try Lab02Judge.Questions(about: EvidenceCapture(path: $0.capture)).all },
        GradedLab("13", "line-codes") { _ in Lab13Judge.Questions().all },
    ]
}

extension Question.Key {
    /// An answer as a student would write it.
    var text: String {
        switch self {
        case .number(let number): "\(number)"
        case .text(let accepted): accepted[0]
        }
    }
}

extension Verdict {
    func line(_ label: String) -> String { story.first { $0.label == label }?.text ?? "" }
    /// All that is said, for looking into.
    var words: String { ([remark] + story.map(\.text)).joined(separator: " | ") }
}
