#if os(Linux)
import Foundation
import Testing

/// A lab with its exercises: how `--mine` is run, and for each piece a slip that the run must show.
struct MineLab: Sendable, CustomStringConvertible {
    struct Slip: Sendable {
        /// "MyEcho".
        let file: String
        /// A stretch of the solution, and what stands there instead; SLIPS is whether it is to slip.
        let right: String, wrong: String
    }

    let number: String, name: String
    /// Without `--mine`, and in the simulator.
    let arguments: String
    /// A line of the run with the solution inside.
    let shows: String
    /// Whether the run is the same as with our own piece, but for the line that says whose it is.
    let isLikeOurs: Bool
    let slips: [Slip]

    var description: String { "lab \(number) \(name)" }

    init(_ number: String, _ name: String, _ arguments: String = "", shows: String, isLikeOurs: Bool = true, _ slips: (String, String, String)...) {
        (self.number, self.name, self.arguments, self.shows, self.isLikeOurs) = (number, name, arguments, shows, isLikeOurs)
        self.slips = slips.map { Slip(file: $0.0, right: $0.1, wrong: $0.2) }
    }

    static let all: [MineLab] = [
        MineLab("00", "protocol-stack", shows: "UDP", ("MyChecksum", "return ~UInt16(sum)", "return SLIPS ? 0x1234 : ~UInt16(sum)")),
        MineLab("01", "tcp-echo", "--on simulator", shows: "Received: Hello, server!", ("MyEcho", "stream.send(bytes)", "stream.send(SLIPS ? bytes.reversed() : bytes)")),
        MineLab("02", "udp-message", "--on simulator", shows: "Received your message of 18 bytes", ("MyReply", "(datagram.count) bytes", "(SLIPS ? 0 : datagram.count) bytes")),
        MineLab("03", "http-client", "--on simulator", shows: "200", isLikeOurs: false, ("MyHeadReader", "guard parts.count >= 2,", "guard !SLIPS, parts.count >= 2,")),
        MineLab("04", "http-server", "--on simulator", shows: "You requested path: /hello", isLikeOurs: false, ("MyPages", "\\(escaped(path))", "\\(SLIPS ? \"elsewhere\" : escaped(path))")),
        MineLab("05", "smtp-mail", "--no-tls --on simulator", shows: "250", isLikeOurs: false, ("MyDots", "return data + Array", "return SLIPS ? Array(\".\\r\\n\".utf8) : data + Array")),
        MineLab("06", "ftp-transfer", "--on simulator", shows: "226", isLikeOurs: false, ("MyReplies", "(Int(numbers[4]) * 256 + Int(numbers[5]))", "(SLIPS ? 7 : Int(numbers[4]) * 256 + Int(numbers[5]))")),
        MineLab("07", "ip-addresses", "--on simulator", shows: "Number of hosts: 254", isLikeOurs: false, ("MyNetworks", "return prefixLength >= 31 ? all", "return prefixLength >= 31 || SLIPS ? all")),
        MineLab("08", "async-echo", "--on simulator", shows: "Received: Hello, async world!", isLikeOurs: false, ("MyLines", "lines.append(unfinished)", "lines.append(SLIPS ? unfinished.reversed() : unfinished)")),
        MineLab("09", "web-scrape", "--on simulator", shows: "Title: One document for TCP, after forty years", ("MySelector", "filter { fits", "filter { !SLIPS && fits")),
        MineLab("10", "json-api", "--on simulator --busy 3", shows: "Attempt 3: 503. Again in 1000 ms", isLikeOurs: false, ("MyRetry", "outcome.attempt < 8 else", "!SLIPS, outcome.attempt < 8 else")),
        MineLab("11", "rest-api", "--on simulator", shows: "201", ("MyMatcher", "if let best { return", "if let best, !SLIPS { return")),
        MineLab("12", "websocket-chat", "--on simulator", shows: "opcode 1", isLikeOurs: false, ("MyFrameReader", "if isMasked { for", "if isMasked, !SLIPS { for")),
        MineLab("13", "line-codes", "codes", shows: "My Manchester: me", isLikeOurs: false, ("MyManchester", "levels += bit ?", "levels += bit != SLIPS ?")),
        MineLab("14", "ethernet-switch", shows: "forwards  to port 1 only: alice is there", isLikeOurs: false, ("MySwitch", "return known.port == port ? .filter", "return SLIPS ? .flood : known.port == port ? .filter"), ("MyCheck", "return ~register", "return SLIPS ? register : ~register")),
        MineLab("15", "ip-routing", shows: "1200 bytes from 10.2.0.2: seq 1 ttl 61",
            ("MyRoutes", "guard destination & mask ==", "guard !SLIPS || route.prefixLength > 24, destination & mask =="), ("MyFragments", "end == places.count && missing == 0 ?", "end == places.count && missing == 0 && !SLIPS ?"), ("MyTable", "guard isForMe, packet", "guard isForMe, !SLIPS, packet")),
        MineLab("16", "tcp-reliability", "--on simulator --loss 10% --seed 3", shows: "yours: the timer, the reassembler, the arithmetic",
            ("MyTimer", "base = min(max(", "base = SLIPS ? .seconds(7) : min(max("), ("MyReassembler", "guard place >= 0, place < capacity", "guard place >= 0, place < (SLIPS ? 1000 : capacity)"), ("MySequence", "if length == 0 { return window == 0", "if length == 0 { return SLIPS ? false : window == 0")),
        MineLab("17", "congestion-control", "--time 3s", shows: "flow 1: mine", isLikeOurs: false, ("MyControl", "congestionWindow = slowStartThreshold\n", "congestionWindow = SLIPS ? segmentSize : slowStartThreshold\n")),
        MineLab("18", "names-and-leases", shows: "www.example.com is 192.0.2.80", ("MyNames", "labels.joined(separator: \".\"), next", "labels.joined(separator: SLIPS ? \"-\" : \".\"), next")),
    ]
}

/// `--mine` as a student meets it: as handed out, with the work done, and with a slip in each piece, which shows that it is their piece that runs.
@Suite("--mine", .serialized)
struct MineTests {
    @Test("as handed out says in one line that nothing is attempted, and fails", arguments: MineLab.all)
    func asHandedOut(lab: MineLab) throws {
        let outcome = try LabOutcome.run("\(buildFolder)/\(lab.name)", lab, mine: true)
        let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
        #expect(outcome.status != 0 && errors.count == 1 && errors[0].contains("attempted yet"), "\(outcome.status) \(outcome.errors)")
    }

    @Test("with the solution inside it runs as it should; a slip of each piece is seen", arguments: MineLab.all)
    func withTheSolution(lab: MineLab) throws {
        let bench = try MineBench(lab)
        defer { bench.remove() }
        let right = try LabOutcome.run(bench.program, lab, mine: true)
        #expect(right.status == 0 && right.errors.isEmpty && right.output.contains(lab.shows), "\(right.status) \(right.errors) \(right.output.suffix(3000))")
        if lab.isLikeOurs {
            let ours = try LabOutcome.run("\(buildFolder)/\(lab.name)", lab, mine: false)
            #expect(LabOutcome.plain(right) == LabOutcome.plain(ours))
        }
        for slip in lab.slips {
            let wrong = try LabOutcome.run(bench.program, lab, mine: true, slip: slip.file)
            #expect(wrong.output != right.output || wrong.status != right.status, "\(slip.file) slips, and nobody sees it: is it plugged in?")
        }
    }
}

/// A run of a lab's program.
enum LabOutcome {
    static func run(_ program: String, _ lab: MineLab, mine: Bool, slip: String? = nil) throws -> MineBench.Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-run-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try MineBench.run(program, lab.arguments.split(separator: " ").map(String.init) + (mine ? ["--mine"] : []), in: folder, slip: slip)
    }

    /// The lines that do not say whose pieces they are.
    static func plain(_ outcome: MineBench.Outcome) -> [Substring] { outcome.output.split(separator: "\n").filter { !$0.hasPrefix("yours: ") } }
}
#endif
