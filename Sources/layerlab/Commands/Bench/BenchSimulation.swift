import ArgumentParser
import Simulation
import TransportLayer
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `layerlab bench sim-tree`: many hosts send small datagrams to one another through three levels of routers.
struct BenchSimulationTree: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sim-tree",
        abstract: "Simulate a tree of routers with hosts that each send a datagram of 100 bytes to a random other one every 100 ms.",
        discussion: "Lines of 10 Gbit/s and 2 ms between routers, 1 Gbit/s and 1 ms to hosts, static routes. Rates are per second of this process's processor time."
    )

    @Option(help: "Hosts: a multiple of 100 up to 1000, or of 400 up to 24000.") var hosts = 1000
    @Option(help: "Simulated seconds.") var time = 10.0
    @Option(help: "The seed.") var seed: UInt64 = 1

    func validate() throws {
        guard time > 0, time <= 100_000 else { throw ValidationError("--time is from above 0 to 100000") }
    }

    func run() throws {
        let residentBefore = ProcessUse.residentBytes
        let setup = ProcessUse.processorSeconds
        guard let (simulation, hosts) = TreeNetwork.build(hosts: hosts, seed: seed) else {
            throw ValidationError("--hosts is a multiple of 100 up to 1000, or of 400 up to 24000")
        }
        let residentAfter = ProcessUse.residentBytes
        let duration = Nanoseconds(Int64(time * 1e9))
        simulation.addTraffic(among: hosts, every: .milliseconds(100), until: .zero + duration)
        let start = ProcessUse.processorSeconds
        simulation.advance(by: duration)
        let used = ProcessUse.processorSeconds - start
        let count = simulation.trafficCount
        print(
            "hosts=\(hosts.count) routing=static sim_s=\(time) setup_s=\(rounded(start - setup, 3)) cpu_s=\(rounded(used, 3)) events=\(simulation.eventCount)"
                + " ev_per_s=\(perSecond(simulation.eventCount, used)) sent=\(count.sent) got=\(count.received) pkt_per_s=\(perSecond(count.sent, used))"
                + " hops=\(simulation.hopCount) hops_per_s=\(perSecond(simulation.hopCount, used))"
                + " bytes_per_idle_host=\(max(0, residentAfter - residentBefore) / max(1, hosts.count)) rss_MiB=\(ProcessUse.peakMebibytes)")
    }
}

/// `layerlab bench sim-dumbbell`: bulk transfers over TCP that share one bottleneck.
struct BenchSimulationDumbbell: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sim-dumbbell",
        abstract: "Simulate bulk TCP transfers through one bottleneck of 100 Mbit/s, 10 ms and a queue of 100 packets.",
        discussion: "Access lines of 1 Gbit/s and 1 ms; SACK and timestamps, initial window 10, buffers of 4 MiB; flow n begins after 7n ms."
    )

    enum Control: String, ExpressibleByArgument, CaseIterable { case newreno, cubic }

    @Option(help: "Flows.") var n = 10
    @Option(help: "Simulated seconds.") var time = 60.0
    @Option(help: "Congestion control: newreno or cubic.") var cc = Control.newreno
    @Option(help: "The seed.") var seed: UInt64 = 1
    @Flag(help: "Print each flow's goodput.") var perflow = false
    @Flag(help: "With RACK-TLP and a timeout of 200 ms at least, as hosts have it; otherwise as ns-3 does: RFC 6675, 1 s, and a window that grows by the acknowledgment, not by the byte.") var modern = false

    private var slowStartLimit: Int { modern ? 2 : 1 }

    func validate() throws {
        guard (1...10_000).contains(n) else { throw ValidationError("--n is from 1 to 10000") }
        guard time > 0, time <= 100_000 else { throw ValidationError("--time is from above 0 to 100000") }
    }

    func run() throws {
        var tcp = TCPConfiguration()
        tcp.sendBufferLimit = 4 << 20
        tcp.receiveBufferLimit = 4 << 20
        tcp.initialWindow = 10
        // What ns-3's TCP has: SACK's own loss detection without RACK, and RFC 6298's lower bound of the timeout.
        tcp.usesRACK = modern
        if !modern { tcp.minimumRTO = .seconds(1) }
        switch cc {
        case .newreno: tcp.congestionControl = { [slowStartLimit, modern] parameters in Reno(parameters.with(slowStartLimit, countsBytes: modern)) }
        case .cubic: tcp.congestionControl = { [slowStartLimit] parameters in Cubic(parameters.with(slowStartLimit)) }
        }
        let setup = ProcessUse.processorSeconds
        let run = DumbbellNetwork.build(flows: n, tcp: tcp, seed: seed)
        let start = ProcessUse.processorSeconds
        run.simulation.advance(by: Nanoseconds(Int64(time * 1e9)))
        let used = ProcessUse.processorSeconds - start
        let flows = run.flows.map { Double($0.bytes) * 8 / time / 1e6 }
        if perflow { for (index, flow) in flows.enumerated() { print("flow \(index) \(rounded(flow, 3))") } }
        let sum = flows.reduce(0, +), squares = flows.reduce(0) { $0 + $1 * $1 }
        let segments = UInt64(sum * 1e6 / 8 * time / 1448)
        print(
            "n=\(n) cc=\(cc.rawValue) sim_s=\(time) setup_s=\(rounded(start - setup, 3)) cpu_s=\(rounded(used, 3)) events=\(run.simulation.eventCount)"
                + " ev_per_s=\(perSecond(run.simulation.eventCount, used)) segments=\(segments) seg_per_s=\(perSecond(segments, used)) drops=\(run.drops)"
                + " rss_MiB=\(ProcessUse.peakMebibytes) goodput_Mbps=\(rounded(sum, 2)) min=\(rounded(flows.min() ?? 0, 3)) max=\(rounded(flows.max() ?? 0, 3))"
                + " jain=\(rounded(squares > 0 ? sum * sum / (Double(n) * squares) : 0, 3))")
    }
}

extension CongestionParameters {
    fileprivate func with(_ slowStartLimit: Int, countsBytes: Bool = true) -> CongestionParameters {
        CongestionParameters(segmentSize: segmentSize, initialWindow: initialWindow, slowStartLimit: slowStartLimit, countsBytes: countsBytes)
    }
}

/// What this process has used.
enum ProcessUse {
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that was resident at any time.
    static var residentBytes: Int {
        var use = rusage()
        getrusage(0, &use)
        #if canImport(Darwin)
        return use.ru_maxrss
        #else
        return use.ru_maxrss * 1024
        #endif
    }

    static var peakMebibytes: Int { residentBytes >> 20 }
}

func perSecond(_ count: UInt64, _ seconds: Double) -> Int { seconds > 0 ? Int(Double(count) / seconds) : 0 }

func rounded(_ value: Double, _ digits: Int) -> Double {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return (value * scale).rounded() / scale
}
