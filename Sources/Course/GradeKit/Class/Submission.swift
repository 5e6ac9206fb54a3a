import Foundation

/// What a student hands in: a folder, from which only the files are taken that a student may change.
///
/// The files stand where they stand in the package (`Labs/01-tcp-echo/Exercise/MyEcho.swift`), or all together in one folder.
public struct Submission: Sendable {
    public let student: String
    public let folder: String

    public init(student: String = "", folder: String) {
        self.student = student
        self.folder = folder
    }

    /// No file of a submission but a capture is larger, in bytes.
    public static let sizeLimit = 262_144

    /// A capture may be larger than code.
    private static func limit(_ path: String) -> Int { path.hasSuffix(".pcap") || path.hasSuffix(".pcapng") ? OwnCapture.sizeLimit : sizeLimit }

    /// A file's bytes; nil where it is not there, is no plain file, or is too large, with the reason if that is worth telling.
    func read(_ path: String) -> (bytes: [UInt8]?, trouble: String?) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for candidate in ["\(folder)/\(path)", "\(folder)/\(name)"] {
            // No link is followed: it may lead to somebody else's work, or to the grader's secret.
            guard let kind = Self.kind(candidate, below: folder) else { continue }
            guard kind == .file else { return (nil, "\(name) is not taken: it is no plain file (a link, a folder or a device)") }
            guard let handle = FileHandle(forReadingAtPath: candidate) else { return (nil, "\(name) cannot be read") }
            defer { try? handle.close() }
            let limit = Self.limit(path), bytes = [UInt8]((try? handle.read(upToCount: limit + 1)) ?? Data())
            guard bytes.count <= limit else { return (nil, "\(name) is not taken: it has more than \(limit) bytes") }
            return (bytes, nil)
        }
        return (nil, nil)
    }

    private enum Kind { case file, other }

    /// What is at `path`; a link anywhere below the submission's folder is no file.
    private static func kind(_ path: String, below folder: String) -> Kind? {
        var place = folder
        var last: FileAttributeType?
        for part in path.dropFirst(folder.count).split(separator: "/") {
            place += "/\(part)"
            guard let type = try? FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType else { return nil }
            if type == .typeSymbolicLink { return .other }
            last = type
        }
        return last == .typeRegular ? .file : .other
    }
}
