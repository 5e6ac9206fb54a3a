import Capture
import LabKit
import Pictures
import Simulation
import Sockets
import Stack
import StackSockets
import TransportLayer
import Wire

/// Runs the flows in virtual time and looks at them: after each interval what every flow got, and every few milliseconds the queue.
final class CongestionRun: TCPObserver, @unchecked Sendable {
    /// What one interval came to.
    struct Interval {
        var end: Nanoseconds
        /// Bytes that each flow's receiver has read in it.
        var bytes: [Int]
        /// Each sender's congestion window at its end, in bytes, and its smoothed round trip.
        var windows: [Int?]
        var roundTrips: [Nanoseconds?]
        var queueMean: Double
        var queueMax: Int
        var drops: UInt64
    }

    /// What a flow has come to.
    struct Tally {
        var bytes = 0
        var retransmissions = 0
        var timeouts = 0
        var recoveries = 0
        var window: Int?
        var roundTrip: Nanoseconds?
        var windows: [Point] = []
        var roundTrips: [Point] = []
    }

    let plan: DumbbellPlan
    private let simulation: Simulation
    private let link: LinkID
    private let time: Nanoseconds
    /// How long all of it takes.
    var duration: Nanoseconds { time }
    private let interval: Nanoseconds
    private let writer: CaptureTap?
    private(set) var flows: [Tally]
    private(set) var intervals: [Interval] = []
    /// The queue over time, a point for each change that was seen.
    private(set) var queue: [Point] = []
    private var tell: ((Interval) -> Void)?
    private var places: [SocketAddress: Int] = [:]
    private var queueSum = 0, queueSamples = 0, queueMax = 0
    /// Of the whole run: for the mean.
    private(set) var totalQueue = (sum: 0, samples: 0, max: 0)

    convenience init(_ plan: DumbbellPlan, seed: UInt64, time: Nanoseconds, interval: Nanoseconds, write: String?, probe: Probe) throws {
        try self.init(plan, on: plan.topology.simulation(seed: seed, callCost: .zero), time: time, interval: interval, write: write, probe: probe)
    }

    /// On a simulation that was made from the plan's topology, which somebody else runs: see ``programs()``.
    init(_ plan: DumbbellPlan, on simulation: Simulation, time: Nanoseconds, interval: Nanoseconds, write: String? = nil, probe: Probe = .bottleneck) throws {
        self.plan = plan
        self.simulation = simulation
        self.time = time
        self.interval = interval
        flows = [Tally](repeating: Tally(), count: plan.flows.count)
        link = try simulation.link(named: DumbbellPlan.bottleneck)
        writer = try write.map { path throws(CaptureError) in CaptureTap(try CaptureFile.Writer(path: path, linkType: .ethernet)) }
        if let writer { simulation.observe(try simulation.link(named: probe.link), with: writer) }
        if plan.loss > 0 { try simulation.plan(.fault(DumbbellPlan.bottleneck, RandomLoss(plan.loss), from: "left")) }
        for (index, flow) in plan.flows.enumerated() {
            for name in ["sender\(index + 1)", "receiver\(index + 1)"] {
                try simulation.host(name).tcpConfiguration = plan.configuration(of: flow)
            }
            try simulation.stack(of: "sender\(index + 1)").connectionObserver = self
            places[SocketAddress(IPv4Address(10, 1, UInt8(index + 1), 1), 0)] = index
        }
    }

    /// Shows the frames of the probe's cable to somebody as well.
    func show(_ probe: Probe, to observer: some FrameObserver) throws { simulation.observe(try simulation.link(named: probe.link), with: observer) }

    /// Packets that wait in front of the bottleneck now.
    var waiting: Int { simulation.queueLength(of: link, from: "left") }

    /// Packets that the bottleneck's queue gave up.
    var drops: UInt64 { simulation.counters(of: link).queueDrops }
    private var seconds: Double { Double((simulation.now - .zero).count) / 1e9 }

    /// - Parameter tell: called after each interval.
    func run(_ tell: @escaping (Interval) -> Void) throws {
        self.tell = tell
        defer { self.tell = nil }
        try simulation.run { [self] in try await programs() }
        try writer?.finish()
    }

    /// The programs, until the time is up.
    func programs() async throws {
        do { try await flow() } catch is TimeIsUp {}
    }

    private func flow() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in plan.flows.indices {
                let sender = try simulation.host("sender\(index + 1)"), receiver = try simulation.host("receiver\(index + 1)")
                let target = SocketAddress(IPv4Address(10, 2, UInt8(index + 1), 1), DumbbellPlan.port), start = plan.flows[index].start
                group.addTask { [self] in try await receive(index, on: receiver) }
                group.addTask {
                    try await sender.clock.sleep(for: .nanoseconds(start.count))
                    try await BulkFlow(target: target).run(on: sender)
                }
            }
            group.addTask { [self] in try await watch() }
            // The watch ends everything; a flow that fails before says why.
            try await group.next()
            group.cancelAll()
            throw TimeIsUp()
        }
    }

    private func receive(_ index: Int, on host: some Host) async throws {
        let listener = try await host.listen(on: SocketAddress(IPv4Address.any, DumbbellPlan.port))
        let stream = try await listener.accept()
        while true {
            let part = try await stream.receive(atMost: 1 << 16)
            if part.isEmpty { return }
            flows[index].bytes += part.count
        }
    }

    /// Looks at the queue every few milliseconds, and sums up after each interval.
    private func watch() async throws {
        let step = Nanoseconds(min(interval.count, max(1_000_000, min(10_000_000, time.count / 20_000))))
        var next = interval, before = flows.map(\.bytes), dropped: UInt64 = 0
        while true {
            let now = simulation.now - .zero
            look()
            if now >= next {
                let drops = drops
                let entry = Interval(
                    end: now, bytes: zip(flows, before).map { $0.bytes - $1 }, windows: flows.map(\.window), roundTrips: flows.map(\.roundTrip),
                    queueMean: Double(queueSum) / Double(max(1, queueSamples)), queueMax: queueMax, drops: drops - dropped)
                intervals.append(entry)
                tell?(entry)
                before = flows.map(\.bytes)
                dropped = drops
                (queueSum, queueSamples, queueMax) = (0, 0, 0)
                next = next + interval
            }
            if now >= time { return }
            let until = min(now + step, min(next, time))
            try await simulation.loop.clock.sleep(for: .nanoseconds((until - now).count))
        }
    }

    private func look() {
        let length = waiting
        queueSum += length
        queueSamples += 1
        queueMax = max(queueMax, length)
        totalQueue = (totalQueue.sum + length, totalQueue.samples + 1, max(totalQueue.max, length))
        if queue.last?.y != Double(length) { queue.append(Point(seconds, Double(length))) }
    }

    // MARK: - What the senders say

    func connection(_ pair: SocketPair, at now: Instant, did occurrence: TCPOccurrence, variables: TCPVariables) {
        guard let index = places[SocketAddress(pair.local.address, 0)] else { return }
        let previous = flows[index].window
        flows[index].window = variables.congestionWindow
        flows[index].roundTrip = variables.smoothedRoundTrip
        let time = Double((now - .zero).count) / 1e9
        if previous != variables.congestionWindow { flows[index].windows.append(Point(time, Double(variables.congestionWindow) / 1024)) }
        switch occurrence {
        case .sent(_, let reason):
            switch reason {
            case .fastRetransmission, .tailLossProbe: flows[index].retransmissions += 1
            case .timeoutRetransmission: flows[index].retransmissions += 1
            default: break
            }
        case .received:
            if let trip = variables.latestRoundTrip {
                let milliseconds = Double(trip.count) / 1e6
                if flows[index].roundTrips.last?.y != milliseconds { flows[index].roundTrips.append(Point(time, milliseconds)) }
            }
        case .note(let text):
            if text.hasPrefix("RTO expired") { flows[index].timeouts += 1 }
            if text.hasPrefix("fast retransmit") { flows[index].recoveries += 1 }
        default: break
        }
    }
}

/// The time that was asked for is over.
private struct TimeIsUp: Error {}

/// A program that sends as fast as it can, for ever.
struct BulkFlow: Sendable {
    let target: SocketAddress

    func run(on host: some Host) async throws {
        let stream = try await host.connect(to: target)
        let chunk = [UInt8](repeating: 0x5a, count: 1 << 16)
        while true { try await stream.send(chunk) }
    }
}
