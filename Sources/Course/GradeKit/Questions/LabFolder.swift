/// Where a lab's files are, worked out from where the calling source file was compiled.
public struct LabFolder: Sendable {
    public let number: String
    public let name: String
    /// The package's folder.
    public let root: String

    /// - Parameter file: a file of the lab's grader, `<root>/Labs/NN-name/Grade/….swift`; left to its default.
    public init(number: String, name: String, file: String = #filePath) {
        self.number = number
        self.name = name
        root = file.range(before: "/Labs/\(number)-\(name)/") ?? "."
    }

    /// A file of the lab's folder.
    public func path(_ relative: String) -> String { "\(root)/Labs/\(number)-\(name)/\(relative)" }

    /// The capture that the lab hands out.
    public var capture: String { "\(root)/captures/\(number)-\(name).pcap" }

    public func finding(_ id: String, _ verdict: Verdict, read: String, file: String, line: Int = 1, column: Int = 1) -> Finding {
        Finding(id: id, verdict: verdict, read: read, again: again(id), place: SourcePlace(path: path(file), line: line, column: column))
    }

    /// The command that judges one item: its test's name has an underscore where the item has a point.
    func again(_ id: String) -> String { "LAB=\(number) swift test --filter \(String(id.map { $0 == "." ? "_" : $0 }))" }
}

extension Question {
    /// The verdict on an answer, with where to read and how to try again.
    public func finding(for entry: AnswerFile.Entry, in lab: LabFolder) -> Finding {
        let place = switch entry {
        case .answer(let answer): answer.place
        case .broken(_, let place): place
        }
        return Finding(id: id, verdict: judge(entry), read: section, again: lab.again(id), place: place)
    }
}

extension String {
    fileprivate func range(before part: String) -> String? {
        guard let found = self.ranges(of: part).last else { return nil }
        return String(self[..<found.lowerBound])
    }
}
