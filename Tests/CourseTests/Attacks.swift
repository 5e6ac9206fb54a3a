import ExerciseKit

/// A submission that wants more than it has earned, and what becomes of it.
struct Attack: Sendable, CustomStringConvertible {
    let description: String
    /// Files of the submission besides the exercise.
    var files: [String: String] = [:]
    /// What stands in `serve`, and before the type.
    var body = "throw NotAttempted(\"E1\")"
    var before = ""
    /// The status of every step but those that the code really does right.
    let status: String
    /// Words that the report must say.
    let says: String
    /// Processor seconds a step, where the attack is to use them up.
    var seconds: UInt32 = TrialHost.timeLimit

    var source: String {
        """
        import Applications
        import Glibc
        import Sockets
        import Wire
        \(before)
        public struct MyEcho: EchoService {
            public init() {}
            public func serve(_ stream: some ByteStream) async throws -> Int {
                \(body)
            }
        }
        """
    }

    /// What a right answer looks like on its way to the grader, for those who want to write it themselves.
    private static let forged = #"{\"output\":{\"_0\":{\"steps\":[],\"stepCount\":0,\"sent\":[72,101,108,108,111,44,32,115,101,114,118,101,114,33],\"sawEnd\":true,\"ranAway\":false,\"returned\":14}}}"#

    static let all: [Attack] = [
        Attack(description: "ends early, as if all were well", body: "exit(0)", status: "error", says: "do not call exit"),
        Attack(description: "ends before it is asked", body: "return 0", before: "private let early: Int32 = { exit(0) }()\n@_cdecl(\"before\") func before() { _ = early }", status: "wrong", says: "bytes came back"),
        Attack(description: "prints results in the grader's own form", body: "print(\"{\\\"score\\\": 18}\"); print(\"\(forged)\"); return 14", status: "wrong", says: "0 of 14 bytes came back"),
        Attack(description: "writes a report of its own", body: """
            for path in ["results.json", "/results.json", "/tmp/results.json", "../report.json"] { if let file = fopen(path, "w") { fputs("{\\"score\\": 18}", file); fclose(file) } }
            return 0
            """, status: "wrong", says: "bytes came back"),
        Attack(description: "ends the grader", body: "kill(getppid(), SIGKILL); kill(-1, SIGKILL); return 0", status: "", says: ""),
        Attack(description: "reads the key through the grader's types", body: "_ = LabCourse.tcpEcho; return 0", before: "import LabJudges", status: "error", says: "does not compile"),
        Attack(description: "loops for ever", body: "if !(try await stream.receive(atMost: 1)).isEmpty { return 0 }; while true {}", status: "", says: "an endless loop", seconds: 1),
        Attack(description: "takes all the memory", body: "var all: [[UInt8]] = []; while true { all.append([UInt8](repeating: 1, count: 1 << 28)) }", status: "error", says: "CRASHED"),
        Attack(description: "floods its output", body: "let line = String(repeating: \"x\", count: 1 << 20); while true { print(line) }", status: "error", says: "NO END", seconds: 1),
        Attack(description: "leaves children behind", body: """
            for _ in 0..<20 { var child = pid_t(); let name = strdup("sleep"), time = strdup("600"); var words: [UnsafeMutablePointer<CChar>?] = [name, time, nil]; posix_spawnp(&child, "sleep", nil, nil, &words, nil) }
            return 0
            """, status: "wrong", says: "bytes came back"),
        Attack(description: "brings a manifest, tests and a judge of its own", files: [
            "Package.swift": "fatalError()", "Tests/LabGrades/Lab01.swift": "// all passed", "Sources/Course/LabJudges/AllCourses.swift": "", "captures/01-tcp-echo.pcap": "not a capture",
        ], status: "not attempted", says: ""),
        Attack(description: "is no Swift at all", body: "}}}}", status: "error", says: "MyEcho.swift:"),
    ]
}
