import Sockets
public import Stack
public import StackSockets
public import Wire

/// A run in which every program waits and nothing is on its way: who waits for what.
public struct Deadlock: Error, Sendable, CustomStringConvertible {
    /// When nothing could happen any more.
    public let time: Instant
    /// The calls that wait, in the order of their hosts.
    public let waiting: [WaitingCall]

    public var description: String {
        let calls = waiting.isEmpty ? ["nobody waits for a socket: a program waits for itself"] : waiting.map(\.description)
        return "deadlock at \(time): every program waits, no timer is set and nothing is on its way\n" + calls.map { "  " + $0 }.joined(separator: "\n")
    }
}

extension Simulation {
    /// The host called `name`, as its programs see it.
    public func host(_ name: String) throws(SimulationError) -> StackHost {
        let station = try station(named: name)
        if let host = station.sockets as? StackHost { return host }
        let host = StackHost(name: name, world: StationWorld(self, station), random: RandomStream(seed: seed, name: "program \(name)"))
        host.names = names
        station.sockets = host
        return host
    }

    /// The stack of a host or router, to look into.
    public func stack(of name: String) throws(SimulationError) -> Stack { try station(named: name).stack }

    /// Runs programs in virtual time until `body` ends, and hands back its result.
    ///
    /// - Throws: what `body` throws; ``Deadlock``; `LoopError.leftTheLoop`.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        do { return try loop.run(body) } catch LoopError.deadlock { throw Deadlock(time: now, waiting: stuck) }
    }

    /// After the programs have ended, lets their last frames arrive and their connections say goodbye. Connections in TIME-WAIT, which
    /// send nothing, are not waited for.
    ///
    /// - Parameter limit: how much virtual time that may take.
    public func drain(limit: Nanoseconds = .seconds(300)) {
        let end = now + limit
        while let next = queue.next, next <= end {
            if frames.count == 0, !isBusy { return }
            runEvents(until: next)
        }
    }

    private var isBusy: Bool {
        for case .station(let station) in nodes where station.isUp && station.stack.busyConnections > 0 { return true }
        return false
    }

    /// The chain of causes from an event back to its beginning, latest first. Empty unless the simulation keeps its story.
    public func why(_ id: EventID) -> [Story.Entry] { story?.why(id) ?? [] }

    /// All calls that wait now, by host.
    func collectWaiting() -> [WaitingCall] {
        var calls: [WaitingCall] = []
        for case .station(let station) in nodes { if let host = station.sockets as? StackHost { calls += host.waitingCalls } }
        return calls
    }
}

extension StackHost: SocketWatcher {
    var wakesPrograms: Bool { true }
}

/// A station's stack as its programs' host needs it.
final class StationWorld: StackWorld {
    private unowned let simulation: Simulation
    private let station: Station

    init(_ simulation: Simulation, _ station: Station) {
        self.simulation = simulation
        self.station = station
    }

    var loop: WorldLoop { simulation.loop }
    var callCost: Nanoseconds { simulation.callCost }
    var isUp: Bool { station.isUp }

    func perform<Result>(causedBy cause: EventID, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(StackError) -> Result {
        simulation.turn.cause = cause
        defer { simulation.settle(station) }
        return try body(station.stack, &simulation.turn)
    }

    func nextEventID() -> EventID { simulation.turn.nextID() }

    var wantsEvents: Bool { simulation.socketObserver != nil || simulation.story != nil }

    func tell(_ event: SocketEvent) {
        simulation.story?.record(id: event.id, cause: event.cause, at: event.time, .call(event.host, event.kind.brief))
        simulation.socketObserver?.observe(event)
    }
}

extension SocketEvent.Kind {
    /// A few words for a chain of causes.
    var brief: String {
        switch self {
        case .output(let line): "prints \"\(line)\""
        case .resolve(let name): "resolve \(name)"
        case .resolved(let name, let addresses): "resolved \(name): \(addresses.map { "\($0)" }.joined(separator: ", "))"
        case .listen(let address): "listen on \(address)"
        case .bind(let address): "bind to \(address)"
        case .connect(let address): "connect to \(address)"
        case .connected(_, let remote): "connected to \(remote)"
        case .accepted(_, let remote): "accepted \(remote)"
        case .send(let bytes, _, let remote): "send \(bytes.count) bytes to \(remote)"
        case .receive(let bytes, _, let remote): "receive \(bytes.count) bytes from \(remote)"
        case .endOfStream(_, let remote): "end of the stream from \(remote)"
        case .finishSending(_, let remote): "finish sending to \(remote)"
        case .close(_, let remote): remote.map { "close the connection to \($0)" } ?? "close"
        case .abort(_, let remote): "abort the connection to \(remote)"
        case .secured(let words, _, _): words
        case .encrypt(let bytes, _, let remote): "encrypt \(bytes.count) bytes for \(remote)"
        case .decrypt(let bytes, _, let remote): "decrypt \(bytes.count) bytes from \(remote)"
        case .sendDatagram(let bytes, _, let remote): "send a datagram of \(bytes.count) bytes to \(remote)"
        case .receiveDatagram(let bytes, _, let remote): "receive a datagram of \(bytes.count) bytes from \(remote)"
        case .sendEcho(_, let sequence, let remote): "echo request \(sequence) to \(remote)"
        case .receiveEcho(_, let sequence, let remote): "echo reply \(sequence) from \(remote)"
        case .errorReturned(let error): "\(error)"
        case .failed(let error): "\(error)"
        }
    }
}
