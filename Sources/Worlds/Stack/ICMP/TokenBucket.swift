import Wire

/// Lets through a burst, and after it so many a second: how often a stack answers with an error.
struct TokenBucket: Sendable {
    private let burst: Int64
    /// The time that one token takes to come back.
    private let interval: Int64
    /// When the bucket will be full again.
    private var fullAt = Instant.zero

    init(burst: Int, perSecond: Int) {
        self.burst = Int64(max(burst, 1))
        interval = 1_000_000_000 / Int64(max(perSecond, 1))
    }

    mutating func take(at now: Instant) -> Bool {
        let full = max(fullAt, now)
        guard (full - now).count + interval <= burst * interval else { return false }
        fullAt = full + Nanoseconds(interval)
        return true
    }
}
