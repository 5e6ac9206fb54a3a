import Capture
import Wire

/// One run of a lab: chooses the world, runs the ends, and prints what they cause.
///
/// A run is an ordinary function that can be called again: it keeps nothing behind.
public struct LabRun: Sendable {
    let lab: Lab
    let end: LabEnd
    let place: PlaceOptions
    var options: LabOptions
    /// What the lab wants of the simulator's wire and stacks.
    public var setting = SimulatorSetting()
    /// Whether connections are summed up and drawn at the end without being asked for (`--detail tcp`).
    public var draws = false
    /// Said before everything else: which pieces are the student's.
    public var notice: String?
    /// Whether the timeline's lines are left out.
    public var hidesLines = false

    /// Keeps the run for the live view; nothing is printed then.
    var recorder: RunRecorder?

    var timeline: (Paint) -> Timeline { { paint in Timeline(options: options, paint: paint, spoken: lab.spoken, draws: draws, hidesLines: hidesLines, records: recorder?.wantsLines ?? false, show: Output.line) } }

    public init(lab: Lab, end: LabEnd, place: PlaceOptions, options: LabOptions) {
        self.lab = lab
        self.end = end
        self.place = place
        self.options = options
    }

    var port: UInt16 { place.port ?? lab.port }

    /// Runs a program to its end. It is made here, and again for each time that a live view runs it: what it keeps is as new each time.
    ///
    /// - Throws: ``LabFailure``, one line for people.
    public func run<Program: TwoEndedProgram>(_ program: @autoclosure @escaping @Sendable () throws -> Program) throws {
        if let notice, !options.quiet, !options.json { Output.line(notice) }
        do {
            if options.view { return try LiveView(subject { run in try SimulatorRun(run, reason: nil).run(try program()) }).serve() }
            switch try choice() {
            case .kernel(let source): try KernelRun(self, source: source).run(try program())
            case .simulator(let reason): try SimulatorRun(self, reason: reason).run(try program())
            }
        } catch { throw LabFailure(error, lab: lab, port: port) }
    }

    /// Runs a program that has one end.
    ///
    /// - Throws: ``LabFailure``, one line for people.
    public func run<Program: OneEndedProgram>(alone program: @autoclosure @escaping @Sendable () throws -> Program) throws {
        do {
            if options.view { return try LiveView(subject { run in try SimulatorRun(run, reason: nil).run(alone: try program()) }).serve() }
            switch options.world {
            case .simulator: try SimulatorRun(self, reason: nil).run(alone: try program())
            case .auto, .kernel: try KernelRun(self, source: lab.transport == .none ? .nothing(because: nil) : captureForOneEnd()).run(alone: try program())
            case .tap: try KernelRun(self, source: .tap(try TapGround.lay(filter: filter, names: ("kernel", "ours")))).run(alone: try program())
            }
        } catch { throw LabFailure(error, lab: lab, port: port) }
    }

    /// Runs a program on a network of its own, which only the simulator has.
    ///
    /// - Throws: ``LabFailure``, one line for people.
    public func run<Program: NetworkProgram>(network program: @autoclosure @escaping @Sendable () throws -> Program) throws {
        do {
            guard options.world == .auto || options.world == .simulator else {
                throw LabFailure("--on \(options.world.rawValue): this lab's network is there in the simulator only", advice: "Leave --on out, or write --on simulator")
            }
            if options.view {
                let prompt = try program().prompt
                return try LiveView(subject(prompt: prompt) { run in
                    let program = try program()
                    try NetworkRun(run.lab, program, run.options, recorder: run.recorder).run(program)
                }).serve()
            }
            let program = try program()
            try NetworkRun(lab, program, options).run(program)
        } catch { throw LabFailure(error, lab: lab, port: port) }
    }

    /// The world that was chosen, with what it needs.
    private enum Choice {
        /// With a capture, or, where none was asked for or permitted, without.
        case kernel(Capturing)
        /// And why not the kernel's, where that is worth saying.
        case simulator(reason: String?)
    }

    /// How the kernel's frames are seen.
    enum Capturing {
        case source(any FrameSource, on: KernelGround)
        /// Our own stack, which tells its frames itself.
        case tap(TapGround)
        /// Nothing is captured; why not, where it was not the user's wish.
        case nothing(because: String?)
    }

    /// A program that talks to whomever it likes is seen where that is permitted, and otherwise runs unseen.
    private func captureForOneEnd() throws -> Capturing {
        if options.noCapture { return .nothing(because: nil) }
        do throws(CaptureError) {
            return .source(try CaptureAccess.open(interface(), options: CaptureOptions(filter: filter)), on: .computer)
        } catch {
            guard error.kind == .notPermitted else { throw LabFailure("\(error)") }
            return .nothing(because: "\(error)")
        }
    }

    private func choice() throws -> Choice {
        switch options.world {
        case .tap:
            guard end == .both else { throw LabFailure("--on tap holds both ends, the kernel's and our stack's: \"\(end.rawValue)\" alone runs on the kernel's sockets", advice: "Leave \"\(end.rawValue)\" out; or let other programs reach our stack: layerlab tap --kernel 10.99.0.1/24 tap0") }
            return .kernel(.tap(try TapGround.lay(filter: filter)))
        case .simulator:
            guard end == .both else { throw LabFailure("the simulator holds both ends: \"\(end.rawValue)\" alone runs on the kernel's sockets", advice: "Leave \"\(end.rawValue)\" out, or leave --on simulator out") }
            return .simulator(reason: nil)
        case .auto where end == .both && (options.asksForSimulator || setting.isPreferred): return .simulator(reason: nil)
        case .kernel, .auto:
            if options.wire == .veth {
                guard end == .both else { throw LabFailure("--wire veth holds both ends: nobody else can reach \"\(end.rawValue)\" there", advice: "Leave \"\(end.rawValue)\" out, or leave --wire veth out") }
                return .kernel(try KernelGround.layCable(filter: filter))
            }
            // A silent end that writes no file has nobody to show frames to.
            let isUnseen = end != .both && options.quiet && options.write == nil && options.svg == nil
            if options.noCapture || isUnseen { return .kernel(.nothing(because: nil)) }
            // In a network of its own every connection is the lab's.
            if lab.hasDataConnections, end == .both, options.interface == nil, let capturing = try? KernelGround.enterPrivateNetwork(filter: filter) { return .kernel(capturing) }
            do throws(CaptureError) {
                return .kernel(.source(try CaptureAccess.open(interface(), options: CaptureOptions(filter: filter)), on: .computer))
            } catch {
                guard error.kind == .notPermitted else { throw LabFailure("\(error)") }
                if end != .both { return .kernel(.nothing(because: "\(error)")) }
                if options.interface == nil, let capturing = try? KernelGround.enterPrivateNetwork(filter: filter) { return .kernel(capturing) }
                if options.world == .kernel { throw LabFailure("\(error)", advice: "Or see our own stack's frames: --on simulator") }
                return .simulator(reason: "no permission to capture on \(error.subject); layerlab interfaces says how to get it")
            }
        }
    }

    /// The interface that the program's frames pass.
    private func interface() -> String {
        if let name = options.interface { return name }
        #if os(Linux)
        // A server that lets others in, or a client that goes out, may use any interface.
        let bindsElsewhere = place.bind.map { !isLoopback($0) } ?? false
        let goesElsewhere = place.host.map { !isLoopback($0) } ?? false
        return (end == .server && bindsElsewhere) || (end == .client && goesElsewhere) ? "any" : "lo"
        #else
        return "lo0"
        #endif
    }

    private func isLoopback(_ name: String) -> Bool {
        switch IPAddress(name) {
        case .v4(let address): address.isLoopback
        case .v6(let address): address.isLoopback
        case nil: name == "localhost"
        }
    }

    /// The lab's own frames, in libpcap's words.
    private var filter: String {
        switch lab.transport {
        case .tcp: lab.hasDataConnections ? "tcp" : "tcp port \(port)"
        // A closed port answers with ICMP.
        case .udp: "udp port \(port) or icmp or icmp6"
        case .ping: errors
        // Each datagram goes to the port behind the last one's.
        case .traceroute: "\(errors) or udp dst portrange 33434-35983"
        case .none: ""
        }
    }

    /// Echoes and errors. On the TAP cable we speak IPv4 only, and the kernel looks for IPv6 routers.
    private var errors: String { options.world == .tap ? "icmp" : "icmp or icmp6" }
}
