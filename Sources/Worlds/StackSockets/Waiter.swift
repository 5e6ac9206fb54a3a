import Sockets
import Wire

/// A place where one task may wait for something to happen to a socket.
final class Waiter: @unchecked Sendable {
    /// Why a wait has ended.
    enum Outcome { case changed, cancelled, timedOut, closed }

    // Touched on the loop's thread only.
    private var continuation: UnsafeContinuation<Outcome, Never>?
    private var timer: TimerQueue.Token?
    private unowned let host: StackHost
    /// Whether a call is under way that may wait here: a second is refused.
    var isTaken = false

    init(_ host: StackHost) { self.host = host }

    /// Waits for ``wake(_:)``, for the task to be cancelled, or for `deadline`.
    func wait(_ operation: String, _ subject: @autoclosure () -> String, until deadline: Instant? = nil) async -> Outcome {
        let token = host.startWaiting(operation, subject())
        let loop = host.world.loop
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Outcome, Never>) in
                if Task.isCancelled { return continuation.resume(returning: .cancelled) }
                self.continuation = continuation
                if let deadline { timer = loop.schedule(at: deadline) { [self] in wake(.timedOut) } }
            }
        } onCancel: {
            if loop.isCurrent { wake(.cancelled) } else { loop.post { self.wake(.cancelled) } }
        }
        host.stopWaiting(token)
        return outcome
    }

    func wake(_ outcome: Outcome) {
        guard let continuation else { return }
        self.continuation = nil
        if let timer { host.world.loop.cancel(timer) }
        timer = nil
        continuation.resume(returning: outcome)
    }
}
