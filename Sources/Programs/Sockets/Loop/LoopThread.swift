import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension WorldLoop {
    /// ``run(_:)`` on a new thread, for callers that are asynchronous themselves and must not block (tests, above all: a
    /// loop that blocks a thread of Swift's pool may keep those waiting for whom it waits). Cancelling the caller cancels the run.
    public func runOnItsOwnThread<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let isOver = RunsOver()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                SystemThread.start {
                    let result = Swift.Result { try self.run(body) }
                    isOver.flag.store(true, ordering: .releasing)
                    continuation.resume(with: result)
                }
            }
        } onCancel: {
            // On the loop, where it may find that this run is over and another goes on.
            post { if !isOver.flag.load(ordering: .acquiring) { self.cancelRun() } }
        }
    }

    private final class RunsOver: Sendable {
        let flag = Atomic(false)
    }
}

/// A thread of the operating system, outside every loop and Swift's pool.
public enum SystemThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that runs `body` and ends. False when the system has none to give; `body` is not run then.
    @discardableResult
    public static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
        var thread: pthread_t?
        let result = pthread_create(&thread, nil, { box in
            Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
        if result == 0, let thread { pthread_detach(thread) }
        #else
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, { box in
            if let box { Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
        if result == 0 { pthread_detach(thread) }
        #endif
        if result != 0 { box.release() }
        return result == 0
    }
}
