import Sockets
import Synchronization
import Testing
import Wire

@Suite(.timeLimit(.minutes(10))) struct WorldLoopTests {
    @Test func handsBackWhatTheBodyReturnsOrThrows() async throws {
        let loop = virtualLoop()
        #expect(try await loop.runOnItsOwnThread { 42 } == 42)
        await #expect(throws: SocketError(.reset, during: "receive")) {
            try await loop.runOnItsOwnThread { throw SocketError(.reset, during: "receive") }
        }
        #expect(try await loop.runOnItsOwnThread { "again" } == "again")
    }

    @Test func sleepingPassesVirtualTime() async throws {
        let loop = virtualLoop(), clock = loop.clock
        let end = try await loop.runOnItsOwnThread {
            try await clock.sleep(for: .seconds(3600 * 24 * 365))
            try await clock.sleep(until: .zero)
            return clock.now
        }
        #expect(end == Instant.zero + .seconds(3600 * 24 * 365))
    }

    @Test func sleepersWakeInOrder() async throws {
        let loop = virtualLoop(), clock = loop.clock, diary = Diary()
        try await loop.runOnItsOwnThread {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (name, delay) in [("a", 30), ("b", 10), ("c", 20), ("d", 10), ("e", 0)] {
                    group.addTask {
                        try await clock.sleep(for: .milliseconds(delay))
                        diary.write("\(name) \(clock.now)")
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(diary.entries == ["e 0.0 µs", "b 10.000 ms", "d 10.000 ms", "c 20.000 ms", "a 30.000 ms"])
    }

    @Test func tasksRunInTheSameOrderEveryTime() async throws {
        func story() async throws -> [String] {
            let loop = virtualLoop(), clock = loop.clock, diary = Diary()
            try await loop.runOnItsOwnThread {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in 0..<20 {
                        group.addTask {
                            for step in 0..<20 {
                                diary.write("\(name).\(step)")
                                if (name + step) % 3 == 0 { await Task.yield() } else { try await clock.sleep(for: .nanoseconds(name * step % 7)) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            return diary.entries
        }
        let first = try await story()
        #expect(first.count == 400)
        for _ in 0..<3 { #expect(try await story() == first) }
    }

    @Test func asyncLetAndDefaultActorsStayOnTheLoop() async throws {
        actor Counter {
            var value = 0
            func add(_ loop: WorldLoop) -> Bool { value += 1; return loop.isCurrent }
        }
        let loop = virtualLoop(), clock = loop.clock
        let (sum, stayed, count) = try await loop.runOnItsOwnThread {
            let counter = Counter()
            async let one: Int = { try await clock.sleep(for: .seconds(2)); return await counter.add(loop) ? 1 : 0 }()
            async let two: Int = { try await clock.sleep(for: .seconds(1)); return await counter.add(loop) ? 2 : 0 }()
            let sum = try await one + two
            return (sum, loop.isCurrent, await counter.value)
        }
        #expect(sum == 3)
        #expect(stayed)
        #expect(count == 2)
    }

    @Test func timersRunOnTheLoopUnlessCancelled() async throws {
        let loop = virtualLoop(), diary = Diary()
        try await loop.runOnItsOwnThread {
            let late = loop.schedule(at: Instant(nanoseconds: 20)) { diary.write("cancelled, must not fire") }
            loop.schedule(at: Instant(nanoseconds: 10)) {
                diary.write("first")
                loop.cancel(late)
            }
            try await loop.clock.sleep(until: Instant(nanoseconds: 30))
        }
        #expect(diary.entries == ["first"])
    }

    /// A timer that always sets the next for the same instant must let tasks and events have their turn.
    @Test func aTimerForNowDoesNotStarveTasks() async throws {
        let loop = virtualLoop(), done = Diary()
        @Sendable func again() { if done.entries.isEmpty { loop.schedule(at: loop.now) { again() } } }
        try await loop.runOnItsOwnThread {
            again()
            for _ in 0..<100 { await Task.yield() }
            done.write("done")
        }
        #expect(done.entries == ["done"])
    }

    @Test func aBusyLoopStillPollsItsDriver() async throws {
        let driver = VirtualDriver(), loop = WorldLoop(driver: driver)
        try await loop.runOnItsOwnThread { for _ in 0..<1_000 { await Task.yield() } }
        // After every 64 jobs.
        #expect(driver.polls >= 15)
    }

    /// How fast that goes is a benchmark's affair.
    @Test func aHundredTasksSleepTwoThousandTimesEach() async throws {
        let loop = virtualLoop(), clock = loop.clock, start = loop.now
        try await loop.runOnItsOwnThread {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<100 {
                    group.addTask { for _ in 0..<2_000 { try await clock.sleep(for: .microseconds(task + 1)) } }
                }
                try await group.waitForAll()
            }
        }
        #expect(loop.now - start == .microseconds(100 * 2_000))
    }
}

@Suite(.timeLimit(.minutes(10))) struct CancellationTests {
    @Test func aCancelledSleepEndsAtOnceAndOnce() async throws {
        let loop = virtualLoop(), clock = loop.clock, diary = Diary()
        try await loop.runOnItsOwnThread {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do { try await clock.sleep(for: .seconds(100)) } catch { diary.write("\(type(of: error)) at \(clock.now)") }
                }
                try await clock.sleep(for: .seconds(1))
                group.cancelAll()
                try await group.waitForAll()
            }
            // The timer is gone: nothing is left that could resume the sleeper a second time.
            try await clock.sleep(for: .seconds(1000))
        }
        #expect(diary.entries == ["CancellationError at 1.000 s"])
    }

    @Test func aTaskThatIsCancelledAlreadyDoesNotSleep() async throws {
        let loop = virtualLoop(), clock = loop.clock
        let end = try await loop.runOnItsOwnThread {
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { try? await clock.sleep(for: .seconds(100)) }
            }
            return clock.now
        }
        #expect(end == .zero)
    }

    /// Deadline and cancellation at the same instant, in both orders.
    @Test(arguments: [true, false]) func deadlineAndCancellationTogetherResumeOnce(cancelFirst: Bool) async throws {
        let loop = virtualLoop(), clock = loop.clock, diary = Diary()
        try await loop.runOnItsOwnThread {
            await withTaskGroup(of: Void.self) { group in
                if cancelFirst { loop.schedule(at: Instant(nanoseconds: 5)) { diary.write("timer") } }
                group.addTask { do { try await clock.sleep(until: Instant(nanoseconds: 5)); diary.write("slept") } catch { diary.write("cancelled") } }
                try? await clock.sleep(until: Instant(nanoseconds: cancelFirst ? 4 : 5))
                group.cancelAll()
            }
        }
        #expect(diary.entries == (cancelFirst ? ["cancelled"] : ["slept"]))
    }

    @Test func cancellationFromAnotherThreadIsCarriedOver() async throws {
        let loop = virtualLoop(), clock = loop.clock
        let outcome: String = try await loop.runOnItsOwnThread {
            let sleeper = Task(executorPreference: loop) {
                do { while true { try await clock.sleep(for: .seconds(1)) } } catch { return "cancelled" }
            }
            await Task.yield()
            SystemThread.start { sleeper.cancel() }
            return await sleeper.value
        }
        #expect(outcome == "cancelled")
    }

    @Test func cancellingWhoWaitsForARunCancelsTheRun() async throws {
        let loop = virtualLoop(), clock = loop.clock
        let waiting = Task { try await loop.runOnItsOwnThread { while true { try await clock.sleep(for: .seconds(1)) } } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        // It was that run's: the next one is left alone.
        #expect(try await loop.runOnItsOwnThread { try await clock.sleep(for: .seconds(1)); return true })
    }

    @Test func cancelRunEndsTheProgram() async throws {
        let loop = virtualLoop(), clock = loop.clock
        await #expect(throws: CancellationError.self) {
            try await loop.runOnItsOwnThread {
                loop.schedule(at: Instant(nanoseconds: 7)) { loop.cancelRun() }
                try await clock.sleep(until: .distantFuture)
            }
        }
        #expect(loop.now == Instant(nanoseconds: 7))
    }
}

@Suite(.timeLimit(.minutes(10))) struct TimeLimitTests {
    @Test func whatIsQuickEnoughIsHandedBack() async throws {
        let loop = virtualLoop()
        let (value, end) = try await loop.runOnItsOwnThread {
            let value = try await loop.clock.withTimeLimit(.seconds(5)) { try await loop.clock.sleep(for: .seconds(4)); return 7 }
            return (value, loop.now)
        }
        #expect(value == 7)
        #expect(end == Instant.zero + .seconds(4))
    }

    @Test func whatIsTooSlowIsCancelledAndTimedOut() async throws {
        let loop = virtualLoop(), diary = Diary()
        await #expect(throws: SocketError(.timedOut, during: "greeting", of: "10.0.0.1:25")) {
            try await loop.runOnItsOwnThread {
                try await loop.clock.withTimeLimit(.seconds(5), for: "greeting", of: "10.0.0.1:25") {
                    do { try await loop.clock.sleep(for: .seconds(6)) } catch { diary.write("cancelled at \(loop.now)"); throw error }
                }
            }
        }
        #expect(diary.entries == ["cancelled at 5.000 s"])
    }

    @Test func whatFailsInTimeKeepsItsOwnError() async throws {
        let loop = virtualLoop()
        await #expect(throws: SocketError(.reset, during: "receive")) {
            try await loop.runOnItsOwnThread { try await loop.clock.withTimeLimit(.seconds(5)) { throw SocketError(.reset, during: "receive") } }
        }
    }

    @Test func cancellationOfTheCallerIsNotATimeout() async throws {
        let loop = virtualLoop()
        await #expect(throws: CancellationError.self) {
            try await loop.runOnItsOwnThread {
                loop.schedule(at: Instant(nanoseconds: 3)) { loop.cancelRun() }
                try await loop.clock.withTimeLimit(.seconds(5)) { try await loop.clock.sleep(for: .seconds(6)) }
            }
        }
    }
}
