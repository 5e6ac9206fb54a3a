import Wire

/// One frame, then wait for its acknowledgment; after a while, the same frame again. One bit of sequence number tells a new frame
/// from the old one repeated (the "alternating bit protocol").
///
/// The sender:
///
///              send            acknowledgment of it
///     idle ───────────▶ waiting ───────────────────▶ idle
///                       ▲    │ no acknowledgment in time, the frame again
///                       └────┘
public struct StopAndWaitSender: ARQSender {
    private enum State {
        case idle
        case waiting(ARQFrame, deadline: Instant)
    }

    /// How long to wait for an acknowledgment: more than a round trip.
    public let timeout: Nanoseconds
    private var state = State.idle
    private var next: UInt8 = 0
    public private(set) var retransmissions = 0

    public init(timeout: Nanoseconds) { self.timeout = timeout }

    public var isIdle: Bool { if case .idle = state { true } else { false } }
    public var canSend: Bool { isIdle }

    public mutating func send(_ payload: [UInt8], at now: Instant) -> [ARQFrame]? {
        guard isIdle else { return nil }
        let frame = ARQFrame(.data, next, payload: payload)
        state = .waiting(frame, deadline: now + timeout)
        return [frame]
    }

    public mutating func receive(_ frame: ARQFrame, at now: Instant) -> [ARQFrame] {
        // The acknowledgment names the frame that the receiver wants next.
        guard case .waiting = state, frame.kind == .acknowledgment, frame.sequence == next ^ 1 else { return [] }
        next ^= 1
        state = .idle
        return []
    }

    public mutating func tick(at now: Instant) -> [ARQFrame] {
        guard case .waiting(let frame, let deadline) = state, deadline <= now else { return [] }
        state = .waiting(frame, deadline: now + timeout)
        retransmissions += 1
        return [frame]
    }

    public var nextDeadline: Instant? { if case .waiting(_, let deadline) = state { deadline } else { nil } }
}

/// Hands on each frame once and acknowledges every copy of it: the acknowledgment of the first one may have been lost.
public struct StopAndWaitReceiver: ARQReceiver {
    private var expected: UInt8 = 0

    public init() {}

    public mutating func receive(_ frame: ARQFrame) -> (delivered: [[UInt8]], replies: [ARQFrame]) {
        guard frame.kind == .data else { return ([], []) }
        guard frame.sequence == expected else { return ([], [ARQFrame(.acknowledgment, expected)]) }
        expected ^= 1
        return ([frame.payload], [ARQFrame(.acknowledgment, expected)])
    }
}
