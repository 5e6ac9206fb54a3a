import Foundation

/// The package's folder, and a lab's files in it.
public struct LabFolder: Sendable {
    public let course: LabCourse
    /// The package's folder.
    public let root: String

    public init(_ course: LabCourse, root: String) {
        self.course = course
        self.root = root
    }

    /// The package's folder from the path of a source file in one of its `folder`s ("Labs", "Tests"); left to its default.
    public static func root(of file: String, above folder: String = "Labs") -> String {
        guard let found = file.ranges(of: "/\(folder)/").last else { return "." }
        return String(file[..<found.lowerBound])
    }

    /// A file of the lab's folder.
    public func path(_ relative: String) -> String { "\(root)/Labs/\(course.number)-\(course.name)/\(relative)" }

    /// The student's answers.
    public var answers: String { path("Exercise/\(course.answers)") }
}

/// Who the student is: written down once, in `Labs/student.yaml`, by `layerlab assign`.
public enum StudentFile {
    public static func path(root: String) -> String { "\(root)/Labs/student.yaml" }

    /// The identifier in the file; nil where nobody has said who they are.
    public static func identifier(root: String) -> String? {
        guard let text = try? String(contentsOfFile: path(root: root), encoding: .utf8) else { return nil }
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("student:") {
            let name = line.dropFirst("student:".count).trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
            return isIdentifier(name) ? name : nil
        }
        return nil
    }

    /// An identifier is a word of a roster: letters, digits, and a few marks; it becomes part of file names.
    public static func isIdentifier(_ name: String) -> Bool {
        (1...64).contains(name.count) && name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || "@._+-".unicodeScalars.contains($0) } && !name.hasPrefix(".") && !name.hasPrefix("-")
    }
}
