import Foundation
import Internet
import Yams

/// A network in YAML: nodes, cables, what the nodes do. `layerlab internet --example NAME` prints one to begin with.
enum InternetFile {
    /// Bytes, nodes and cables that a file may have.
    static let limit = 1 << 20, nodeLimit = 5000

    static func read(_ path: String) throws -> InternetPlan {
        // No more than the limit is read, whatever it is: devices and pipes have no end.
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: limit + 1) ?? Data() else { throw InternetFileError(file: path, line: 1, reason: "the file cannot be read") }
        guard data.count <= limit else { throw InternetFileError(file: path, line: 1, reason: "more than \(limit) bytes") }
        guard let text = String(validating: data, as: UTF8.self) else { throw InternetFileError(file: path, line: 1, reason: "not UTF-8") }
        return try parse(text, file: path)
    }

    static func parse(_ text: String, file: String) throws(InternetFileError) -> InternetPlan {
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else { throw InternetFileError(file: file, line: 1, reason: "the file is empty") }
            root = node
        } catch let error as InternetFileError { throw error } catch {
            // Yams says "file:line:column: error: …".
            let words = "\(error)", parts = words.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            let line = parts.first.flatMap { Int($0) } ?? (parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
            throw InternetFileError(file: file, line: line, reason: "no YAML: " + (words.split(separator: "\n").first { $0.contains("error:") }.map { String($0.split(separator: "error:").last ?? "") } ?? words).trimmingCharacters(in: .whitespaces))
        }
        var reader = InternetFileReader(file: file)
        return try reader.plan(root)
    }
}

/// What is wrong in a topology file, and where.
struct InternetFileError: Error, CustomStringConvertible {
    let file: String
    /// From 1.
    let line: Int
    let reason: String
    var description: String { "\(file), line \(line): \(reason)" }
}
