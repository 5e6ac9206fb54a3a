import Wire

/// The end of a reliable link that sends. The frames that a call answers with go onto the link in their order; after each call
/// the owner looks at ``nextDeadline`` and calls ``tick(at:)`` when that time has come.
public protocol ARQSender: Sendable {
    /// Whether the window has room for one more payload.
    var canSend: Bool { get }
    /// Whether everything that was sent has been acknowledged.
    var isIdle: Bool { get }
    /// Sends `payload`. Where the window has no room, nothing is sent and the answer is nil.
    mutating func send(_ payload: [UInt8], at now: Instant) -> [ARQFrame]?
    /// A frame of the other end has arrived.
    mutating func receive(_ frame: ARQFrame, at now: Instant) -> [ARQFrame]
    /// The time is `now`: sends again what was not acknowledged for too long.
    mutating func tick(at now: Instant) -> [ARQFrame]
    /// When to call ``tick(at:)`` next; nil where nothing is under way.
    var nextDeadline: Instant? { get }
    /// Data frames sent again.
    var retransmissions: Int { get }
}

/// The end of a reliable link that receives. It needs no clock: it only answers.
public protocol ARQReceiver: Sendable {
    /// A frame of the other end has arrived: what can be handed on, in order and once, and what to answer.
    mutating func receive(_ frame: ARQFrame) -> (delivered: [[UInt8]], replies: [ARQFrame])
}
