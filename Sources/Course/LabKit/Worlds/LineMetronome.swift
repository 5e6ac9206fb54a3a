import Sockets
import Wire

/// Tells lines while a program goes on: a server that runs for hours must not keep its story to itself.
struct LineMetronome: Sendable {
    let tell: @Sendable () -> Void

    init(_ tell: @escaping @Sendable () -> Void) { self.tell = tell }

    /// Runs `body`, telling every 50 ms until it ends.
    func beat(on clock: WorldClock, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    do { try await clock.sleep(for: .milliseconds(50)) } catch { return }
                    tell()
                }
            }
            try await body()
            group.cancelAll()
        }
    }
}
