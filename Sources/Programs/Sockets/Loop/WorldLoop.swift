public import Wire
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A world's one thread: runs ready jobs until none is left, then waits for what comes next.
///
/// ``run(_:)`` starts a task here; its children (`async let`, task groups) and the default actors that they call stay
/// here. A job that arrives from another thread means that a task has left the loop (an unstructured `Task {}`,
/// `Task.sleep(for:)` without the world's clock, an actor with an executor of its own): that ends the run with
/// ``LoopError/leftTheLoop``, because otherwise "nothing is left to run" could not be told from a deadlock.
///
/// The order in which jobs run is the order in which they became ready; nothing in it depends on the machine.
public final class WorldLoop: TaskExecutor, @unchecked Sendable {
    // Everything here but `shared` is touched on the loop's own thread only: that is what makes it Sendable.
    private let driver: any LoopDriver
    private var owner: pthread_t
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var timers = TimerQueue()
    private var root: Task<Void, Never>?
    /// How long, in real time, a run that has come to a deadlock looks out for a task that has left and is about to come
    /// back: then ``LoopError/leftTheLoop`` is the better message.
    public var patience = Nanoseconds.milliseconds(250)

    /// What other threads may touch.
    private struct Shared {
        var posted: [@Sendable () -> Void] = []
        var left = false
    }
    private let shared = Mutex(Shared())
    /// Whether `shared` holds anything: looked at once a turn, without the lock.
    private let hasNews = Atomic<Bool>(false)

    /// A loop owned by the calling thread.
    public init(driver: any LoopDriver) {
        self.driver = driver
        self.owner = pthread_self()
    }

    /// The world's time.
    public var now: Instant { driver.now }
    /// The world's clock.
    public var clock: WorldClock { WorldClock(loop: self) }

    // MARK: - Threads

    /// Whether the caller is on the loop's thread.
    public var isCurrent: Bool { pthread_equal(owner, pthread_self()) != 0 }

    /// Whether the caller is on the loop's thread; where it is not, the run ends with ``LoopError/leftTheLoop``. What
    /// belongs to a loop asks this first, and does nothing when the answer is no.
    public func checkCurrent() -> Bool {
        if isCurrent { return true }
        tell { $0.left = true }
        return false
    }

    /// The executor's part: called by Swift's runtime when a task of this loop becomes ready.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
        } else {
            tell { $0.left = true; $0.posted.append { [self] in ready.append(job) } }
        }
    }

    /// Runs `body` on the loop, from any thread: the one way in for helpers outside it (a resolver's thread).
    public func post(_ body: @escaping @Sendable () -> Void) {
        tell { $0.posted.append(body) }
    }

    private func tell(_ change: (inout Shared) -> Void) {
        shared.withLock { change(&$0) }
        hasNews.store(true, ordering: .releasing)
        driver.wake()
    }

    // MARK: - Timers

    /// Calls `body` on the loop at `deadline`, unless cancelled before. On the loop's thread only.
    @discardableResult
    public func schedule(at deadline: Instant, _ body: @escaping () -> Void) -> TimerQueue.Token {
        precondition(isCurrent, "timers belong to their world's thread")
        return timers.add(deadline, body)
    }

    /// Takes a timer out, if it has not fired. On the loop's thread only.
    public func cancel(_ token: TimerQueue.Token) {
        precondition(isCurrent, "timers belong to their world's thread")
        timers.cancel(token)
    }

    // MARK: - Running

    /// Runs `body` as a task on this loop, on the calling thread, until it ends; hands back its result or its error.
    ///
    /// - Throws: what `body` throws; ``LoopError/deadlock`` when every task waits and nothing can come;
    ///   ``LoopError/leftTheLoop``. After these two the task is cancelled and what it does about that is run, so that
    ///   sockets are closed.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        precondition(root == nil, "a loop runs one program at a time")
        owner = pthread_self()
        shared.withLock { $0.left = false }
        let outcome = Outcome<Result>()
        let task = Task(executorPreference: self) {
            do { outcome.value = .success(try await body()) } catch { outcome.value = .failure(error) }
        }
        root = task
        defer { root = nil }
        do throws(LoopError) {
            while outcome.value == nil { try turn(until: { outcome.value != nil }) }
        } catch {
            abandon(task)
            throw error
        }
        return try outcome.value!.get()
    }

    /// Cancels the program that is running: its waiting calls throw, and ``run(_:)`` ends when it has ended. (Ctrl-C.)
    public func cancelRun() { root?.cancel() }

    /// Jobs that have run since the driver was last asked.
    private var sincePoll = 0
    /// How many may run before it is asked again: asking costs a system call, not asking makes whoever knocks wait.
    private static let jobsPerPoll = 64

    private func turn(until isDone: () -> Bool) throws(LoopError) {
        try takeNews()
        sincePoll += ready.count
        runReadyJobs()
        if isDone() { return }
        fireTimers()
        if hasNews.load(ordering: .acquiring) { return }
        if !ready.isEmpty {
            if sincePoll >= Self.jobsPerPoll {
                sincePoll = 0
                driver.poll()
            }
        } else if !driver.wait(until: timers.next), timers.isEmpty, ready.isEmpty, !hasNews.load(ordering: .acquiring) {
            if !newsComesLate() { throw .deadlock }
        }
        fireTimers()
    }

    private func takeNews() throws(LoopError) {
        guard hasNews.exchange(false, ordering: .acquiringAndReleasing) else { return }
        let (posted, left) = shared.withLock { state in
            defer { state.posted = [] }
            return (state.posted, state.left)
        }
        for body in posted { body() }
        if left { throw .leftTheLoop }
    }

    /// One batch: jobs that these make ready come in the next, after the driver and the timers have had their say.
    private func runReadyJobs() {
        let executor = asUnownedTaskExecutor()
        swap(&ready, &running)
        var index = 0
        while index < running.count {
            running[index].runSynchronously(on: executor)
            index += 1
        }
        running.removeAll(keepingCapacity: true)
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let now = driver.now, newest = timers.newest
        while let body = timers.popDue(at: now, upTo: newest) { body() }
    }

    /// Whether something arrives from another thread within ``patience``. Nobody waits here but a program that is at its
    /// end either way.
    private func newsComesLate() -> Bool {
        let step: Nanoseconds = .milliseconds(5)
        var waited = Nanoseconds.zero
        while waited < patience {
            if hasNews.load(ordering: .acquiring) { return true }
            usleep(UInt32(step.count / 1_000))
            waited = waited + step
        }
        return hasNews.load(ordering: .acquiring)
    }

    /// Cancels a program that cannot go on and lets it clean up: without waiting, and without end only if it insists.
    private func abandon(_ task: Task<Void, Never>) {
        task.cancel()
        for _ in 0..<10_000 {
            try? takeNews()
            if ready.isEmpty { return }
            runReadyJobs()
        }
    }
}

private final class Outcome<Success>: @unchecked Sendable {
    var value: Result<Success, any Error>?
}
