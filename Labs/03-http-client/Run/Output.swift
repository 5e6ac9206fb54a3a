import ApplicationLayer
import Applications
import ArgumentParser
import Foundation

/// The status in a line, then the content byte for byte.
enum StandardOutput {
    static let sink = HTTPContentSink(begin: { try write(Array("Status: \($0.status.code)\n".utf8)) }, write: { try write($0) })

    private static func write(_ bytes: [UInt8]) throws { try FileHandle.standardOutput.write(contentsOf: bytes) }
}

/// A file that an answer's content goes into. It has its name only once all of it has come.
final class OutputFile: Sendable {
    private let writer: any FileWriter

    init(_ path: String) throws {
        let url = URL(fileURLWithPath: path)
        guard let name = RootedPath.root.resolving(url.lastPathComponent), !name.isRoot else { throw ValidationError("\(path) is no file's name") }
        do { writer = try DiskStore(path: url.deletingLastPathComponent().path).write(name, .replace(keeping: 0)) } catch { throw ValidationError("--output \(path): \(error.code.rawValue)") }
    }

    var sink: HTTPContentSink {
        let writer = writer
        return HTTPContentSink { try writer.write($0) }
    }

    func commit() throws { try writer.commit() }
}
