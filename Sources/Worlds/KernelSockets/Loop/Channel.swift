import CLinux
import Sockets
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A socket's descriptor on the loop: who waits for it to be readable, who for it to be writable, and what is known about
/// both. Belongs to the loop's thread.
///
/// Calls try the system call first, while `mayRead` or `mayWrite` says that it might succeed, and wait only after it has
/// said `EAGAIN`.
final class Channel: Watched, @unchecked Sendable {
    /// What ended a wait.
    enum Wakeup {
        case ready, cancelled, closed, timedOut

        /// The error for a call whose wait ended like this; nil: go on.
        var failure: SocketError.Code? {
            switch self {
            case .ready: nil
            case .cancelled: .cancelled
            case .closed: .closed
            case .timedOut: .timedOut
            }
        }
    }

    /// What a task waits for: a condition of the socket, or that the process has a descriptor free again (which no call
    /// of the system announces: ``KernelWorld/descriptorsFreed()`` does).
    enum Side: Int, CaseIterable { case read, write, error, descriptor }

    private struct Waiter {
        let continuation: UnsafeContinuation<Wakeup, Never>
        let ticket: UInt64
    }

    let world: KernelWorld
    private var descriptor: FileDescriptor?
    /// The descriptor's number; -1 once closed.
    private(set) var number: Int32

    var mayRead = true
    var mayWrite = true
    /// The peer, or an error, has ended one direction or both: no edge announces what is left to be read.
    private(set) var isEnding = false
    /// Called when the system has put an error into the socket's error queue.
    var onError: (() -> Void)?

    private var reader: Waiter?
    private var writer: Waiter?
    private var errorReader: Waiter?
    private var starved: Waiter?
    private var tickets: UInt64 = 0
    /// What calls have had since the last that waited: one for each call, and one for each ``share`` of bytes.
    private var eager = 0
    /// Bytes that count as a call of their own.
    private static let share = 4_096

    /// Takes the descriptor over and registers it with the loop.
    init(_ descriptor: consuming FileDescriptor, in world: KernelWorld) throws(SocketError) {
        self.world = world
        number = descriptor.number
        self.descriptor = consume descriptor
        super.init()
        let error = world.driver.add(self, number)
        if error != 0 {
            number = -1
            throw SocketError(errno: error, during: "socket")
        }
    }

    deinit {
        guard number >= 0 else { return }
        if world.loop.isCurrent {
            world.driver.remove(number)
            world.descriptorsFreed()
        } else if let descriptor = descriptor.take() {
            // Let go on another thread: its number must stay taken until the loop has forgotten it.
            let left = DescriptorToClose(descriptor), driver = world.driver, number = number
            world.loop.post { withExtendedLifetime(left) { driver.remove(number) } }
        }
    }

    var isOpen: Bool { number >= 0 }

    /// Closes the descriptor; whoever waits is told so. A second call does nothing.
    func close() {
        guard number >= 0 else { return }
        world.driver.remove(number)
        number = -1
        descriptor = nil
        for side in Side.allCases { wake(side, .closed) }
        world.descriptorsFreed()
    }

    // MARK: - Waiting

    /// Waits for `side`, or until `deadline`.
    func wait(for side: Side, until deadline: Instant? = nil) async -> Wakeup {
        eager = 0
        tickets += 1
        let ticket = tickets
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard number >= 0 else { return continuation.resume(returning: .closed) }
                if Task.isCancelled { return continuation.resume(returning: .cancelled) }
                world.driver.expectations += 1
                put(Waiter(continuation: continuation, ticket: ticket), side)
                if let deadline {
                    let token = world.loop.schedule(at: deadline) { [self] in wake(side, .timedOut, ticket: ticket) }
                    deadlines.append((ticket, token))
                }
            }
        } onCancel: {
            if world.loop.isCurrent { wake(side, .cancelled, ticket: ticket) } else { world.loop.post { self.wake(side, .cancelled, ticket: ticket) } }
        }
    }

    /// Timers of waits with a deadline: few, for short.
    private var deadlines: [(ticket: UInt64, token: TimerQueue.Token)] = []

    /// Resumes who waits on `side`; with a `ticket`, only if it is still that wait.
    func wake(_ side: Side, _ wakeup: Wakeup, ticket: UInt64? = nil) {
        guard let waiter = waiter(side), ticket == nil || ticket == waiter.ticket else { return }
        if !deadlines.isEmpty, let index = deadlines.firstIndex(where: { $0.ticket == waiter.ticket }) {
            world.loop.cancel(deadlines.remove(at: index).token)
        }
        world.driver.expectations -= 1
        put(nil, side)
        waiter.continuation.resume(returning: wakeup)
    }

    private func waiter(_ side: Side) -> Waiter? {
        switch side {
        case .read: reader
        case .write: writer
        case .error: errorReader
        case .descriptor: starved
        }
    }

    private func put(_ waiter: Waiter?, _ side: Side) {
        switch side {
        case .read: reader = waiter
        case .write: writer = waiter
        case .error: errorReader = waiter
        case .descriptor: starved = waiter
        }
        if number >= 0, world.driver.needsInterest {
            world.driver.want((reader != nil || errorReader != nil ? readable : 0) | (writer != nil ? writable : 0), on: number)
        }
    }

    override func handle(_ ready: UInt32) {
        if ready & (failed | hungUp) != 0 { isEnding = true }
        if ready & failed != 0 { onError?() }
        if ready & (readable | failed | hungUp) != 0 {
            mayRead = true
            wake(.read, .ready)
        }
        if ready & (writable | failed | hungUp) != 0 {
            mayWrite = true
            wake(.write, .ready)
        }
    }

    /// So many bytes have been sent or received without a wait.
    func count(_ bytes: Int) { eager += bytes / Self.share }

    /// Whether the socket's calls have succeeded many times, or for much, without a wait: then it is the other tasks' turn
    /// (`Task.yield`), so that one fast peer does not keep the loop to itself.
    var hasHadItsTurn: Bool {
        eager += 1
        if eager < 64 { return false }
        eager = 0
        return true
    }
}

private let readable = UInt32(CLINUX_READABLE), writable = UInt32(CLINUX_WRITABLE)
private let failed = UInt32(CLINUX_ERROR), hungUp = UInt32(CLINUX_HANGUP)
