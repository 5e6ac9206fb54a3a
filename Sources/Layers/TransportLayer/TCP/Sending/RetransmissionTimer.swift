public import Wire

/// Measures round trips and says how long to wait for an acknowledgment: an exercise's and the connection's own.
public protocol RetransmissionTimer: Sendable {
    /// The smoothed round-trip time; nil before the first measurement.
    var smoothedRoundTrip: Nanoseconds? { get }
    /// How far round trips stray from it.
    var variation: Nanoseconds { get }
    /// The retransmission timeout, back-off included.
    var timeout: Nanoseconds { get }
    /// A round trip was measured, on a segment that was sent once (Karn's algorithm: never one that was retransmitted).
    /// `samplesPerRoundTrip` says how many measurements one round trip yields (RFC 7323 appendix G).
    mutating func measured(_ roundTrip: Nanoseconds, samplesPerRoundTrip: Int)
    /// The timer expired: wait twice as long the next time (RFC 6298 section 5.5).
    mutating func backOff()
    /// Something new was acknowledged: waiting goes back to what was measured.
    mutating func resetBackOff()
}

/// RFC 6298's estimator (Van Jacobson's; RFC 9293 section 3.8.1), with exponential back-off.
public struct JacobsonTimer: RetransmissionTimer {
    public private(set) var smoothedRoundTrip: Nanoseconds?
    public private(set) var variation = Nanoseconds.zero
    private var base: Nanoseconds
    private var backOffs = 0
    private let minimum: Nanoseconds
    private let maximum: Nanoseconds
    /// G, the granularity of the clock (RFC 6298 section 2).
    private static let granularity = Nanoseconds.milliseconds(1)

    public init(minimum: Nanoseconds, maximum: Nanoseconds, initial: Nanoseconds) {
        self.minimum = minimum
        self.maximum = max(minimum, maximum)
        base = min(max(initial, minimum), self.maximum)
    }

    public var timeout: Nanoseconds {
        var timeout = base
        for _ in 0..<backOffs where timeout < maximum { timeout = timeout + timeout }
        return min(timeout, maximum)
    }

    public mutating func measured(_ roundTrip: Nanoseconds, samplesPerRoundTrip: Int) {
        let sample = max(roundTrip.count, 0)
        if let smoothed = smoothedRoundTrip?.count {
            // RFC 6298 (2.3) with alpha 1/8 and beta 1/4, both divided by the samples that one round trip yields.
            let samples = Int64(max(1, samplesPerRoundTrip))
            variation = Nanoseconds(variation.count + (abs(smoothed - sample) - variation.count) / (4 * samples))
            smoothedRoundTrip = Nanoseconds(smoothed + (sample - smoothed) / (8 * samples))
        } else {
            // (2.2)
            smoothedRoundTrip = Nanoseconds(sample)
            variation = Nanoseconds(sample / 2)
        }
        let timeout = (smoothedRoundTrip ?? .zero) + max(Self.granularity, variation * 4)
        base = min(max(timeout, minimum), maximum)
    }

    public mutating func backOff() { backOffs = min(backOffs + 1, 16) }
    public mutating func resetBackOff() { backOffs = 0 }
}
