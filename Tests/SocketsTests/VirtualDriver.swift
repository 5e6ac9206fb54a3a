import Sockets
import Wire

/// The simplest virtual time: nothing happens but timers. A thousand years of sleep take no time.
final class VirtualDriver: LoopDriver, @unchecked Sendable {
    private(set) var now = Instant.zero
    private(set) var polls = 0

    func wait(until deadline: Instant?) -> Bool {
        guard let deadline else { return false }
        now = max(now, deadline)
        return true
    }

    func poll() { polls += 1 }
    func wake() {}
}

/// What tasks on one loop write down, in the order in which they come to it.
final class Diary: @unchecked Sendable {
    private(set) var entries: [String] = []
    func write(_ entry: String) { entries.append(entry) }
}

/// A loop in virtual time.
func virtualLoop() -> WorldLoop { WorldLoop(driver: VirtualDriver()) }
