import Wire

/// Up to a window of frames under way, each with its own acknowledgment and its own time: only what is lost is sent again, and the
/// receiver keeps what comes early.
public struct SelectiveRepeatSender: ARQSender {
    private struct Flight: Sendable {
        var frame: ARQFrame
        /// Nil once it is acknowledged.
        var deadline: Instant?
    }

    public let space: ARQSequenceSpace
    /// Frames that may be under way. More than half of the numbers is a mistake that the sender lets you make: then a
    /// frame repeated may pass for a new one, as the tests show.
    public let window: Int
    /// How long to wait for a frame's acknowledgment.
    public let timeout: Nanoseconds
    /// The oldest that is not acknowledged.
    private var base: UInt64 = 0
    private var flights: [Flight] = []
    public private(set) var retransmissions = 0

    /// `window` nil takes the largest that is safe: half of the numbers.
    public init(sequenceBits: Int = 3, window: Int? = nil, timeout: Nanoseconds) {
        space = ARQSequenceSpace(bits: sequenceBits)
        self.window = min(max(1, window ?? space.modulus / 2), space.modulus - 1)
        self.timeout = timeout
    }

    public var canSend: Bool { flights.count < window }
    public var isIdle: Bool { flights.isEmpty }

    public mutating func send(_ payload: [UInt8], at now: Instant) -> [ARQFrame]? {
        guard canSend else { return nil }
        let frame = ARQFrame(.data, space.number(of: base + UInt64(flights.count)), payload: payload)
        flights.append(Flight(frame: frame, deadline: now + timeout))
        return [frame]
    }

    public mutating func receive(_ frame: ARQFrame, at now: Instant) -> [ARQFrame] {
        let index = space.distance(from: base, to: frame.sequence)
        guard index < flights.count, flights[index].deadline != nil else { return [] }
        switch frame.kind {
        case .data: return []
        case .negativeAcknowledgment:
            flights[index].deadline = now + timeout
            retransmissions += 1
            return [flights[index].frame]
        case .acknowledgment:
            flights[index].deadline = nil
            while let first = flights.first, first.deadline == nil {
                flights.removeFirst()
                base += 1
            }
            return []
        }
    }

    public mutating func tick(at now: Instant) -> [ARQFrame] {
        var again: [ARQFrame] = []
        for index in flights.indices {
            guard let deadline = flights[index].deadline, deadline <= now else { continue }
            flights[index].deadline = now + timeout
            again.append(flights[index].frame)
        }
        retransmissions += again.count
        return again
    }

    public var nextDeadline: Instant? { flights.lazy.compactMap(\.deadline).min() }
}

/// Keeps what comes early until what is missing has come, and asks for what is missing once.
public struct SelectiveRepeatReceiver: ARQReceiver {
    public let space: ARQSequenceSpace
    public let window: Int
    /// The next one to be handed on.
    private var base: UInt64 = 0
    /// From `base` on: what has come early.
    private var early: [[UInt8]?]
    /// Whether the frame at `base` has been asked for.
    private var hasAsked = false
    /// Whether a gap is answered with a negative acknowledgment, and not left to the sender's clock.
    public let asksForMissing: Bool

    /// `window` is the sender's; nil is half of the numbers.
    public init(sequenceBits: Int = 3, window: Int? = nil, asksForMissing: Bool = true) {
        space = ARQSequenceSpace(bits: sequenceBits)
        self.window = min(max(1, window ?? space.modulus / 2), space.modulus - 1)
        self.asksForMissing = asksForMissing
        early = Array(repeating: nil, count: self.window)
    }

    public mutating func receive(_ frame: ARQFrame) -> (delivered: [[UInt8]], replies: [ARQFrame]) {
        guard frame.kind == .data, Int(frame.sequence) < space.modulus else { return ([], []) }
        var replies = [ARQFrame(.acknowledgment, frame.sequence)]
        let index = space.distance(from: base, to: frame.sequence)
        // What lies behind the window was handed on before; its acknowledgment was lost.
        guard index < window else { return ([], replies) }
        if early[index] == nil { early[index] = frame.payload }
        var delivered: [[UInt8]] = []
        while let payload = early[0] {
            delivered.append(payload)
            early.removeFirst()
            early.append(nil)
            base += 1
            hasAsked = false
        }
        if asksForMissing, delivered.isEmpty, !hasAsked {
            hasAsked = true
            replies.append(ARQFrame(.negativeAcknowledgment, space.number(of: base)))
        }
        return (delivered, replies)
    }
}
