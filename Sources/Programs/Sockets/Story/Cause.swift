public import Wire

/// The cause of what the running task does next: carried from a frame into the program it wakes, and from the
/// program's call into the frames it sends.
public enum Cause {
    @TaskLocal public static var current: EventID = .none
}

/// Counts a world's events: its hosts and its wires share one counter, so that identifiers rise in the order in which
/// things happened. Belongs to the world's loop.
public final class EventCounter: @unchecked Sendable {
    /// The latest event's number; 0 before the first. A stack counts on from here and puts back where it came to.
    public var last: UInt64 = 0

    public init() {}

    /// The next event's identifier; the first is 1.
    public func next() -> EventID {
        last += 1
        return EventID(rawValue: last)
    }
}
