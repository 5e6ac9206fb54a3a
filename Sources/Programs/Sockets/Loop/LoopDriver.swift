public import Wire

/// What a loop waits for when no task is ready: the kernel's events, or the next event of a simulation.
///
/// All calls come on the loop's own thread, but for ``wake()``. Handlers that a driver calls resume waiting tasks; those
/// run when `wait` or `poll` has returned, never inside it.
public protocol LoopDriver: AnyObject {
    /// The world's time. Never goes back.
    var now: Instant { get }

    /// Handles what has happened and, where nothing has, waits for it until `deadline` (nil: no timer is set) at the latest.
    /// In virtual time waiting is jumping the clock, to `deadline` or to the next event, whichever is earlier.
    ///
    /// - Returns: false when nothing can ever happen: no timer, no event, nobody outside who might wake the loop.
    func wait(until deadline: Instant?) -> Bool

    /// Handles what has happened without waiting: called now and then while tasks keep the loop busy. Virtual time stands still.
    func poll()

    /// Ends a `wait`, or the next one, at once. Called from any thread.
    func wake()
}
