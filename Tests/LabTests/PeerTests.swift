import Foundation
import Testing

/// Other people's programs against ours, in both directions: each check of `Tests/peers/run.py`, without the attacks. Whole: `Tests/peers/run.py --table`.
@Suite("Mail, files and the web with real peers", .timeLimit(.minutes(5)))
struct PeerTests {
    /// A check's name, "peer -> ours" or "ours -> peer", and what it lacks on this machine.
    struct Check: CustomTestStringConvertible, Sendable {
        let name: String
        let lacks: String?
        var testDescription: String { name }
    }

    /// Debian's own Python has Debian's own packages; another may stand before it.
    private static let python = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") ? "/usr/bin/python3" : "python3"

    private static let all: [Check] = {
        guard LabProgram.has(python), let list = try? LabProgram.run("\(python) Tests/peers/run.py --quick --list"), list.status == 0 else { return [] }
        return list.output.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            return Check(name: String(parts[0]), lacks: parts.count == 2 && !parts[1].isEmpty ? String(parts[1]) : nil)
        }
    }()

    /// Each check starts several programs: a few at a time.
    private static let gate = Gate(4)

    @Test("each peer is satisfied", .enabled(if: LabProgram.has(python), "needs python3"), arguments: all)
    func peer(_ check: Check) async throws {
        if let lacks = check.lacks { try Test.cancel("\(check.name): \(lacks)") }
        let outcome = try await Self.gate.pass {
            try await LabProgram.runAside("timeout -s KILL 200 \(Self.python) Tests/peers/run.py --programs '\(LabProgram.folder.path)' --only '\(check.name)'")
        }
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("there are checks", .enabled(if: LabProgram.has(python), "needs python3"))
    func checks() { #expect(Self.all.count > 30) }
}

/// Lets so many through at a time, in the order in which they came.
actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) { self.free = free }

    func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
        return try await body()
    }
}

extension LabProgram {
    /// As ``run(_:)``, on a thread of its own: nothing that other tests need waits for it.
    static func runAside(_ command: String) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try run(command) }) }
        }
    }
}
