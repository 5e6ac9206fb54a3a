import Capture
import Simulation
import Sockets
import StackSockets
import Wire

/// A lab's run on the simulated internet: two computers and a cable, in virtual time. The same seed and the same options give the
/// same lines and the same capture, byte for byte.
final class SimulatorRun: SocketObserver, FrameObserver, LinkObserver, @unchecked Sendable {
    private let run: LabRun
    /// Why this world was taken, where it was not asked for.
    private let reason: String?
    private let topology: Topology
    private let simulation: Simulation
    private let timeline: Timeline
    private let writer: CaptureFile.Writer?
    private let serverIsReady = Gate()
    private var frames: [EventID] = []
    private var failure: CaptureError?
    private var pictureFailure: (any Error)?
    private let paint = Paint.fitting()

    /// What is remembered of frames for `--why`; and how far a run may go: virtual time costs nothing, but a program that never
    /// ends must.
    private static let frameLimit = 10_000_000

    init(_ run: LabRun, reason: String?) throws {
        self.run = run
        self.reason = reason
        let options = run.options
        var link = run.setting.link
        if let delay = options.delay { link.delay = delay.nanoseconds }
        topology = .pair("client", "server", link)
        simulation = try topology.simulation(seed: options.seed, callCost: options.callCost?.nanoseconds ?? .microseconds(20), tcp: run.setting.tcp ?? .textbook, keepsStory: options.why != nil || options.html != nil || run.recorder?.wantsLines == true)
        timeline = run.timeline(paint)
        if let tcp = run.setting.serverTCP { try simulation.stack(of: "server").tcpConfiguration = tcp }
        writer = try options.write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: .ethernet) }
        try plan(faults: options)
        if let connections = timeline.connections {
            for name in ["client", "server"] { try simulation.stack(of: name).connectionObserver = connections.observer(for: name) }
        }
        try run.recorder?.begin(simulation, topology)
        simulation.socketObserver = self
        simulation.linkObserver = self
        if !options.noCapture { simulation.observe(with: self) }
    }

    private func plan(faults options: LabOptions) throws {
        for fault in run.setting.faults { try simulation.plan(.fault("client-server", fault.fault, from: fault.sender)) }
        try simulation.plan(options)
    }

    func run(_ program: some TwoEndedProgram) throws {
        let server = try simulation.host("server"), client = try simulation.host("client")
        let port = run.port
        let address = SocketAddress(run.place.bind.flatMap { IPAddress($0) } ?? Self.serverAddress, port)
        let name = run.place.host ?? program.serverName ?? "\(Self.serverAddress)"
        if let known = program.serverName { client.names[known] = [Self.serverAddress] }
        timeline.name(stranger: nil, showingPorts: program.clients > 1)
        try perform { [self] in try await BothEnds(program: program, serverIsReady: serverIsReady).run(server: server, at: address, client: client, to: name) }
    }

    func run(alone program: some OneEndedProgram) throws {
        let host = try simulation.host("client")
        host.names["client"] = [Self.clientAddress]
        try perform { try await program.run(on: host) }
    }

    private static let clientAddress = IPAddress.v4(IPv4Address(10, 0, 0, 11)), serverAddress = IPAddress.v4(IPv4Address(10, 0, 0, 12))

    private func perform(_ body: @escaping @Sendable () async throws -> Void) throws {
        timeline.report?.introduce(["client", "server"])
        timeline.introduce(Self.clientAddress, as: "client")
        timeline.introduce(Self.serverAddress, as: "server")
        introduce()
        var outcome: (any Error)?
        do { try simulation.run(body) } catch { outcome = error }
        // What is still on its way arrives, and connections say goodbye.
        simulation.drain()
        timeline.flush()
        try writer?.close()
        try writePage()
        if let recorder = run.recorder { return record(outcome, recorder) }
        if let failure { throw failure }
        if let pictureFailure { throw pictureFailure }
        if let number = run.options.why, !run.options.quiet { try simulation.causes(ofFrame: number, among: frames).forEach(Output.line) }
        if let outcome { throw outcome }
        try conclude()
    }

    // MARK: - What happens

    func observe(_ event: SocketEvent) {
        switch event.kind {
        case .listen, .bind: if event.host == "server" { serverIsReady.open() }
        default: break
        }
        run.recorder?.saw(event)
        timeline.observe(event)
        timeline.flush(before: event.time)
    }

    func observe(_ frame: ObservedFrame) {
        guard failure == nil, frames.count < Self.frameLimit else { return }
        frames.append(frame.id)
        if let recorder = run.recorder {
            guard recorder.frames < RunRecorder.frameLimit else { return simulation.loop.cancelRun() }
            recorder.saw(frame)
        }
        let header = FrameHeader(timestamp: frame.time, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
        do throws(CaptureError) { try writer?.write(header, frame.bytes.span.bytes) } catch { failure = error }
        let fate: String? = switch frame.fate {
        case .arrives: nil
        case .lost(let why): "LOST (\(why))"
        case .harmed(let how): how.joined(separator: ", ")
        }
        timeline.add(FrameRecord(number: frames.count, id: frame.id, cause: frame.cause, time: frame.time, bytes: frame.bytes, linkType: .ethernet, from: frame.from, to: frame.to, hasFCS: true, fate: fate))
        timeline.flush(before: frame.time)
        if let folder = run.options.svg, run.options.detail != .tcp, !run.draws, run.options.frame == nil || run.options.frame == frames.count { draw(frame.bytes, number: frames.count, into: folder) }
    }

    func observe(_ event: LinkEvent) {
        let (what, words) = LinkWords { "\($0)" }.tell(event.kind)
        timeline.add(Row(kind: .device, time: event.time, id: .none, cause: event.frame, who: event.node, what: what, words: words))
        timeline.flush(before: event.time)
    }

    /// Writes a picture of the frame's beginning on the wire, and its twin in text.
    private func draw(_ bytes: [UInt8], number: Int, into folder: String) {
        guard pictureFailure == nil else { return }
        let symbols = WireSymbols(frame: bytes)
        do {
            _ = try PictureFolder(folder).write(symbols.svg, named: "frame-\(number).svg")
            _ = try PictureFolder(folder).write(symbols.lines.joined(separator: "\n") + "\n", named: "frame-\(number).txt")
        } catch { pictureFailure = error }
    }

    /// For the live view: whatever the run came to is part of what is shown.
    private func record(_ outcome: (any Error)?, _ recorder: RunRecorder) {
        recorder.end()
        recorder.failure = outcome.map { "\($0)" }
        timeline.report?.explain { [simulation] id in simulation.story?[id].map { ($0.cause, $0.time, $0.what) } }
        recorder.report = timeline.report
    }

    private func writePage() throws {
        guard let path = run.options.html, let report = timeline.report else { return }
        report.describe(run.lab.heading, "simulator, seed \(run.options.seed)", twin: run.lab.name)
        report.explain { [simulation] id in simulation.story?[id].map { ($0.cause, $0.time, $0.what) } }
        try report.write(to: path, notes: timeline.oddities, pictures: timeline.connections?.worthwhile ?? [])
    }

    // MARK: - First and last lines

    private func introduce() {
        guard !run.options.quiet, !run.options.json else { return }
        Output.line("\(run.lab.name) on simulator, seed \(run.options.seed)" + (reason.map { "   (\($0))" } ?? ""))
        if run.lab.transport != .none { Output.line("\(topology)") }
        if run.hidesLines { return }
        Output.line("")
        Output.line(paint.faint(TextTeller.heading))
    }

    private func conclude() throws {
        let pictures = try run.options.svg.map { folder in
            timeline.report?.describe(run.lab.heading, "", twin: run.lab.name)
            return try timeline.report?.draw(into: folder, nil) ?? []
        } ?? []
        guard !run.options.quiet, !run.options.json, run.options.frame == nil, run.options.why == nil else { return }
        for file in pictures { Output.line("picture: \(file)") }
        if timeline.summarises { try timeline.connections?.closing(writingTo: run.options.svg).forEach(Output.line) }
        for line in timeline.closing(lab: run.lab, end: run.end, world: .simulator, written: run.options.write, page: run.options.html, statistics: nil) { Output.line(line) }
    }
}
