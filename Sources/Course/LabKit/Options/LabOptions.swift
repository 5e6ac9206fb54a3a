public import ArgumentParser

/// Which ends of a lab's program run in this process.
public enum LabEnd: String, ExpressibleByArgument, CaseIterable, Sendable {
    case both, server, client
}

/// Where a lab's sockets come from.
public enum WorldName: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// The kernel's world where capturing is permitted, otherwise the simulator's.
    case auto
    /// The operating system's TCP and UDP, with libpcap underneath.
    case kernel
    /// Our own stack on simulated wires, in virtual time.
    case simulator
    /// Our own stack on a TAP device, talking to the kernel's.
    case tap
}

/// How deep the timeline goes.
public enum Detail: String, ExpressibleByArgument, CaseIterable, Sendable, Comparable {
    /// A line for each call and frame.
    case summary
    /// What happens in each TCP connection, with its variables; pictures of it at the end.
    case tcp
    /// Each frame's layers with their fields.
    case layers
    /// The bytes too, with their offsets.
    case bytes
    /// Down to the symbols on the wire.
    case bits

    public static func < (a: Detail, b: Detail) -> Bool { allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)! }
}

/// The options that every lab has.
public struct LabOptions: ParsableArguments, Sendable {
    @Option(name: .customLong("on"), help: ArgumentHelp("Where the sockets come from: auto, kernel, simulator or tap.", discussion: "auto takes the kernel where capturing is permitted and otherwise the simulator, and says which."))
    public var world: WorldName = .auto

    @Option(help: "How deep to look: summary, tcp (each connection's variables and pictures), layers, bytes or bits.")
    public var detail: Detail = .summary

    @Option(help: ArgumentHelp("Show one frame only, by its number.", valueName: "N"))
    public var frame: Int?

    @Option(help: ArgumentHelp("Tell why frame N happened: the chain from it back to the program's own call or to a timer.", valueName: "N"))
    public var why: Int?

    @Option(help: ArgumentHelp("Write the frames to a capture file that Wireshark opens.", valueName: "FILE.pcap"))
    public var write: String?

    @Option(help: ArgumentHelp("Write pictures into this folder, each with its twin in text: the ladder, the network, and each connection with --detail tcp, otherwise each frame's waveform (simulator).", valueName: "DIR"))
    public var svg: String?

    @Option(help: ArgumentHelp("Write the run as a page for a browser: ladder, layers, bytes, pictures. It needs nothing else.", valueName: "FILE.html"))
    public var html: String?

    @Flag(help: "Show the run live in a browser: the network and its frames, stopped, stepped, taken back and broken at will (simulator).")
    public var view = false

    @Flag(help: "Print one JSON object a line, for programs.")
    public var json = false

    @Flag(help: "Print nothing but errors.")
    public var quiet = false

    @Flag(help: "Capture nothing: print the program's and the sockets' lines only.")
    public var noCapture = false

    @Option(help: ArgumentHelp("The interface to capture on, in the kernel's world. Default: the loopback interface.", valueName: "NAME"))
    public var interface: String?

    @Option(help: "loopback, or veth: both ends in network namespaces of their own, with real ARP and an MTU of 1500 (kernel).")
    public var wire: WireKind = .loopback

    @Option(help: ArgumentHelp("The simulation's seed: the same seed gives the same run, byte for byte.", valueName: "N"))
    public var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Lose this share of the frames, as in 5% (simulator).", valueName: "SHARE"))
    public var loss: Share?

    @Option(help: ArgumentHelp("Duplicate this share of the frames (simulator).", valueName: "SHARE"))
    public var duplicate: Share?

    @Option(help: ArgumentHelp("Deliver this share of the frames late, behind those that follow (simulator).", valueName: "SHARE"))
    public var reorder: Share?

    @Option(help: ArgumentHelp("Flip a bit in this share of the frames (simulator).", valueName: "SHARE"))
    public var corrupt: Share?

    @Option(help: ArgumentHelp("The wire's propagation delay, as in 10ms (simulator).", valueName: "TIME"))
    public var delay: TimeSpan?

    @Option(name: .customLong("fault"), help: ArgumentHelp("Let something go wrong on a cable, as often as you like (simulator).", discussion: """
        loss 5%, bursts 5%, duplicate 5%, reorder 5%, corrupt 5%, bits 1e-6, frames 3,7, match FILTER, delay 10ms, jitter 5ms, rate 1M, cut, \
        crash NAME; behind it: from NAME, on CABLE, at TIME, for TIME. As in --fault 'cut at 50us for 3s' or --fault 'frames 2 from client'.
        """, valueName: "FAULT"), transform: FaultPlan.init)
    public var faults: [FaultPlan] = []

    @Option(help: ArgumentHelp("What a socket call costs, as in 20us (simulator).", valueName: "TIME"))
    public var callCost: TimeSpan?

    public init() {}

    public func validate() throws {
        if let frame, frame < 1 { throw ValidationError("--frame counts from 1, and \(frame) is less") }
        if let why, why < 1 { throw ValidationError("--why takes a frame's number, counted from 1, and \(why) is less") }
        if quiet && json { throw ValidationError("--quiet prints nothing and --json prints objects: give one of them") }
        let faults: [(String, Bool)] = [("--loss", loss != nil), ("--duplicate", duplicate != nil), ("--reorder", reorder != nil), ("--corrupt", corrupt != nil), ("--delay", delay != nil), ("--fault", !faults.isEmpty), ("--call-cost", callCost != nil)]
        if world == .kernel || world == .tap, detail == .bits || (svg != nil && detail != .tcp) { throw ValidationError("bits and waveforms are on the simulator's wires; a kernel shows bytes: add --on simulator, or take --detail bytes") }
        if world == .kernel || world == .tap, let fault = faults.first(where: \.1) { throw ValidationError("\(fault.0) is for the simulator's wires: add --on simulator") }
        if view && (world == .kernel || world == .tap) { throw ValidationError("--view runs in virtual time, which only the simulator has: leave --on out, or take --on simulator; --html FILE shows a kernel's run") }
        if wire == .veth && (world == .simulator || world == .tap) { throw ValidationError("--wire veth joins two kernels: it goes with --on kernel") }
    }

    /// Whether the simulator was asked for, by its name or by an option of its own.
    public var runsInSimulator: Bool { world == .simulator || world == .auto && asksForSimulator }

    /// Whether an option was given that only the simulator understands.
    var asksForSimulator: Bool { view || loss != nil || duplicate != nil || reorder != nil || corrupt != nil || delay != nil || !faults.isEmpty || callCost != nil || why != nil || (svg != nil && detail != .tcp) || detail == .bits }
}

/// What the frames of the kernel's world run on.
public enum WireKind: String, ExpressibleByArgument, CaseIterable, Sendable {
    case loopback, veth
}
