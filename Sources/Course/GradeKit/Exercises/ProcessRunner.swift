public import ExerciseKit
import Foundation
import Synchronization

/// A piece in a process of its own, inside a ``Jail`` where one is to be had.
///
/// The process is told inputs and answers with outputs; it holds no key and gives no points, so that there is nothing in it to
/// forge. A crash or an endless loop costs what was asked, no more.
public struct ProcessRunner: TrialRunner {
    /// The program that holds the piece.
    public let executable: String
    public let jail: Jail
    /// Processor seconds that the inputs of one step may take together.
    public var seconds: UInt32

    public init(executable: String, jail: Jail = .none, seconds: UInt32 = TrialHost.timeLimit) {
        self.executable = executable
        self.jail = jail
        self.seconds = min(TrialHost.timeLimit, max(1, seconds))
    }

    public func outcomes<T: Trial>(of trial: T.Type, _ inputs: [T.Input]) async -> [TrialOutcome<T.Output>] {
        guard let request = try? JSONEncoder().encode(TrialHost.Request<T.Input>(trial: T.name, inputs: inputs)) else { return inputs.map { _ in .ended } }
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        func once() async throws -> Ending {
            try await Self.run(jail, executable, input: request, environment: [TrialHost.variable: mark, TrialHost.secondsVariable: "\(seconds)"], patience: Double(seconds * TrialHost.patience) + 5)
        }
        var end: Ending
        do {
            end = try await once()
            // Swift says why it traps. A program that ends without a word may be the computer's fault (no thread to be had, no memory): once more.
            if let signal = end.anySignal, [4, 5, 6, 7, 11].contains(signal), Ending.complaint(in: end.errors) == nil { end = try await once() }
        } catch {
            return inputs.map { _ in .crashed("the program could not be started: \(error)") }
        }
        var outcomes: [TrialOutcome<T.Output>] = []
        let prefix = Array("\(mark) ".utf8)
        for line in end.output.split(separator: UInt8(ascii: "\n")) where line.starts(with: prefix) && outcomes.count < inputs.count {
            guard let outcome = try? JSONDecoder().decode(TrialOutcome<T.Output>.self, from: Data(line.dropFirst(prefix.count))) else { break }
            outcomes.append(outcome)
        }
        // Whoever did not answer all is told by how it ended.
        while outcomes.count < inputs.count { outcomes.append(end.outcome()) }
        return outcomes
    }

    /// How a process ended, and what it wrote.
    struct Ending: Sendable {
        var status: Int32
        var signal: Int32?
        var wasKilled: Bool
        var output: Data
        var errors: Data

        /// A jail's own program turns a signal into 128 and its number.
        var anySignal: Int32? { signal ?? (status > 128 ? status - 128 : nil) }

        func outcome<Output>() -> TrialOutcome<Output> {
            let signal = anySignal
            if wasKilled || signal == 14 || signal == 24 { return .tookTooLong }
            // 125 to 127: the program was never begun.
            if (125...127).contains(status) { return .crashed("the program could not be started: \(String(decoding: errors.prefix(200), as: UTF8.self).split(separator: "\n").first ?? "")") }
            guard let signal else { return .ended }
            return .crashed(Self.complaint(in: errors) ?? "it was ended by signal \(signal)")
        }

        /// "MyEcho.swift:12: Fatal error: Index out of range".
        static func complaint(in errors: Data) -> String? {
            let lines = String(decoding: errors.suffix(65_536), as: UTF8.self).split(separator: "\n")
            guard let line = lines.first(where: { $0.contains("Fatal error") || $0.contains("Precondition failed") || $0.contains("Assertion failed") }) else { return nil }
            // Without the module's name and the folders; and without a place in Swift's own library, which says nothing to a student.
            let words = line.split(separator: "/").last.map(String.init) ?? String(line)
            return words.hasPrefix("My") ? words : words.firstRange(of: ": ").map { String(words[$0.upperBound...]) } ?? words
        }
    }

    /// Runs a program to its end, or kills it after `patience` seconds, whatever its own alarm says; fed from and written to files: a pipe that nobody empties fills up.
    static func run(_ jail: Jail = .none, _ program: String, _ arguments: [String] = [], input: Data, environment: [String: String] = [:], folder: String? = nil, patience: Double) async throws -> Ending {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        defer { try? FileManager.default.removeItem(at: scratch) }
        let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
        try input.write(to: files[0])
        for file in files[1...] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let root = scratch.appendingPathComponent("root")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: false)
        let command = jail.command(program, root: root.path) + arguments
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder ?? "/")
        // Nothing of ours: no secrets in the environment, and no backtrace, which takes seconds.
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        let wasKilled = Mutex(false)
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        let number = process.processIdentifier
        let killer = Task {
            try await Task.sleep(for: .seconds(patience))
            wasKilled.withLock { $0 = true }
            // The process, and whatever it has started in its group.
            kill(-number, SIGKILL)
            kill(number, SIGKILL)
        }
        for await _ in ended.stream {}
        killer.cancel()
        let output = try Data(contentsOf: files[1]), errors = try Data(contentsOf: files[2])
        let signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        return Ending(status: signal == nil ? process.terminationStatus : 0, signal: signal, wasKilled: wasKilled.withLock { $0 }, output: output, errors: errors)
    }
}
