import Wire

/// Lets things happen at a rate, and a burst of them at once: a token drops into the bucket every so often, a thing takes one out.
public struct TokenBucket: Hashable, Sendable {
    /// Time for one token.
    public let interval: Nanoseconds
    /// Tokens that the bucket holds.
    public let burst: Int
    /// When the bucket will be full, were nothing taken any more: the whole state.
    private var fullAt: Instant

    /// A full bucket. A rate or burst below 1 counts as 1.
    public init(perSecond rate: Int, burst: Int, at now: Instant = .zero) {
        interval = Nanoseconds(1_000_000_000 / Int64(min(max(1, rate), 1_000_000_000)))
        self.burst = max(1, min(burst, 1 << 30))
        fullAt = now
    }

    /// Takes a token, if there is one.
    public mutating func take(at now: Instant) -> Bool {
        let (capacity, overflow) = interval.count.multipliedReportingOverflow(by: Int64(burst))
        let next = max(fullAt, now) + interval
        guard overflow || next <= now + Nanoseconds(capacity) else { return false }
        fullAt = next
        return true
    }
}
