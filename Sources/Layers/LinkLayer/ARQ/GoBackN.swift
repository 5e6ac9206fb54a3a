import Wire

/// Up to a window of frames under way; where one is lost, it and all behind it are sent again. The receiver keeps nothing: what
/// comes out of order is dropped, and every frame is answered with the number that is expected next.
public struct GoBackNSender: ARQSender {
    public let space: ARQSequenceSpace
    /// Frames that may be under way: at most one less than there are numbers, or a window of old frames could pass for new ones.
    public let window: Int
    /// How long to wait for the oldest frame's acknowledgment.
    public let timeout: Nanoseconds
    /// Acknowledged so far.
    private var base: UInt64 = 0
    /// Sent and not acknowledged, from `base` on.
    private var underway: [ARQFrame] = []
    private var deadline: Instant?
    public private(set) var retransmissions = 0

    /// A `window` that the numbers do not allow is made as large as they do.
    public init(sequenceBits: Int = 3, window: Int, timeout: Nanoseconds) {
        space = ARQSequenceSpace(bits: sequenceBits)
        self.window = min(max(1, window), space.modulus - 1)
        self.timeout = timeout
    }

    public var canSend: Bool { underway.count < window }
    public var isIdle: Bool { underway.isEmpty }

    public mutating func send(_ payload: [UInt8], at now: Instant) -> [ARQFrame]? {
        guard canSend else { return nil }
        let frame = ARQFrame(.data, space.number(of: base + UInt64(underway.count)), payload: payload)
        if underway.isEmpty { deadline = now + timeout }
        underway.append(frame)
        return [frame]
    }

    public mutating func receive(_ frame: ARQFrame, at now: Instant) -> [ARQFrame] {
        guard frame.kind == .acknowledgment else { return [] }
        let acknowledged = space.distance(from: base, to: frame.sequence)
        // An old acknowledgment names a number behind the window.
        guard acknowledged > 0, acknowledged <= underway.count else { return [] }
        base += UInt64(acknowledged)
        underway.removeFirst(acknowledged)
        deadline = underway.isEmpty ? nil : now + timeout
        return []
    }

    public mutating func tick(at now: Instant) -> [ARQFrame] {
        guard let deadline, deadline <= now else { return [] }
        self.deadline = now + timeout
        retransmissions += underway.count
        return underway
    }

    public var nextDeadline: Instant? { deadline }
}

/// Takes frames in order and no others.
public struct GoBackNReceiver: ARQReceiver {
    public let space: ARQSequenceSpace
    private var received: UInt64 = 0

    public init(sequenceBits: Int = 3) { space = ARQSequenceSpace(bits: sequenceBits) }

    public mutating func receive(_ frame: ARQFrame) -> (delivered: [[UInt8]], replies: [ARQFrame]) {
        guard frame.kind == .data else { return ([], []) }
        let isExpected = frame.sequence == space.number(of: received)
        if isExpected { received += 1 }
        return (isExpected ? [frame.payload] : [], [ARQFrame(.acknowledgment, space.number(of: received))])
    }
}
