#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder that pictures are written into; made when the first is.
public struct PictureFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Writes a picture and returns the file's name. `name` is ours: letters, digits, hyphens.
    public func write(_ text: String, named name: String) throws -> String {
        let file = "\(path)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        } catch { throw LabFailure("\(file) cannot be written", advice: "Is \(path) a folder that you may write to?") }
        return file
    }
}
