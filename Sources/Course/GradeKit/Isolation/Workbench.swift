import ExerciseKit
import Foundation

/// Turns a student's file into a program of its own that can be tried, by the compiler alone: no manifest, no other file of the student's.
public struct Workbench: Sendable {
    /// The package's folder, and the folder in which it was built.
    let root: String
    let build: String
    private let objects: String
    private let moduleMaps: [String]

    /// The product whose list of object files is the exercises' whole library.
    static let product = "trial-bench"
    /// Seconds that the compiler may take over one file.
    static let patience = 120.0

    /// - Parameter build: the folder of this program's own build, ".build/debug".
    public init(root: String, build: String) async throws {
        self.root = root
        self.build = build
        objects = "\(build)/\(Self.product).product/Objects.LinkFileList"
        if !FileManager.default.fileExists(atPath: objects) {
            let configuration = build.hasSuffix("release") ? "release" : "debug"
            let end = try await ProcessRunner.run(.none, "/usr/bin/env", ["swift", "build", "--configuration", configuration, "--product", Self.product, "--scratch-path", Self.scratch(of: build)], input: Data(), environment: Self.toolEnvironment, folder: root, patience: 1800)
            guard end.status == 0, FileManager.default.fileExists(atPath: objects) else { throw EvidenceError("the exercises' library could not be built; see: swift build --product \(Self.product)") }
        }
        // Modules in C: their maps are ours, or were made by the build.
        let system = "\(root)/Sources/System"
        func names(_ folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
        moduleMaps = names(system).flatMap { name in
            ["\(system)/\(name)/module.modulemap", "\(system)/\(name)/include/module.modulemap", "\(build)/\(name).build/module.modulemap"].filter { FileManager.default.fileExists(atPath: $0) }.prefix(1)
        }
    }

    /// ".build", from ".build/x86_64-unknown-linux-gnu/debug" or ".build/debug".
    private static func scratch(of build: String) -> String {
        let parts = build.split(separator: "/", omittingEmptySubsequences: false)
        let isDirect = parts.dropLast().last.map { $0.hasPrefix(".build") } ?? false
        return parts.dropLast(isDirect ? 1 : 2).joined(separator: "/")
    }

    /// The compiler needs to be found, and a place to remember things.
    private static var toolEnvironment: [String: String] {
        let ours = ProcessInfo.processInfo.environment
        var result: [String: String] = [:]
        for name in ["PATH", "HOME", "TMPDIR", "TOOLCHAINS", "DEVELOPER_DIR", "SDKROOT"] { result[name] = ours[name] }
        return result
    }

    /// A program like those of students, but without anything of a student's: it ends at once, and well.
    var emptyProgram: String { "\(build)/\(Self.product)" }

    /// Why a file did not become a program.
    public struct Failure: Error, Sendable {
        /// The compiler's first error: "MyEcho.swift:12:9: error: cannot find 'x' in scope".
        public let message: String
        public let place: SourcePlace
    }

    /// Compiles `source`, the file of `exercise`, into a program in `folder`.
    func program(for exercise: Exercise, source: [UInt8], in folder: String) async throws(Failure) -> String {
        let file = "\(folder)/\(exercise.file)", main = "\(folder)/TrialBench.swift", program = "\(folder)/bench"
        let offers = exercise.pieces.map { "ExerciseKit.TrialHost.Offer(ExerciseKit.\($0.trial).self, \($0.piece))" }.joined(separator: ", ")
        let text = "import ExerciseKit\n\n@main enum TrialBench {\n    static func main() { ExerciseKit.TrialHost.serve(\(offers)) }\n}\n"
        func broken(_ what: String) -> Failure { Failure(message: what, place: SourcePlace(path: exercise.file)) }
        let end: ProcessRunner.Ending
        do {
            try Data(source).write(to: URL(fileURLWithPath: file))
            try Data(text.utf8).write(to: URL(fileURLWithPath: main))
            var arguments = ["swiftc", "-swift-version", "6", "-parse-as-library", "-Onone", "-gnone", "-module-name", "Submission", "-I", "\(build)/Modules", "-o", program, file, main, "@\(objects)"]
            for map in moduleMaps { arguments += ["-Xcc", "-fmodule-map-file=\(map)"] }
            if FileManager.default.fileExists(atPath: "/usr/bin/ld.gold") { arguments += ["-use-ld=gold"] }
            end = try await ProcessRunner.run(.none, "/usr/bin/env", arguments, input: Data(), environment: Self.toolEnvironment, folder: folder, patience: Self.patience)
        } catch { throw broken("\(error)") }
        if end.wasKilled { throw broken("the compiler was still at it after \(Int(Self.patience)) seconds") }
        guard end.status == 0, end.signal == nil else {
            let errors = String(decoding: (end.output + end.errors).prefix(65_536), as: UTF8.self)
            throw Self.failure(in: errors, file: exercise.file) ?? broken("it does not compile: \(errors.split(separator: "\n").first ?? "the compiler said nothing")")
        }
        return program
    }

    /// The compiler's first error about the student's own file.
    private static func failure(in errors: String, file: String) -> Failure? {
        for line in errors.split(separator: "\n") {
            guard let found = line.range(of: "\(file):"), line.contains(": error: ") else { continue }
            let parts = line[found.upperBound...].split(separator: ":", maxSplits: 2)
            guard parts.count == 3, let row = Int(parts[0]), let column = Int(parts[1]) else { continue }
            let place = SourcePlace(path: file, line: row, column: column)
            return Failure(message: "\(file):\(row):\(column):\(parts[2])", place: place)
        }
        return nil
    }
}
