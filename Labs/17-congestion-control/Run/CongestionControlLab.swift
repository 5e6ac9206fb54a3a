import ArgumentParser
import ExerciseKit
import Lab17Exercise
import LabKit
import Simulation
import Wire

/// A place for a probe.
enum Probe: String, ExpressibleByArgument, CaseIterable {
    case bottleneck, sender

    var link: String { self == .bottleneck ? DumbbellPlan.bottleneck : "sender1-left" }
}

@main
struct CongestionControlLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "congestion-control",
        abstract: "Lab 17: flows that share one narrow link: slow start, Reno, CUBIC, queues, and who gets how much.",
        discussion: HelpText.laidOut("""
            Each flow is a program that sends as fast as TCP lets it. All of them pass one bottleneck with one queue. A line for each \
            second tells what every flow got and how long the queue was; then come each flow's sum, Jain's index of fairness, and \
            pictures of the congestion windows, the goodput and the queue.

            Try:
              congestion-control                         one Reno flow: saw teeth
              congestion-control --flows cubic           one CUBIC flow
              congestion-control --flows reno,reno --start 0s,10s
                                                         how long until even?
              congestion-control --flows reno,cubic --rtt 80ms    who is stronger?
              congestion-control --flows reno,reno --rtt 20ms,80ms
                                                         who is nearer gets more
              congestion-control --flows 10xcubic --rate 50M    ten of a kind
              congestion-control --queue-length 400      a queue far too long:
                                                         look at the round trips
              congestion-control --queue-length 400 --queue codel    and managed
              congestion-control --write bottleneck.pcap     for Wireshark
              congestion-control --view                      every frame, in a browser
              congestion-control --mine                      with what you wrote
              congestion-control --flows mine,reno           ... against ours

            Worksheet: Labs/17-congestion-control/WORKSHEET.md
            """))

    @Option(help: ArgumentHelp("The flows' congestion control: reno, cubic, mine (your own, from Labs/17-congestion-control/Exercise), reno,cubic, 4xreno,cubic, …", valueName: "LIST"))
    var flows = FlowList(argument: "reno")!

    @Flag(help: "All flows use your own: the same as mine in the place of each name.")
    var mine = false

    @Option(help: ArgumentHelp("Each flow's round-trip time without a queue: one for all, or one a flow.", valueName: "TIME,…"))
    var rtt = TimeList(argument: "40ms")!

    @Option(help: ArgumentHelp("When each flow begins: one for all, or one a flow.", valueName: "TIME,…"))
    var start = TimeList(argument: "0s")!

    @Option(help: ArgumentHelp("The bottleneck's rate, as in 10M or 500k bit/s.", valueName: "RATE"))
    var rate = BitRate(argument: "10M")!

    @Option(help: "The bottleneck's queue: droptail, red (random early detection) or codel (controlled delay).")
    var queue = QueueKind.droptail

    @Option(help: ArgumentHelp("Packets for which the queue has room. Default: as many as fill the longest round trip.", valueName: "N"))
    var queueLength: Int?

    @Option(help: ArgumentHelp("How long all of it takes, in virtual time.", valueName: "TIME"))
    var time = TimeSpan(argument: "30s")!

    @Option(help: ArgumentHelp("How much time a line of the table stands for.", valueName: "TIME"))
    var interval = TimeSpan(argument: "1s")!

    @Option(help: ArgumentHelp("Lose this share of the bottleneck's frames besides, as in 0.1%.", valueName: "SHARE"))
    var loss: Share?

    @Option(help: ArgumentHelp("The simulation's seed: the same seed gives the same run, byte for byte.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the frames to a capture file that Wireshark opens.", valueName: "FILE.pcap"))
    var write: String?

    @Option(help: "Where --write listens: bottleneck, or sender (the cable of flow 1's sender, where a window is seen best).")
    var probe = Probe.bottleneck

    @Option(help: ArgumentHelp("Write the pictures into this folder, as SVG and as text.", valueName: "DIR"))
    var svg: String?

    @Option(help: ArgumentHelp("Write the run as a page for a browser: pictures, sums, the probe's frames.", valueName: "FILE.html"))
    var html: String?

    @Flag(help: "Show the run live in a browser, every frame on every cable: the first 10000 of them.")
    var view = false

    @Flag(help: "Print one JSON object a line, for programs.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if uses(.mine), !Algorithm.isMineAttempted { throw ValidationError("exercise E1 is not attempted yet: MyControl's window is still closed") }
        guard time.nanoseconds > .zero, time.nanoseconds <= .seconds(3600) else { throw ValidationError("--time takes up to an hour, 3600s") }
        guard interval.nanoseconds >= .milliseconds(10), time.nanoseconds.count / interval.nanoseconds.count <= 10_000 else { throw ValidationError("--interval takes 10ms or more, and at most 10000 of them fit into --time") }
        if let queueLength, !(1...100_000).contains(queueLength) { throw ValidationError("--queue-length takes 1 to 100000 packets, and \(queueLength) is not") }
        for (name, list) in [("--rtt", rtt), ("--start", start)] where list.times.count != 1 && list.times.count != flows.names.count {
            throw ValidationError("\(name) takes one time, or one for each of the \(flows.names.count) flows, and these are \(list.times.count)")
        }
        guard rtt.times.allSatisfy({ $0 >= .microseconds(100) && $0 <= .seconds(10) }) else { throw ValidationError("--rtt takes 100us to 10s") }
        guard start.times.allSatisfy({ $0 < time.nanoseconds }) else { throw ValidationError("--start takes a time before the end, --time") }
        if quiet && json { throw ValidationError("--quiet prints nothing and --json prints objects: give one of them") }
        // What a run of this size may take of this computer: a flow of a gigabit over an hour is not for a laptop.
        let packets = Double(rate.rate.bitsPerSecond) / 12_000 * Double(time.nanoseconds.count) / 1e9
        guard packets <= 20_000_000 else { throw ValidationError("--rate over --time makes \(Int(packets / 1_000_000)) million packets; 20 million are enough: take less of either") }
    }

    private var algorithms: [Algorithm] { mine ? flows.names.map { _ in .mine } : flows.names }
    private func uses(_ algorithm: Algorithm) -> Bool { algorithms.contains(algorithm) }

    func run() throws {
        var plan = DumbbellPlan(algorithms: algorithms)
        for index in plan.flows.indices {
            plan.flows[index].roundTrip = rtt.times.count == 1 ? rtt.times[0] : rtt.times[index]
            plan.flows[index].start = start.times.count == 1 ? start.times[0] : start.times[index]
        }
        plan.rate = rate.rate
        plan.queue = queue
        plan.queueLength = queueLength ?? plan.fittingQueue
        plan.loss = loss?.fraction ?? 0
        if view {
            let options = try LabOptions.parse(["--view", "--seed", "\(seed)", "--call-cost", "0us"]), watched = plan, time = time.nanoseconds
            return try LabRun(lab: .congestionControl, end: .both, place: try PlaceOptions.parse([]), options: options).run(network: WatchedFlows(watched, time: time))
        }
        let run = try CongestionRun(plan, seed: seed, time: time.nanoseconds, interval: interval.nanoseconds, write: write, probe: probe)
        let report = CongestionReport(plan: plan, lab: .congestionControl, seed: seed, interval: interval.nanoseconds, voice: quiet ? .silent : json ? .json : .text)
        report.introduce()
        let page = html == nil ? nil : FlowPage(plan, seed: seed)
        if let page { try run.show(probe, to: page) }
        try run.run {
            report.tell($0)
            if let page { report.tell($0, on: page.page) }
        }
        try report.conclude(run, writingTo: svg, capture: write)
        if let page, let html {
            report.draw(run, on: page.page)
            try page.write(to: html)
            if !quiet && !json { print("The page is \(html): open it in a browser") }
        }
    }
}

extension CongestionControlLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(CongestionTrial.self, MyControl.self))
        main(nil)
    }
}
