public import Applications
public import Sockets
public import Stack
public import TransportLayer
public import Wire

/// A computer whose network is our own stack: what a program sees of the simulator's world, and of a TAP device's.
///
/// Programs' calls are asynchronous; the stack below is not. A call asks the stack, and where that has nothing yet, waits until the
/// stack says that something has happened to the socket.
public final class StackHost: Host, @unchecked Sendable {
    public let name: String
    public let console: Console
    public let random: HostRandom
    let world: any StackWorld

    /// Addresses of names that need no server.
    public var names: [String: [IPAddress]] = [:]
    /// Whom ``resolve(_:)`` asks about other names.
    public var resolver: StubResolver?
    /// How this host's connections behave; nil leaves it to the stack.
    public var tcpConfiguration: TCPConfiguration?

    private var sockets: [SocketID: WeakSocket] = [:]
    private var waits: [(token: Int, call: WaitingCall)] = []
    private var lastWait = 0
    /// The host's one processor makes the programs' calls one after another: when it is free again.
    private var processorFree = Instant.zero

    public init(name: String, world: any StackWorld, random: some RandomNumberGenerator & Sendable) {
        self.name = name
        self.world = world
        self.random = HostRandom(random)
        let teller = ConsoleTeller(host: name, world: world)
        console = Console { teller.print($0) }
    }

    public var clock: WorldClock { world.loop.clock }

    /// The calls that wait, oldest first.
    public var waitingCalls: [WaitingCall] { waits.map(\.call) }

    // MARK: - Host

    public func resolve(_ name: String) async throws(SocketError) -> [IPAddress] {
        if let literal = IPAddress(name) { return [literal] }
        let lowered = name.lowercased()
        if let known = names[lowered] { return known }
        if lowered == "localhost" { return [.v4(.loopback), .v6(.loopback)] }
        guard let resolver else { throw SocketError(.nameNotFound, during: "resolve", of: name) }
        // A host without IPv6 has no use for such addresses.
        let hasIPv6 = withStack { stack, _ in stack.interfaces.contains { !$0.ipv6.isEmpty } } ?? false
        return try await resolver.resolve(name, wantsIPv6: hasIPv6, on: self)
    }

    public func connect(to address: SocketAddress, options: StreamOptions) async throws(SocketError) -> StackStream {
        try await beginCall("connect", "\(address)")
        var thread = StoryThread(self, from: Cause.current)
        thread.tell(.connect(address))
        let configuration = settings(options)
        let opened: (socket: SocketID, local: SocketAddress)
        do {
            opened = try world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in
                try stack.connect(to: address, configuration: configuration ?? stack.tcpConfiguration, &turn)
            }
        } catch { throw thread.failing(SocketError(error, during: "connect", of: "\(address)")) }
        let stream = StackStream(self, opened.socket, local: opened.local, remote: address, thread)
        try await stream.finishConnecting(timeout: options.connectTimeout)
        return stream
    }

    public func listen(on address: SocketAddress, options: ListenOptions) async throws(SocketError) -> StackListener {
        try await beginCall("listen", "\(address)")
        var thread = StoryThread(self, from: Cause.current)
        let configuration = settings(options.accepted)
        do {
            let (id, local) = try world.perform(causedBy: .none) { (stack, _) throws(StackError) in
                try stack.listen(on: address, backlog: options.backlog, configuration: configuration)
            }
            thread.tell(.listen(local))
            return StackListener(self, id, local, thread)
        } catch { throw thread.failing(SocketError(error, during: "listen", of: "\(address)")) }
    }

    public func bind(to address: SocketAddress) async throws(SocketError) -> StackDatagrams {
        try await beginCall("bind", "\(address)")
        var thread = StoryThread(self, from: Cause.current)
        do {
            let (id, local) = try world.perform(causedBy: .none) { (stack, _) throws(StackError) in try stack.openDatagrams(on: address) }
            thread.tell(.bind(local))
            return StackDatagrams(self, id, local, thread)
        } catch { throw thread.failing(SocketError(error, during: "bind", of: "\(address)")) }
    }

    public func openEcho(on address: IPAddress) async throws(SocketError) -> StackEcho {
        try await beginCall("openEcho", "\(address)")
        do {
            let (id, identifier) = try world.perform(causedBy: .none) { (stack, _) throws(StackError) in try stack.openEcho(on: address) }
            return StackEcho(self, id, identifier: identifier, StoryThread(self, from: Cause.current))
        } catch { throw SocketError(error, during: "openEcho", of: "\(address)") }
    }

    private func settings(_ options: StreamOptions) -> TCPConfiguration? {
        guard options.noDelay else { return tcpConfiguration }
        var configuration = tcpConfiguration ?? TCPConfiguration()
        configuration.usesNagle = false
        return configuration
    }

    // MARK: - The stack's side

    /// Something has happened to sockets of the stack.
    public func socketsChanged(_ changes: [Readiness]) {
        for change in changes { sockets[change.socket]?.socket?.changed(causedBy: change.cause) }
    }

    /// The host has lost its power: nothing that was open exists any more.
    public func crashed() {
        let open = sockets.sorted { $0.key.rawValue < $1.key.rawValue }
        sockets = [:]
        for (_, entry) in open { entry.socket?.crashed() }
    }

    func add(_ socket: any WatchedSocket, _ id: SocketID) { sockets[id] = WeakSocket(socket: socket) }
    func remove(_ id: SocketID) { sockets[id] = nil }

    // MARK: - Calls

    /// Pays for a call: waits until the host's processor comes to it.
    func beginCall(_ operation: String, _ subject: @autoclosure () -> String) async throws(SocketError) {
        guard world.loop.checkCurrent() else { throw SocketError(.closed, during: operation, of: subject()) }
        if Task.isCancelled { throw SocketError(.cancelled, during: operation, of: subject()) }
        let now = world.loop.now
        let start = max(now, processorFree)
        processorFree = start + world.callCost
        if start > now {
            do { try await clock.sleep(until: start) } catch { throw SocketError(.cancelled, during: operation, of: subject()) }
        }
        guard world.isUp else { throw SocketError(.aborted, during: operation, of: subject()) }
    }

    /// The same for a call that cannot fail.
    func beginLastCall() async {
        guard world.loop.checkCurrent() else { return }
        let now = world.loop.now
        let start = max(now, processorFree)
        processorFree = start + world.callCost
        if start > now {
            await withUnsafeContinuation { continuation in
                world.loop.schedule(at: start) { continuation.resume() }
            }
        }
    }

    /// A call that had to wait has ended: what the program does next comes after its cost.
    func endWait() { processorFree = max(processorFree, world.loop.now + world.callCost) }

    func startWaiting(_ operation: String, _ subject: String) -> Int {
        lastWait += 1
        waits.append((lastWait, WaitingCall(host: name, operation: operation, subject: subject, since: world.loop.now)))
        return lastWait
    }

    func stopWaiting(_ token: Int) {
        if let index = waits.lastIndex(where: { $0.token == token }) { waits.remove(at: index) }
    }
}

/// A socket that is told when something has happened to it.
protocol WatchedSocket: AnyObject {
    func changed(causedBy cause: EventID)
    func crashed()
}

private struct WeakSocket {
    weak var socket: (any WatchedSocket)?
}

/// Carries a program's output into the world's story.
private final class ConsoleTeller: @unchecked Sendable {
    private let host: String
    private let world: any StackWorld

    init(host: String, world: any StackWorld) {
        self.host = host
        self.world = world
    }

    func print(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let id = world.nextEventID()
            if world.wantsEvents { world.tell(SocketEvent(id: id, cause: Cause.current, time: world.loop.now, host: host, kind: .output(String(line)))) }
        }
    }
}

/// One socket's thread through the story: each of its calls follows from the one before, or from the frame that woke it.
struct StoryThread {
    private unowned let host: StackHost
    /// The latest event.
    private(set) var latest: EventID

    init(_ host: StackHost, from cause: EventID) {
        self.host = host
        latest = cause
    }

    /// Tells an event. An identifier is used up even if nobody listens, so that runs with and without listeners are the same.
    mutating func tell(_ kind: @autoclosure () -> SocketEvent.Kind, causedBy cause: EventID? = nil) {
        let id = host.world.nextEventID()
        if host.world.wantsEvents {
            host.world.tell(SocketEvent(id: id, cause: cause ?? latest, time: host.world.loop.now, host: host.name, kind: kind()))
        }
        latest = id
    }

    /// Tells an error on its way to the program, and hands it back to be thrown.
    mutating func failing(_ error: SocketError) -> SocketError {
        tell(.failed(error))
        return error
    }
}

extension SocketError {
    init(_ error: StackError, during operation: String, of subject: String) {
        let code: Code = switch error {
        case .refused: .refused
        case .reset: .reset
        case .aborted: .aborted
        case .brokenPipe: .brokenPipe
        case .timedOut: .timedOut
        case .addressInUse: .addressInUse
        case .addressNotAvailable: .addressNotAvailable
        case .networkUnreachable: .networkUnreachable
        case .hostUnreachable: .hostUnreachable
        case .messageTooLong: .messageTooLong
        case .notConnected: .notConnected
        case .noBuffers: .noBuffers
        case .invalidArgument: .invalidArgument
        case .closed: .closed
        }
        self.init(code, during: operation, of: subject)
    }
}
