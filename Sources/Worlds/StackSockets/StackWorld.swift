public import Sockets
public import Stack
public import Wire

/// What carries a host's stack: the simulator, or the driver of a TAP device. One a host.
///
/// Everything is called on the loop's thread.
public protocol StackWorld: AnyObject {
    var loop: WorldLoop { get }
    /// What a program's call costs in the world's time; zero where time is real.
    var callCost: Nanoseconds { get }
    /// Whether the host has power.
    var isUp: Bool { get }

    /// Lets `body` use the host's stack at the world's time, on account of `cause`; afterwards sends the frames that came of it, wakes the
    /// sockets and plans the stack's next deadline.
    func perform<Result>(causedBy cause: EventID, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(StackError) -> Result

    /// The next event's identifier: one count for all of a world.
    func nextEventID() -> EventID

    /// Whether anybody wants to know what programs call. Otherwise ``tell(_:)`` is not called.
    var wantsEvents: Bool { get }
    func tell(_ event: SocketEvent)
}

/// A call that waits, for the report about a run in which nothing can happen any more.
public struct WaitingCall: Sendable, Hashable, CustomStringConvertible {
    public let host: String
    /// "receive", "accept".
    public let operation: String
    /// What it waits for: "10.0.0.11:49152".
    public let subject: String
    public let since: Instant

    public var description: String { "\(host): \(operation)\(subject.isEmpty ? "" : " \(subject)"), waiting since \(since)" }
}
