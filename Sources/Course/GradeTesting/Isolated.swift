public import GradeKit
import Synchronization
public import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Judges a student's code in a process of its own, so that a crash or an endless loop costs that one exercise and is named.
///
/// The macro for such a process cannot stand in a function for all labs, so a lab's test reads:
///
/// ```swift
/// let nonce = Isolated.nonce()
/// let outcome = await Isolated.quietly {
///     await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [id, nonce = nonce as String] in
///         await Isolated.child(nonce) { await judge(id) }
///     }
/// }
/// let verdict = Isolated.verdict(of: outcome, nonce: nonce, possible: 2)
/// ```
///
/// The verdict comes from bytes that the child wrote behind a number that the parent made up, never from how it ended: a
/// student's `exit(0)` is no success. This keeps accidents apart; it is no wall against somebody who wants through.
public enum Isolated {
    /// Seconds that an exercise may take.
    public static let timeLimit: UInt32 = 10
    /// Bytes of memory that it may take.
    public static let memoryLimit: UInt = 4 << 30

    /// A number that the child must write before its verdict.
    public static func nonce() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    /// In the child: sets the limits, judges and writes the verdict.
    public static func child(_ nonce: String, _ judge: () async -> Verdict) async {
        alarm(timeLimit)
        #if os(Linux)
        var memory = rlimit(rlim_cur: memoryLimit, rlim_max: memoryLimit)
        setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &memory)
        #endif
        let verdict = await judge()
        fflush(nil)
        print("\n\(nonce) \(verdict.encoded)")
        fflush(nil)
    }

    /// What the parent knows of a child: what it wrote, and how it ended if that was not well.
    public struct Outcome: Sendable {
        var output: [UInt8]
        /// Swift Testing's words: ".signal(SIGILL → 4)".
        var ending: String
    }

    /// Runs an exit test whose failure is told by the verdict, not by an issue of its own.
    public static func quietly(_ body: () async -> ExitTest.Result?) async -> Outcome {
        let ending = Mutex("")
        var result: ExitTest.Result?
        await withKnownIssue("the exercise's process did not end well", isIntermittent: true) {
            result = await body()
        } matching: { issue in
            ending.withLock { $0 = "\(issue)" }
            return true
        }
        return Outcome(output: result?.standardOutputContent ?? [], ending: ending.withLock { $0 })
    }

    /// In the parent: what the child found, or that it did not get so far.
    public static func verdict(of outcome: Outcome, nonce: String, possible: Int) -> Verdict {
        for line in String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").reversed() where line.hasPrefix("\(nonce) ") {
            if let verdict = Verdict(encoded: String(line.dropFirst(nonce.count + 1))), verdict.possible == possible { return verdict }
        }
        let what: (came: String, likely: String) = if outcome.ending.contains("SIGALRM") {
            ("it was still running after \(timeLimit) seconds", "an endless loop: what makes it end?")
        } else if outcome.ending.contains("signal") {
            ("it crashed", "an array index out of range, an overflow, or a forced unwrap (!)")
        } else {
            ("the process ended before it was judged", "do not call exit: return or throw")
        }
        return Verdict(.error, earned: 0, of: possible, remark: "it did not come to an end", story: [.init("came", what.came), .init("likely", what.likely)])
    }
}
