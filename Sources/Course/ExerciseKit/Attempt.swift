import Dispatch
import Synchronization
public import Wire

/// Whether an exercise's piece is still as it was handed out: asked before a lab runs with it, so that `--mine` says so at once.
public enum Attempt {
    /// Whether the piece in `body` has been written. What else `body` does or throws is not looked at.
    public static func isMade(_ body: () throws -> some Any) -> Bool {
        do { _ = try body() } catch { return !(error is NotAttempted) }
        return true
    }

    /// "yours: the timer; ours: the reassembler, the arithmetic"; nil where nothing is made.
    public static func summary(_ pieces: [(name: String, isMade: Bool)]) -> String? {
        let mine = pieces.filter(\.isMade).map(\.name), ours = pieces.filter { !$0.isMade }.map(\.name)
        return mine.isEmpty ? nil : "yours: " + mine.joined(separator: ", ") + (ours.isEmpty ? "" : "; ours: " + ours.joined(separator: ", "))
    }

    /// - Throws: what the piece throws as it is handed out.
    public static func check(_ body: () throws -> some Any) throws(NotAttempted) {
        do { _ = try body() } catch let error as NotAttempted { throw error } catch {}
    }

    /// The same for a piece that waits. `body` is given nothing that it could wait for.
    public static func check(_ body: @escaping @Sendable () async throws -> Void) throws(NotAttempted) {
        let done = DispatchSemaphore(value: 0), found = Mutex<NotAttempted?>(nil)
        Task.detached {
            do { try await body() } catch let error as NotAttempted { found.withLock { $0 = error } } catch {}
            done.signal()
        }
        done.wait()
        if let error = found.withLock({ $0 }) { throw error }
    }
}
