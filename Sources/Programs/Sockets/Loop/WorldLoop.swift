public import Wire
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a loop waits for when no task is ready: the kernel's events, or the next event of a simulation.
///
/// All calls come on the loop's own thread, but for ``wake()``.
public protocol LoopDriver: AnyObject {
    /// The world's time.
    var now: Instant { get }
    /// Handles what has happened and, where nothing has, waits for it until `deadline` (nil: no timer is set) at the latest.
    /// In virtual time waiting is jumping the clock. Returns false when nothing can ever happen: no timer, no event, nobody outside.
    func wait(until deadline: Instant?) -> Bool
    /// Handles what has happened without waiting: called now and then while tasks keep the loop busy.
    func poll()
    /// Ends a `wait` from another thread.
    func wake()
}

/// A world's one thread: runs ready jobs until none is left, then waits for what comes next.
///
/// Tasks started with `Task(executorPreference:)`, and their children, run here. A job that arrives from
/// another thread means that a task has left the loop (an unstructured `Task {}`, `Task.sleep(for:)` without the
/// world's clock, an actor with an executor of its own): that ends the run with ``LoopError/leftTheLoop``, because
/// otherwise "nothing is left to run" could not be told from a deadlock.
public final class WorldLoop: TaskExecutor, @unchecked Sendable {
    private let driver: any LoopDriver
    private nonisolated(unsafe) var owner: pthread_t
    private nonisolated(unsafe) var ready: [UnownedJob] = []
    private nonisolated(unsafe) var timers = TimerQueue()
    private let inbox = Mutex<[@Sendable () -> Void]>([])
    private let foreign = Mutex<Bool>(false)

    /// A loop owned by the calling thread.
    public init(driver: any LoopDriver) {
        self.driver = driver
        self.owner = pthread_self()
    }

    public var now: Instant { driver.now }
    public var clock: WorldClock { WorldClock(loop: self) }

    /// Whether the caller is on the loop's thread.
    public var isCurrent: Bool { pthread_equal(owner, pthread_self()) != 0 }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
        } else {
            foreign.withLock { $0 = true }
            inbox.withLock { $0.append { [self] in ready.append(job) } }
            driver.wake()
        }
    }

    /// Runs `body` on the loop, from any thread: the one way in for helpers outside it (a resolver thread, a signal).
    public func post(_ body: @escaping @Sendable () -> Void) {
        inbox.withLock { $0.append(body) }
        driver.wake()
    }

    /// Calls `body` on the loop at `deadline`, unless cancelled before.
    @discardableResult
    public func schedule(at deadline: Instant, _ body: @escaping () -> Void) -> TimerQueue.Token {
        assertCurrent()
        return timers.add(deadline, body)
    }

    public func cancel(_ token: TimerQueue.Token) { timers.cancel(token) }

    public func assertCurrent(_ what: StaticString = #function) {
        precondition(isCurrent, "\(what) was called off its world's loop: sockets, timers and hosts belong to one thread")
    }

    /// Runs `body` as a task on this loop until it ends, and hands back its result or its error.
    ///
    /// - Throws: what `body` throws; ``LoopError/deadlock`` when every task waits and nothing can come.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        owner = pthread_self()
        let outcome = Outcome<Result>()
        let task = Task(executorPreference: self) {
            do { outcome.value = .success(try await body()) } catch { outcome.value = .failure(error) }
        }
        defer { task.cancel() }
        var turns = 0
        while outcome.value == nil {
            drainInbox()
            if foreign.withLock({ $0 }) { throw LoopError.leftTheLoop }
            runReadyJobs()
            if outcome.value != nil { break }
            turns += 1
            fireTimers()
            if ready.isEmpty {
                if !driver.wait(until: timers.next), timers.next == nil, inbox.withLock({ $0.isEmpty }), ready.isEmpty { throw LoopError.deadlock }
            } else if turns & 15 == 0 {
                driver.poll()
            }
            fireTimers()
        }
        return try outcome.value!.get()
    }

    private func drainInbox() {
        let posted = inbox.withLock { queue in
            defer { queue.removeAll(keepingCapacity: true) }
            return queue
        }
        for body in posted { body() }
    }

    private func runReadyJobs() {
        // One batch: jobs that these make ready come in the next, after the driver has had its say.
        var batch: [UnownedJob] = []
        swap(&batch, &ready)
        for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
        if ready.isEmpty {
            batch.removeAll(keepingCapacity: true)
            swap(&batch, &ready)
        }
    }

    private func fireTimers() {
        while let body = timers.popDue(at: driver.now) { body() }
    }
}

/// Why a run ended before its program did.
public enum LoopError: Error, Sendable, Equatable {
    /// Every task waits, no timer is set and nothing is on its way.
    case deadlock
    /// A job was enqueued from another thread.
    case leftTheLoop
}

extension LoopError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .deadlock: "deadlock: every task waits, no timer is set and nothing is on its way"
        case .leftTheLoop: "a task left its world's loop (rule: no unstructured Task {}, no Task.sleep(for:) without the host's clock, no actor with an executor of its own)"
        }
    }
}

private final class Outcome<Success>: @unchecked Sendable {
    var value: Result<Success, any Error>?
}
