import Sockets
import Synchronization
import Testing
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What leaves the loop ends the run with an error that says so; what waits for ever is a deadlock.
@Suite(.timeLimit(.minutes(10))) struct EscapeTests {
    @Test func anUnstructuredTaskThatIsAwaitedHasLeft() async {
        let loop = patientLoop()
        await #expect(throws: LoopError.leftTheLoop) {
            try await loop.runOnItsOwnThread {
                // The task ends only when the program waits for it: a timer fires when the program's job has returned.
                let answer = Answer()
                loop.schedule(at: loop.now) { answer.value.withLock { $0 = (true, true) } }
                return await Task { while answer.value.withLock({ $0 == nil }) { await Task.yield() } }.value
            }
        }
    }

    @Test func wallClockSleepHasLeft() async {
        let loop = patientLoop()
        await #expect(throws: LoopError.leftTheLoop) {
            try await loop.runOnItsOwnThread { try await Task.sleep(for: .milliseconds(200)) }
        }
    }

    @Test func worldCallsFromElsewhereHaveLeft() async {
        let loop = virtualLoop(), clock = loop.clock
        await #expect(throws: LoopError.leftTheLoop) {
            try await loop.runOnItsOwnThread {
                Task { try await clock.sleep(for: .seconds(1)) }
                while true { try await clock.sleep(for: .seconds(1)) }
            }
        }
    }

    @Test func waitingForNothingIsADeadlock() async {
        let loop = virtualLoop(), diary = Diary()
        await #expect(throws: LoopError.deadlock) {
            try await loop.runOnItsOwnThread {
                // A cancellable wait that nobody ends: the loop must give it the chance to clean up.
                let (stream, continuation) = AsyncStream<Int>.makeStream()
                for await _ in stream {}
                diary.write("cleaned up")
                _ = continuation
            }
        }
        #expect(diary.entries == ["cleaned up"])
    }

    @Test func theLoopCanBeUsedAfterwards() async throws {
        let loop = virtualLoop()
        await #expect(throws: LoopError.deadlock) {
            try await loop.runOnItsOwnThread { for await _ in AsyncStream<Int>.makeStream().stream {}; try Task.checkCancellation() }
        }
        #expect(try await loop.runOnItsOwnThread { try await loop.clock.sleep(for: .seconds(1)); return 1 } == 1)
    }

    @Test func whatIsPostedRunsOnTheLoop() async throws {
        let driver = WaitingDriver(), loop = WorldLoop(driver: driver)
        let (wasForeign, isOurs): (Bool, Bool) = try await loop.runOnItsOwnThread {
            let answer = Answer()
            SystemThread.start {
                let isForeign = !loop.isCurrent
                loop.post { answer.value.withLock { $0 = (isForeign, loop.isCurrent) } }
            }
            while true {
                if let answer = answer.value.withLock({ $0 }) { return answer }
                try await loop.clock.sleep(for: .milliseconds(1))
            }
        }
        #expect(wasForeign)
        #expect(isOurs)
    }
}

/// Real time, and a `wake` that is felt: what a loop over the kernel does, without sockets.
final class WaitingDriver: LoopDriver, @unchecked Sendable {
    private let woken = Mutex(false)
    var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
    func wait(until deadline: Instant?) -> Bool {
        while woken.withLock({ let was = $0; $0 = false; return !was }) {
            if let deadline, now >= deadline { break }
            usleep(100)
        }
        return true
    }
    func poll() {}
    func wake() { woken.withLock { $0 = true } }
}

/// The task that has left gets a thread only when another test has given one back, which on a busy machine can take a
/// minute: these tests are not about how long.
private func patientLoop() -> WorldLoop {
    let loop = virtualLoop()
    loop.patience = .seconds(300)
    return loop
}

/// What another thread has found out.
private final class Answer: Sendable {
    let value = Mutex<(Bool, Bool)?>(nil)
}
