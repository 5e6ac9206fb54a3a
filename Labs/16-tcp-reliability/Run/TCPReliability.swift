import ArgumentParser
import ExerciseKit
import Lab16Exercise
import LabKit
import Simulation
import TransportLayer
import Wire

/// Which of TCP's ways to find and mend a loss both ends have.
enum Generation: String, ExpressibleByArgument, CaseIterable {
    /// RFC 5681 and 6582 (NewReno): three duplicate acknowledgments, one loss a round trip; otherwise the timer.
    case textbook
    /// With timestamps and selective acknowledgments (RFC 7323, 2018, 6675).
    case sack
    /// What today's hosts do: RACK-TLP (RFC 8985) and CUBIC (RFC 9438), too.
    case modern
    /// No fast retransmit: a loss is only found by the timer (RFC 6298), as before 1988.
    case timer

    var configuration: TCPConfiguration {
        var tcp = TCPConfiguration.textbook
        switch self {
        case .textbook: break
        case .sack:
            tcp.usesSACK = true
            tcp.usesTimestamps = true
            tcp.usesWindowScale = true
        case .modern: tcp = TCPConfiguration()
        case .timer: tcp.usesFastRetransmit = false
        }
        return tcp
    }
}

@main
struct TCPReliability: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tcp-reliability",
        abstract: "Lab 16: a transfer over a wire that loses, doubles, reorders and spoils: how TCP brings every byte across.",
        discussion: HelpText.laidOut("""
            The client sends some bytes; the server reads and compares them. You choose what goes wrong on the way and what both ends \
            know against it. At the end a picture shows which bytes were on the wire when: those lost, those sent again.

            Try:
              tcp-reliability                        the fourth data segment is lost
              tcp-reliability --tcp timer            ... when only the timer tells
              tcp-reliability --lose 4,6,8           three losses in one flight,
              tcp-reliability --lose 4,6,8 --tcp sack    and what SACK is worth
              tcp-reliability --detail tcp           with cwnd, ssthresh, rto, srtt
              tcp-reliability --loss 5% --bytes 200000 --quiet-frames    by chance
              tcp-reliability --drop 'tcp[tcpflags] & tcp-fin != 0'    a FIN is lost
              tcp-reliability --lose none --window 8000 --reader-pause 100ms
                                                     a server that reads slowly
              tcp-reliability --svg pictures         the pictures as files
              tcp-reliability --mine                 with the pieces that you wrote

            Worksheet: Labs/16-tcp-reliability/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("How many bytes the client sends.", valueName: "N"))
    var bytes = 20_000

    @Option(help: "What both ends know: timer, textbook (fast retransmit), sack, or modern (RACK-TLP, CUBIC).")
    var tcp = Generation.textbook

    @Option(help: ArgumentHelp("Lose the client's data segments with these numbers, counted as they leave: 4 or 4,6,8; none: no loss (simulator).", valueName: "N,…"))
    var lose: SegmentNumbers?

    @Option(help: ArgumentHelp("Lose the first frame that a capture filter matches (simulator).", valueName: "FILTER"))
    var drop: String?

    @Option(help: ArgumentHelp("Lose this share of the frames in bursts of three or four (simulator).", valueName: "SHARE"))
    var burst: Share?

    @Option(help: ArgumentHelp("The wire's rate, as in 10M or 500k bit/s (simulator).", valueName: "RATE"))
    var rate = BitRate(argument: "10M")!

    @Option(help: ArgumentHelp("The room for bytes that the server has not read: its receive window (simulator, tap).", valueName: "BYTES"))
    var window: Int?

    @Option(help: ArgumentHelp("How long the server waits before each read.", valueName: "TIME"))
    var readerPause = TimeSpan(argument: "0s")!

    @Option(help: ArgumentHelp("How much the server reads at a time.", valueName: "BYTES"))
    var readSize = 65_536

    @Flag(help: "Give both ends your own timer, reassembler and arithmetic, from Labs/16-tcp-reliability/Exercise (simulator, tap).")
    var mine = false

    @Flag(help: "Leave out the timeline's lines: only what it came to, and the pictures.")
    var quietFrames = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard (1...100_000_000).contains(bytes) else { throw ValidationError("--bytes takes 1 to 100000000, and \(bytes) is not") }
        guard (1...1 << 24).contains(readSize) else { throw ValidationError("--read-size takes 1 to 16777216, and \(readSize) is not") }
        if let window, !(536...1 << 24).contains(window) { throw ValidationError("--window takes 536 to 16777216 bytes, and \(window) is not") }
        if let drop, (try? FilteredLoss(drop)) == nil { throw ValidationError("--drop takes a capture filter such as 'tcp[tcpflags] & tcp-fin != 0', and \"\(drop)\" is none") }
        if options.world == .kernel || options.world == .tap, lose?.numbers.isEmpty == false || drop != nil || burst != nil {
            throw ValidationError("--lose, --drop and --burst are for the simulator's wires: add --on simulator")
        }
        if mine, options.world == .kernel || end != .both { throw ValidationError("--mine puts your pieces into our own stack: add --on simulator, or --on tap, and leave \"server\" and \"client\" out") }
    }

    func run() throws {
        var run = LabRun(lab: .tcpReliability, end: end, place: place, options: options)
        if mine { run.notice = try OwnPieces.summary() }
        run.draws = true
        run.hidesLines = quietFrames
        run.setting = setting
        try run.run(TransferProgram(bytes: bytes, pause: readerPause.nanoseconds, readSize: readSize))
    }

    private var setting: SimulatorSetting {
        var setting = SimulatorSetting()
        setting.isPreferred = true
        setting.tcp = configuration
        if let window { setting.serverTCP = with(configuration) { $0.receiveBufferLimit = window } }
        setting.link = LinkProperties(rate: rate.rate, delay: options.delay?.nanoseconds ?? .milliseconds(10))
        // Without any wish there is still something to be seen; chance alone is enough of it.
        let hasChance = options.loss != nil || options.corrupt != nil || options.reorder != nil || options.duplicate != nil || drop != nil || burst != nil
        let numbers = lose?.numbers ?? (hasChance || readerPause.nanoseconds > .zero ? [] : [4])
        if !numbers.isEmpty { setting.faults.append(.init(DataSegmentLoss(numbers), from: "client")) }
        if let drop, let fault = try? FilteredLoss(drop, limit: 1) { setting.faults.append(.init(fault)) }
        if let burst { setting.faults.append(.init(GilbertElliottLoss(toBad: min(1, 0.3 * burst.fraction / max(0.01, 1 - burst.fraction)), toGood: 0.3))) }
        return setting
    }

    private var configuration: TCPConfiguration { mine ? OwnPieces.put(into: tcp.configuration) : tcp.configuration }

    private func with(_ configuration: TCPConfiguration, _ change: (inout TCPConfiguration) -> Void) -> TCPConfiguration {
        var changed = configuration
        change(&changed)
        return changed
    }
}

extension TCPReliability {
    /// The grader runs this program to try the exercises; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(TimerTrial.self, MyTimer()), .init(ReassemblyTrial.self, MyReassembler.self), .init(SequenceTrial.self, MySequence()))
        main(nil)
    }
}

/// "4,6,8", or "none".
struct SegmentNumbers: ExpressibleByArgument {
    let numbers: [Int]

    init?(argument: String) {
        if argument == "none" {
            numbers = []
            return
        }
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard !parts.isEmpty, parts.count <= 1000, parts.allSatisfy({ ($0 ?? 0) > 0 }) else { return nil }
        numbers = parts.compactMap { $0 }
    }
}
