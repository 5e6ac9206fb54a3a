import TransportLayer
import Wire

/// E1, done: RFC 6298 in the order of its sections, in nanoseconds.
public struct MyTimer: RetransmissionTimer {
    public private(set) var smoothedRoundTrip: Nanoseconds?
    public private(set) var variation = Nanoseconds.zero
    private var base = Nanoseconds.seconds(1)
    private var expiries = 0

    public init() {}

    public var timeout: Nanoseconds {
        // (5.5), and no longer than a minute: doubling for ever would overflow.
        var timeout = base
        for _ in 0..<expiries where timeout < .seconds(60) { timeout = timeout + timeout }
        return min(timeout, .seconds(60))
    }

    public mutating func measured(_ roundTrip: Nanoseconds, samplesPerRoundTrip: Int) {
        if let smoothed = smoothedRoundTrip {
            // (2.3): the variation first, with the old average.
            variation = Nanoseconds((3 * variation.count + abs(smoothed.count - roundTrip.count)) / 4)
            smoothedRoundTrip = Nanoseconds((7 * smoothed.count + roundTrip.count) / 8)
        } else {
            // (2.2)
            smoothedRoundTrip = roundTrip
            variation = Nanoseconds(roundTrip.count / 2)
        }
        let average = smoothedRoundTrip ?? roundTrip
        base = min(max(average + max(.milliseconds(1), variation * 4), .milliseconds(200)), .seconds(60))
    }

    public mutating func backOff() { expiries = min(expiries + 1, 20) }
    public mutating func resetBackOff() { expiries = 0 }
}
