public import KernelSockets
public import Sockets
public import Stack
public import StackSockets
public import Wire

/// The third world: a computer of ours, with our own stack, at the end of a cable whose other end the kernel holds. Real time, and
/// the kernel world's loop, so that one thread runs programs on both ends of the cable.
///
///     let kernel = try KernelWorld()
///     let device = try TapDevice(opening: "tap0")
///     let world = try TapWorld(device, watching: device.descriptor, card: TapCard(ipv4: …), in: kernel)
///     let host = world.host(named: "server")
///     try kernel.run { try await server.run(on: host) }
///
/// Frames are taken from the device in batches; a frame's buffer comes from a pool and goes back to it. The world lives as long as
/// somebody holds it or its host.
public final class TapWorld: StackWorld, @unchecked Sendable {
    // All of it is touched on the loop's thread only.
    public let stack: Stack
    public let device: any FrameDevice
    /// Called once when the device has been taken away (`ip link del`): nothing will come any more.
    public var whenGone: (() -> Void)?

    private let kernel: KernelWorld
    private let observer: (any SocketObserver)?
    private weak var socketsHost: StackHost?
    private var turn = Turn()
    private var watch: Watch?
    /// The sockets that are being told that something has happened.
    private var waking: [Readiness] = []
    /// When the loop will call: never later than the stack's next deadline, perhaps earlier.
    private var planned = Instant.distantFuture
    private var timer: TimerQueue.Token?
    private lazy var timerFires: () -> Void = { [weak self] in self?.advance() }

    /// Frames taken from the device at a time: then programs have their turn. What is left waits in the kernel, which keeps 500.
    private static let batch = 128

    /// - Parameters:
    ///   - descriptor: what is readable when the device has frames.
    ///   - card: the addresses of our end.
    ///   - observer: hears of the programs' calls.
    /// - Throws: why the descriptor cannot be watched.
    public init(_ device: any FrameDevice, watching descriptor: Int32, card: TapCard, in kernel: KernelWorld, observer: (any SocketObserver)? = nil, random: RandomStream = .unforeseeable()) throws(SocketError) {
        self.device = device
        self.kernel = kernel
        self.observer = observer
        stack = Stack(name: card.name, random: random)
        stack.addInterface(card.name, mac: card.mac, mtu: device.mtu)
        watch = try kernel.watch(descriptor) { [weak self] in self?.takeFrames() }
        if let ipv4 = card.ipv4 { stack.addAddress(ipv4.address, prefixLength: ipv4.prefixLength, to: 0) }
        if let gateway = card.gateway { stack.addRoute(Route(network: .any, prefixLength: 0, gateway: gateway, interface: 0)) }
        guard card.speaksIPv6 else { return }
        begin()
        stack.enableIPv6(on: 0, &turn)
        for address in card.ipv6 { stack.addAddress(address.address, prefixLength: address.prefixLength, to: 0) }
        settle()
    }

    /// What programs see of this computer. The first call makes it; later ones hand back the same as long as somebody holds it.
    public func host(named name: String) -> StackHost {
        if let socketsHost { return socketsHost }
        let host = StackHost(name: name, world: self, random: RandomStream.unforeseeable())
        socketsHost = host
        return host
    }

    // MARK: - StackWorld

    public var loop: WorldLoop { kernel.loop }
    public var callCost: Nanoseconds { .zero }
    public var isUp: Bool { true }

    public func perform<Result>(causedBy cause: EventID, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(StackError) -> Result {
        begin()
        turn.cause = cause
        defer { settle() }
        return try body(stack, &turn)
    }

    public func nextEventID() -> EventID { kernel.events.next() }
    public var wantsEvents: Bool { observer != nil }
    public func tell(_ event: SocketEvent) { observer?.observe(event) }

    // MARK: - Frames and time

    /// Takes what has arrived at the device.
    public func takeFrames() {
        begin()
        for _ in 0..<Self.batch {
            var frame = turn.pool.take()
            let id = EventID(rawValue: turn.lastID &+ 1)
            guard device.receive(into: &frame, id: id) else {
                turn.pool.give(consume frame)
                break
            }
            turn.lastID &+= 1
            turn.cause = id
            // Handed on for good, so that the buffer has one owner and can be used again.
            stack.receive(consume frame, on: 0, &turn)
        }
        settle()
        if device.isGone, watch != nil { leave() }
    }

    /// Does what is due.
    private func advance() {
        timer = nil
        planned = .distantFuture
        begin()
        stack.advance(&turn)
        settle()
    }

    private func leave() {
        watch?.cancel()
        watch = nil
        whenGone?()
    }

    private func begin() {
        turn.now = loop.now
        turn.cause = .none
        turn.lastID = kernel.events.last
    }

    /// Carries out what a call into the stack has led to.
    private func settle() {
        for index in turn.frames.indices {
            device.transmit(turn.frames[index].bytes, id: turn.frames[index].id, cause: turn.frames[index].cause)
            var buffer: [UInt8] = []
            swap(&buffer, &turn.frames[index].bytes)
            turn.pool.give(buffer)
        }
        turn.frames.removeAll(keepingCapacity: true)
        kernel.events.last = max(kernel.events.last, turn.lastID)
        if !turn.ready.isEmpty {
            swap(&turn.ready, &waking)
            socketsHost?.socketsChanged(waking)
            waking.removeAll(keepingCapacity: true)
        }
        plan()
    }

    /// A deadline that moves away leaves the earlier call in place: that finds nothing due and plans anew.
    private func plan() {
        guard let deadline = stack.nextDeadline, deadline < planned else { return }
        if let timer { loop.cancel(timer) }
        planned = deadline
        timer = loop.schedule(at: deadline, timerFires)
    }
}

extension RandomStream {
    /// A stream that nobody can foresee: for secrets and choices in the real world.
    public static func unforeseeable() -> RandomStream {
        var system = SystemRandomNumberGenerator()
        return RandomStream(seed: system.next())
    }
}
