import Foundation
import Testing

/// The labs' programs as they were built, run the way that a student runs them.
enum LabProgram {
    /// The package's folder: commands are run there.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where the build put the programs: beside the tests.
    static let folder: URL = {
        #if os(Linux)
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: tests).deletingLastPathComponent()
        #else
        // …/debug/LayerLabPackageTests.xctest/Contents/MacOS/LayerLabPackageTests
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return (bundle?.bundleURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).deletingLastPathComponent()
        #endif
    }()

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a command line in a shell that finds our programs first. Its output goes through files: a pipe that nobody empties fills up.
    static func run(_ command: String) throws -> Outcome {
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = root
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["NO_COLOR"] = "1"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try scratch.write("stdout")
        process.standardError = try scratch.write("stderr")
        try process.run()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: try scratch.text("stdout"), errors: try scratch.text("stderr"))
    }

    /// Whether a program is installed.
    static func has(_ tool: String) -> Bool { (try? run("command -v \(tool) > /dev/null"))?.status == 0 }
}

/// A folder that is gone when nobody needs it any more.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func write(_ name: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path(name), contents: nil)
        return try FileHandle(forWritingTo: url.appendingPathComponent(name))
    }

    func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self) }
}
