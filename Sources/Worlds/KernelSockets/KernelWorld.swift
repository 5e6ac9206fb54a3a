import CLinux
public import Sockets
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The kernel's world: real sockets, real time, one thread. Makes hosts, runs programs on them, and lets other
/// descriptors (a live capture's) and signals take part in the same loop.
///
///     let world = try KernelWorld()
///     let host = world.host(named: "server")
///     try world.onSignal(SIGINT) { world.loop.cancelRun() }
///     try world.run { try await server.run(on: host) }
public final class KernelWorld: @unchecked Sendable {
    /// The system call that a loop waits in.
    public enum Waiting: String, Sendable, CaseIterable {
        case epoll, poll

        /// What `LAYERLAB_LOOP` names, otherwise the best that the system has.
        public static var preferred: Waiting {
            #if os(Linux)
            getenv("LAYERLAB_LOOP").map { String(cString: $0) } == "poll" ? .poll : .epoll
            #else
            .poll
            #endif
        }
    }

    /// The world's one loop.
    public let loop: WorldLoop
    /// Counts the events of all hosts, and of whatever else happens here (captured frames).
    public let events: EventCounter
    let driver: KernelDriver
    let observer: (any SocketObserver)?
    /// Where programs' lines go when no observer hears them.
    let output: @Sendable (String) -> Void
    lazy var resolver = Resolver(world: self)
    private var signals: Signals?
    /// Whether connections that are opened from now on can be asked about: see ``askAboutConnections(_:)``.
    public var remembersConnections = false
    var asked: [AskedConnection] = []
    /// Listeners that could not accept for want of descriptors, and wait for one to be closed.
    private var starved: [Channel] = []

    /// A world on the calling thread (or on the one that calls ``run(_:)``).
    ///
    /// - Parameter observer: hears of every call, in order; without one no event is made at all.
    /// - Throws: the system's error when it has no descriptors left for the loop itself.
    public init(waitingIn waiting: Waiting = .preferred, observer: (any SocketObserver)? = nil, events: EventCounter = EventCounter(), output: @escaping @Sendable (String) -> Void = standardOutput) throws(SocketError) {
        driver = try KernelDriver(waiting)
        loop = WorldLoop(driver: driver)
        self.observer = observer
        self.output = output
        self.events = events
    }

    /// A host of this world. All of them are this one computer; the name is what the timeline calls it.
    public func host(named name: String) -> KernelHost { KernelHost(name: name, world: self) }

    #if os(Linux)
    /// A host of this world whose network is `namespace`: its sockets are made there, and used from the same loop as all
    /// others. Names are looked up as everywhere.
    public func host(named name: String, in namespace: NetworkNamespace) -> KernelHost {
        KernelHost(name: name, world: self) { family, type, number in
            do { return try namespace.run { clinux_socket(family, type, number) } } catch {
                errno = EPERM
                return -1
            }
        }
    }
    #endif

    /// Runs a program on the calling thread until it ends: see ``WorldLoop/run(_:)``.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        try loop.run(body)
    }

    // MARK: - Other descriptors

    /// Calls `readable` on the loop whenever `descriptor` can be read (and at its end), until the watch is cancelled. The
    /// descriptor stays its owner's: cancel before it is closed.
    ///
    /// - Throws: `EPERM` for what is always ready (a regular file), `EEXIST` for what is watched already.
    public func watch(_ descriptor: Int32, readable: @escaping () -> Void) throws(SocketError) -> Watch {
        Watch(try ReadableDescriptor(descriptor, driver: driver, isExpected: true, readable))
    }

    // MARK: - Signals

    /// Calls `body` on the loop when the process receives `signal`. A second such signal does what it does by default, so
    /// that a second Ctrl-C ends a program that will not listen; with `once` false every one is handled.
    ///
    /// Signals belong to the process: of two worlds that ask for the same one, the later has it.
    public func onSignal(_ signal: Int32, once: Bool = true, _ body: @escaping () -> Void) throws(SocketError) {
        if signals == nil { signals = try Signals(driver: driver) }
        try signals?.handle(signal, once: once, body)
    }

    // MARK: - Descriptors that ran out

    func starve(_ channel: Channel) {
        if !starved.contains(where: { $0 === channel }) { starved.append(channel) }
    }

    func descriptorsFreed() {
        guard !starved.isEmpty else { return }
        let waiting = starved
        starved = []
        for channel in waiting { channel.wake(.descriptor, .ready) }
    }
}

/// Prints a line at once, whatever standard output is.
public func standardOutput(_ line: String) {
    print(line)
    fflush(nil)
}

/// A descriptor of somebody else's in a world's loop, until it is cancelled or let go.
public final class Watch: @unchecked Sendable {
    private let descriptor: ReadableDescriptor

    init(_ descriptor: ReadableDescriptor) { self.descriptor = descriptor }

    /// Watches no longer. A second call does nothing. On the loop's thread.
    public func cancel() { descriptor.cancel() }
}
