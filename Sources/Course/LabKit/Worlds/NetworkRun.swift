import Capture
import LinkLayer
import Simulation
import Sockets
import Wire

/// A run of a ``NetworkProgram``: every frame on every cable is numbered, told and written, and between the frames stands what the
/// switches and hubs did with them.
final class NetworkRun: SocketObserver, FrameObserver, LinkObserver, @unchecked Sendable {
    private let lab: Lab
    private let options: LabOptions
    private let simulation: Simulation
    private let topology: Topology
    private let timeline: Timeline
    private let network: LabNetwork
    private let writer: CaptureFile.Writer?
    private var frames: [EventID] = []
    private var failure: CaptureError?
    /// The nodes around each hub.
    private let hubs: [String: [String]]
    private let paint: Paint

    private let recorder: RunRecorder?
    private static let frameLimit = 10_000_000

    init(_ lab: Lab, _ program: some NetworkProgram, _ options: LabOptions, recorder: RunRecorder? = nil) throws {
        self.recorder = recorder
        self.lab = lab
        self.options = options
        topology = program.topology
        let simulation = try topology.simulation(seed: options.seed, callCost: options.callCost?.nanoseconds ?? .microseconds(20), keepsStory: options.why != nil || options.html != nil || recorder != nil)
        let paint = Paint.fitting()
        let timeline = Timeline(options: options, paint: paint, records: recorder?.wantsLines ?? false, show: Output.line)
        network = try LabNetwork(simulation, topology, changes: recorder?.interventions ?? []) { timeline.add($0) }
        (self.simulation, self.timeline, self.paint) = (simulation, timeline, paint)
        var hubs: [String: [String]] = [:]
        for node in topology.nodes where node.kind == .hub {
            hubs[node.name] = topology.cables.compactMap { $0.first == node.name ? $0.second : $0.second == node.name ? $0.first : nil }
        }
        self.hubs = hubs
        writer = try options.write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: .ethernet) }
        try simulation.plan(options)
        try program.prepare(simulation)
        if let connections = timeline.connections {
            for node in topology.nodes where node.kind == .computer || node.kind == .router { try simulation.stack(of: node.name).connectionObserver = connections.observer(for: node.name) }
        }
        try recorder?.begin(simulation, topology) { program.tables(of: $0, at: $1) }
        simulation.socketObserver = self
        simulation.linkObserver = self
        simulation.observe(with: self)
    }

    func run(_ program: some NetworkProgram) throws {
        timeline.report?.introduce(topology.nodes.map(\.name))
        introduce()
        let network = network
        var outcome: (any Error)?
        do { try simulation.run { try await program.run(in: network) } } catch { outcome = error }
        simulation.drain()
        timeline.flush()
        try writer?.close()
        if let recorder {
            recorder.end()
            recorder.failure = outcome.map { "\($0)" }
            timeline.report?.explain { [simulation] id in simulation.story?[id].map { ($0.cause, $0.time, $0.what) } }
            recorder.report = timeline.report
            return
        }
        if let path = options.html, let report = timeline.report {
            report.describe(lab.heading, "simulator, seed \(options.seed)", twin: lab.name)
            report.explain { [simulation] id in simulation.story?[id].map { ($0.cause, $0.time, $0.what) } }
            try report.write(to: path, notes: timeline.oddities, pictures: timeline.connections?.worthwhile ?? [])
        }
        if let failure { throw failure }
        if let number = options.why, !options.quiet { try simulation.causes(ofFrame: number, among: frames).forEach(Output.line) }
        if let outcome { throw outcome }
        let pictures = try options.svg.map { folder in
            timeline.report?.describe(lab.heading, "", twin: lab.name)
            return try timeline.report?.draw(into: folder, topology) ?? []
        } ?? []
        guard !options.quiet, !options.json, options.frame == nil, options.why == nil else { return }
        for file in pictures { Output.line("picture: \(file)") }
        if timeline.summarises { try timeline.connections?.closing(writingTo: options.svg).forEach(Output.line) }
        let closing = try program.closing(network)
        for line in (closing.isEmpty ? [] : [""]) + closing { Output.line(line) }
        for line in timeline.closing(lab: lab, end: .both, world: .simulator, written: options.write, page: options.html, statistics: nil) { Output.line(line) }
    }

    // MARK: - What happens

    func observe(_ event: SocketEvent) {
        recorder?.saw(event)
        timeline.observe(event)
        flush(before: event.time)
    }

    /// Tells what lies before `time`. A hub's frames are shown when they end, with the time at which they began: where there is one, lines
    /// wait as long as the longest frame takes at 10 Mbit/s.
    private func flush(before time: Instant) { timeline.flush(before: hubs.isEmpty ? time : Instant(nanoseconds: time.nanoseconds &- 2_000_000)) }

    func observe(_ frame: ObservedFrame) {
        guard failure == nil, frames.count < Self.frameLimit else { return }
        frames.append(frame.id)
        if let recorder {
            guard recorder.frames < RunRecorder.frameLimit else { return simulation.loop.cancelRun() }
            recorder.saw(frame)
        }
        count(frame)
        let header = FrameHeader(timestamp: frame.time, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
        do throws(CaptureError) { try writer?.write(header, frame.bytes.span.bytes) } catch { failure = error }
        let fate: String? = switch frame.fate {
        case .arrives: nil
        case .lost(let why): "LOST (\(why))"
        case .harmed(let how): how.joined(separator: ", ")
        }
        timeline.add(FrameRecord(number: frames.count, id: frame.id, cause: frame.cause, time: frame.time, bytes: frame.bytes, linkType: .ethernet, from: frame.from, to: frame.to, hasFCS: true, fate: fate))
        flush(before: frame.time)
    }

    private func count(_ frame: ObservedFrame) {
        network.tallies[frame.from].sent += 1
        if case .lost = frame.fate { return }
        guard frame.bytes.count >= 6 else { return }
        let destination = MACAddress(rawValue: frame.bytes[..<6].reduce(0) { $0 << 8 | UInt64($1) })
        // What comes to a hub comes to everyone around it.
        let hearers = hubs[frame.to].map { around in [frame.to] + around.filter { $0 != frame.from } } ?? [frame.to]
        for hearer in hearers {
            network.tallies[hearer].received += 1
            if destination.isMulticast || network.owner(of: destination) == hearer { network.tallies[hearer].meant += 1 }
        }
    }

    func observe(_ event: LinkEvent) {
        if event.kind == .refused { network.tallies[event.node].refused += 1 }
        let (what, words) = LinkWords(owner: network.owner).tell(event.kind)
        timeline.add(Row(kind: .device, time: event.time, id: .none, cause: event.frame, who: event.node, what: what, words: words))
        flush(before: event.time)
    }

    // MARK: - First and last lines

    private func introduce() {
        guard !options.quiet, !options.json else { return }
        Output.line("\(lab.name) on simulator, seed \(options.seed)")
        Output.line("\(topology)")
        Output.line("")
        Output.line(paint.faint(TextTeller.heading))
    }
}
