public import Wire

/// A world's clock. Sleeping on it passes the world's time, virtual in the simulator.
public struct WorldClock: Clock, Sendable {
    let loop: WorldLoop

    public var now: Instant { loop.now }
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Sleeps until `deadline`; throws `CancellationError` when the task is cancelled first. A deadline that has passed
    /// still lets the other tasks have their turn.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        guard loop.checkCurrent() else { throw CancellationError() }
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
                if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
                sleeper.continuation = continuation
                sleeper.token = loop.schedule(at: deadline) { sleeper.end() }
            }
        } onCancel: {
            // Cancellation comes from a task of this loop, or from outside.
            if loop.isCurrent { cancel(sleeper) } else { loop.post { cancel(sleeper) } }
        }
    }

    private func cancel(_ sleeper: Sleeper) {
        if let token = sleeper.token { loop.cancel(token) }
        sleeper.end(throwing: CancellationError())
    }

    /// Sleeps for `duration`; throws `CancellationError` when the task is cancelled first.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration))
    }
}

/// A sleeping task, resumed exactly once. Touched on the loop's thread only.
private final class Sleeper: @unchecked Sendable {
    var continuation: UnsafeContinuation<Void, any Error>?
    var token: TimerQueue.Token?

    func end(throwing error: (any Error)? = nil) {
        guard let continuation else { return }
        self.continuation = nil
        if let error { continuation.resume(throwing: error) } else { continuation.resume() }
    }
}
