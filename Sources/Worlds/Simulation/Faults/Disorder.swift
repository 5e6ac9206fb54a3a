public import Wire

/// Holds single frames back, so that those behind them overtake.
public struct Reordering: LinkFault {
    public let probability: Double
    /// How long a frame is held back.
    public let hold: Nanoseconds

    public init(_ probability: Double, hold: Nanoseconds = .milliseconds(1)) {
        self.probability = probability
        self.hold = hold
    }

    public var name: String { "reordering \(percent(probability))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        if random.chance(probability) { frame.hold(for: hold, "held back \(hold)") }
    }
}

/// Delivers single frames twice.
public struct Duplication: LinkFault {
    public let probability: Double
    public init(_ probability: Double) { self.probability = probability }

    public var name: String { "duplication \(percent(probability))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        if random.chance(probability) { frame.duplicate("arrives twice") }
    }
}

/// Makes a wire longer: a fixed delay, and a random one on top.
public struct Delay: LinkFault {
    public let delay: Nanoseconds
    /// Up to this much more, evenly spread.
    public let jitter: Nanoseconds
    /// Whether a frame waits for the one before it. Otherwise jitter above the time between two frames changes their order.
    public let keepsOrder: Bool
    private var last = Instant.zero

    public init(_ delay: Nanoseconds, jitter: Nanoseconds = .zero, keepsOrder: Bool = true) {
        self.delay = delay
        self.jitter = jitter
        self.keepsOrder = keepsOrder
    }

    public var name: String { jitter == .zero ? "delay \(delay)" : "delay \(delay) to \(delay + jitter)" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        let extra = jitter > .zero ? Nanoseconds(Int64(random.below(UInt64(jitter.count) + 1))) : .zero
        var release = now + (delay + extra)
        if keepsOrder, release < last { release = last }
        last = release
        frame.hold(for: release - now, "delayed \(release - now)")
    }
}

/// Lets no more than a rate through: frames wait in a queue of their own, and are lost when it is full.
public struct RateLimit: LinkFault {
    public let rate: DataRate
    /// Bytes that may wait.
    public let limit: Int
    private var freeAt = Instant.zero

    public init(_ rate: DataRate, limit: Int = 64_000) {
        self.rate = DataRate(bitsPerSecond: max(rate.bitsPerSecond, 1))
        self.limit = limit
    }

    public var name: String { "rate limit \(rate)" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        let start = max(now, freeAt)
        let waiting = Double((start - now).count) * Double(rate.bitsPerSecond) / 8e9
        if start > now, waiting + Double(frame.bitCount / 8) > Double(limit) {
            frame.lose(name)
            return
        }
        freeAt = start + rate.time(bits: frame.bitCount)
        if start > now { frame.hold(for: start - now, "waited \(start - now) for the \(name)") }
    }
}
