import Capture
import KernelSockets
import Sockets
import TapWorld
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A lab's run in real time: on the kernel's sockets with libpcap underneath, or with our own stack on a TAP device at one end. Confined to its loop's thread.
final class KernelRun: SocketObserver, @unchecked Sendable {
    private let run: LabRun
    private let source: (any FrameSource)?
    private let ground: KernelGround
    private let whyNoCapture: String?
    /// Whether the run shows frames: a capture's, or those of our own stack.
    private let seesFrames: Bool
    private let timeline: Timeline
    private let writer: CaptureFile.Writer?
    private let serverIsReady = Gate()
    private var conversations = ConversationWatch()
    /// Ends of connections that this process has: a connection that has both is waited for once.
    private var connections: Set<SocketAddress> = []
    private var frameCount = 0
    private var failure: CaptureError?
    private var wasInterrupted = false
    /// Whether clients must be told apart.
    private var crowded = false
    private let paint = Paint.fitting()
    /// The world, while it runs; and what its kernel has last said of each connection.
    private var world: KernelWorld?
    private var answers: [[SocketAddress]: KernelTCPVariables] = [:]
    /// Our own stack's end, where it has one.
    private var tap: TapWorld?

    init(_ run: LabRun, source capturing: LabRun.Capturing) throws {
        self.run = run
        switch capturing {
        case .source(let source, let ground): (self.source, self.ground, whyNoCapture, seesFrames) = (source, ground, nil, true)
        case .nothing(let reason): (source, ground, whyNoCapture, seesFrames) = (nil, .computer, reason, false)
        case .tap(let tap): (source, ground, whyNoCapture, seesFrames) = (nil, .tap(tap), nil, !run.options.noCapture)
        }
        timeline = run.timeline(paint)
        if let path = run.options.write {
            guard seesFrames else { throw LabFailure("--write needs frames, and none are captured", advice: whyNoCapture ?? "Leave --no-capture out") }
            // Complete after every frame: whatever ends the program, the file can be read.
            writer = try CaptureFile.Writer(path: path, linkType: source?.linkType ?? .ethernet, flushing: .everyFrame)
        } else { writer = nil }
    }

    func run(_ program: some TwoEndedProgram) throws {
        crowded = program.clients > 1 || run.end == .server
        try perform(stranger: run.end == .server ? "client" : run.end == .client ? "server" : nil) { [self] world in try await ends(of: program, in: world) }
    }

    func run(alone program: some OneEndedProgram) throws {
        try perform(stranger: nil) { [self] world in
            // Our own stack, where there is one: the kernel is the other end.
            if let tap { try await program.run(on: tap.host(named: ground.names.server)) } else { try await program.run(on: world.host(named: systemName())) }
        }
    }

    /// Runs `body` in a world of its own, with the capture around it.
    ///
    /// - Parameter stranger: what an end is called that does not run here.
    private func perform(stranger: String?, _ body: @escaping @Sendable (KernelWorld) async throws -> Void) throws {
        let world = try run.options.quiet && source == nil && run.end != .both ? KernelWorld(output: { _ in }) : KernelWorld(observer: self)
        for signal in [SIGINT, SIGTERM] {
            try world.onSignal(signal) { [self] in
                wasInterrupted = true
                world.loop.cancelRun()
            }
        }
        world.remembersConnections = timeline.connections != nil
        self.world = world
        timeline.name(stranger: stranger, showingPorts: crowded)
        if let addresses = ground.addresses {
            timeline.introduce(.v4(addresses.client), as: ground.names.client)
            timeline.introduce(.v4(addresses.server), as: ground.names.server)
        }
        if case .tap(let ground) = ground {
            tap = try ground.world(in: world, observer: self) { [unowned self] header, frame in
                do throws(CaptureError) { try take(header, frame.bytes.span.bytes, id: frame.id, cause: frame.cause) } catch { fail(error, world) }
            }
        }
        if let tcp = run.setting.serverTCP ?? run.setting.tcp { tap?.stack.tcpConfiguration = tcp }
        if let connections = timeline.connections { tap?.stack.connectionObserver = connections.observer(for: ground.names.server) }
        defer { tap = nil }
        timeline.report?.introduce(["client", "server"])
        introduce()
        let watch = try source.map { source in try world.watch(source.selectableDescriptor) { [self] in drain(world) } }
        defer { watch?.cancel() }

        var outcome: (any Error)?
        do {
            let metronome = LineMetronome { [timeline] in timeline.flush(before: world.loop.now + .milliseconds(-30)) }
            try world.run { try await metronome.beat(on: world.loop.clock) { try await body(world) } }
        } catch { outcome = error }
        // The program has ended; the capture goes on until it has seen the end of what the program did.
        try? world.run { [self] in await seeTheEnd(in: world) }
        timeline.flush()
        source?.stop()
        self.world = nil
        try writer?.close()
        if let path = run.options.html, let report = timeline.report {
            let place = source?.interface ?? (tap == nil ? "nothing captured" : "tap")
            report.describe("\(run.lab.number) \(run.lab.name)", "\(ground.world.rawValue), \(place)\(ground.words)", twin: run.lab.name)
            try report.write(to: path, notes: timeline.oddities, pictures: timeline.connections?.worthwhile ?? [])
        }
        if let failure { throw failure }
        if let outcome, !(wasInterrupted && isCancellation(outcome)) { throw outcome }
        try conclude()
    }

    private func ends(of program: some TwoEndedProgram, in world: KernelWorld) async throws {
        if let addresses = ground.addresses {
            let address = SocketAddress(.v4(addresses.server), run.port), name = program.serverName ?? "\(addresses.server)"
            let ends = BothEnds(program: program, serverIsReady: serverIsReady)
            /// Names belong to the client's computer.
            func knowing(_ client: KernelHost) -> KernelHost {
                if let known = program.serverName { client.names[known] = [.v4(addresses.server)] }
                return client
            }
            switch ground {
            case .cable(let wire):
                return try await ends.run(server: world.host(named: "server", in: wire.server.namespace), at: address, client: knowing(world.host(named: "client", in: wire.client.namespace)), to: name)
            case .tap(let bench):
                guard let tap else { return }
                return try await ends.run(server: tap.host(named: "server"), at: address, client: knowing(world.host(named: "client", in: bench.namespace)), to: name)
            case .computer, .privateNetwork: break
            }
        }
        let address = SocketAddress(run.place.bind.flatMap { IPAddress($0) } ?? .v4(.loopback), run.port)
        switch run.end {
        case .both:
            let server = world.host(named: "server"), client = world.host(named: "client")
            let reached: IPAddress = address.address.isAny ? .v4(.loopback) : address.address
            if let known = program.serverName { client.names[known] = [reached] }
            let name = run.place.host ?? program.serverName ?? "\(reached)"
            try await BothEnds(program: program, serverIsReady: serverIsReady).run(server: server, at: address, client: client, to: name)
        case .server: try await program.server(on: world.host(named: "server"), at: address, clients: nil)
        case .client: try await program.client(on: world.host(named: "client"), to: run.place.host ?? "127.0.0.1", port: run.port)
        }
    }

    private func isCancellation(_ error: any Error) -> Bool { error is CancellationError || (error as? SocketError)?.code == .cancelled }

    // MARK: - What happens

    func observe(_ event: SocketEvent) {
        switch event.kind {
        case .listen, .bind: if event.host == "server" { serverIsReady.open() }
        case .connected(let local, let remote), .accepted(let local, let remote):
            // Known from either end first; of a connection within this process both ends are told.
            if !connections.contains(remote) { conversations.expectConnection(local, remote) }
            connections.insert(local)
        case .sendDatagram(_, let local, let remote): conversations.expectDatagram(fromPort: local.port, to: remote)
        default: break
        }
        timeline.observe(event)
        askTheKernel()
    }

    /// With `--detail tcp`: what the kernel says of its connections, where it is something new.
    private func askTheKernel() {
        guard let connections = timeline.connections, let world else { return }
        world.askAboutConnections { host, local, remote, variables in
            let pair = [local, remote]
            guard answers[pair] != variables else { return }
            answers[pair] = variables
            connections.sampled(ConnectionVariables(variables), host: host, local: local, remote: remote, at: world.loop.now)
        }
    }

    private func drain(_ world: KernelWorld) {
        guard let source, failure == nil else { return }
        do throws(CaptureError) {
            _ = try source.drain(atMost: 4096) { (header, bytes) throws(CaptureError) in try take(header, bytes, id: world.events.next(), cause: .none) }
        } catch { fail(error, world) }
        askTheKernel()
    }

    /// Takes a frame into the timeline and the file.
    private func take(_ header: FrameHeader, _ bytes: RawSpan, id: EventID, cause: EventID) throws(CaptureError) {
        conversations.see(header, bytes)
        if run.options.noCapture { return }
        try writer?.write(header, bytes)
        frameCount += 1
        let copy = bytes.withUnsafeBytes { Array($0) }
        var record = FrameRecord(number: frameCount, id: id, cause: cause, time: header.timestamp, bytes: copy, originalLength: header.originalLength, linkType: header.linkType)
        if let ends = ground.ends(of: copy) { (record.from, record.to) = (ends.sender, ends.receiver) }
        timeline.add(record)
    }

    private func fail(_ error: CaptureError, _ world: KernelWorld) {
        if failure == nil { failure = error }
        world.loop.cancelRun()
    }

    /// Waits until the capture has seen the end of every conversation, or for so long that a frame must have been lost.
    private func seeTheEnd(in world: KernelWorld) async {
        guard source != nil || tap != nil, failure == nil else { return }
        let ended = world.loop.now
        while true {
            drain(world)
            switch conversations.verdict(at: world.loop.now, programEnded: ended) {
            case .complete: return
            case .waiting(let limit):
                // Frames that come make the loop drain; this only looks again.
                do { try await world.loop.clock.sleep(until: min(limit, world.loop.now + .milliseconds(1))) } catch { return }
            case .incomplete(let missing):
                // A server that was interrupted leaves its clients' connections open: nothing is missing then.
                if !wasInterrupted { Output.errorLine("The capture did not see everything: \(missing.prefix(3).joined(separator: ", "))\(missing.count > 3 ? " and \(missing.count - 3) more" : "")") }
                return
            }
        }
    }

    // MARK: - First and last lines

    private func introduce() {
        guard !run.options.quiet, !run.options.json else { return }
        var line = "\(run.lab.name) on "
        if case .tap(let bench) = ground { line += "tap, \(bench.device.name)\(ground.words)" } else { line += "kernel" }
        if case .tap = ground {} else if let source { line += ", \(source.interface)\(ground.words)" } else if let whyNoCapture { line += "; frames are not shown: \(whyNoCapture)" } else { line += ", nothing captured" }
        Output.line(line)
        if run.hidesLines { return }
        Output.line("")
        Output.line(paint.faint(TextTeller.heading))
    }

    private func conclude() throws {
        guard !run.options.quiet, !run.options.json, run.options.frame == nil else { return }
        if timeline.summarises { try timeline.connections?.closing(writingTo: run.options.svg).forEach(Output.line) }
        for line in timeline.closing(lab: run.lab, end: run.end, world: ground.world, written: run.options.write, page: run.options.html, statistics: source?.statistics) { Output.line(line) }
    }
}

/// What the system calls this computer.
private func systemName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
