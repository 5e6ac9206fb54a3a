public import Wire

/// CUBIC (RFC 9438): the window as a cubic function of the time since the last congestion, which makes its growth independent
/// of the round-trip time; at least as fast as Reno where Reno would be faster.
public struct Cubic: CongestionControl {
    /// The multiplicative decrease, β (section 4.6), and the growth's scale, C, in segments per second³ (section 4.2).
    private static let beta = 0.7
    private static let scale = 0.4
    /// The Reno-friendly region's growth in segments per window (section 4.3).
    private static let alpha = 3 * (1 - beta) / (1 + beta)

    public private(set) var congestionWindow: Int
    public private(set) var slowStartThreshold = Int.max
    private var segmentSize: Int
    private let restartWindow: Int
    private let slowStartLimit: Int
    /// The window, in bytes with a fraction: growth is often less than a byte an acknowledgment.
    private var window: Double
    /// W_max, in bytes: the window just before the last reduction.
    private var maximum = 0.0
    /// The window that Reno would have, W_est.
    private var estimate = 0.0
    /// When the current stage of congestion avoidance began, and its K in seconds.
    private var epoch: Instant?
    private var inflection = 0.0
    /// The last time that anything was acknowledged while the window held the sender back: idle time does not count (section 5.8).
    private var lastLimited: Instant?
    private var before: (window: Double, maximum: Double, threshold: Int, epoch: Instant?, inflection: Double, estimate: Double)?

    public var name: String { "CUBIC" }

    public init(_ parameters: CongestionParameters) {
        segmentSize = parameters.segmentSize
        slowStartLimit = parameters.slowStartLimit
        congestionWindow = parameters.initialCongestionWindow
        restartWindow = congestionWindow
        window = Double(congestionWindow)
    }

    public mutating func acknowledged(_ acknowledgement: Acknowledgement) {
        guard acknowledgement.isWindowLimited else { return }
        var bytes = acknowledgement.bytes
        if congestionWindow < slowStartThreshold {
            let growth = min(bytes, slowStartLimit * segmentSize, slowStartThreshold - congestionWindow)
            set(window + Double(growth))
            bytes -= growth
            guard congestionWindow >= slowStartThreshold, bytes > 0 else { return }
        }
        avoid(bytes, acknowledgement)
    }

    /// Congestion avoidance (sections 4.2 to 4.5).
    private mutating func avoid(_ bytes: Int, _ acknowledgement: Acknowledgement) {
        let now = acknowledgement.time, segment = Double(segmentSize)
        let roundTrip = (acknowledgement.smoothedRoundTrip ?? .milliseconds(100)).seconds
        if let start = epoch, let last = lastLimited, now - last > Nanoseconds(Int64(roundTrip * 2e9)) {
            epoch = start + (now - last)
        }
        lastLimited = now
        if epoch == nil {
            epoch = now
            estimate = window
            if window < maximum {
                inflection = cubeRoot((maximum - window) / segment / Self.scale)
            } else {
                maximum = window
                inflection = 0
            }
        }
        let elapsed = max(0, (now - (epoch ?? now)).seconds)
        func cubic(_ time: Double) -> Double {
            let distance = time - inflection
            return (Self.scale * distance * distance * distance) * segment + maximum
        }
        // W_est grows like a Reno flow's window with the same average; from W_max on like Reno itself (section 4.3).
        estimate += (estimate < maximum ? Self.alpha : 1) * segment * Double(bytes) / window
        if cubic(elapsed) < estimate {
            set(max(window, estimate))
        } else {
            // Section 4.4: the window one round trip ahead, between the present one and one and a half times as much.
            let target = min(max(cubic(elapsed + roundTrip), window), 1.5 * window)
            set(window + (target - window) * Double(bytes) / window)
        }
    }

    public mutating func congestion(flight: Int, at now: Instant) {
        remember()
        reduce(flight)
        set(Double(slowStartThreshold))
    }

    public mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) {
        if isFirst {
            remember()
            reduce(flight)
        }
        set(Double(segmentSize))
    }

    /// Multiplicative decrease and fast convergence (sections 4.6 and 4.7).
    private mutating func reduce(_ flight: Int) {
        maximum = window < maximum ? window * (1 + Self.beta) / 2 : window
        // Section 4.6: from what is on its way, so that a window that was never filled does not count.
        slowStartThreshold = max(Int(min(window, Double(flight)) * Self.beta), 2 * segmentSize)
        epoch = nil
    }

    private mutating func remember() { before = (window, maximum, slowStartThreshold, epoch, inflection, estimate) }

    public mutating func undo() {
        guard let before else { return }
        (maximum, slowStartThreshold, epoch, inflection, estimate) = (before.maximum, before.threshold, before.epoch, before.inflection, before.estimate)
        set(max(window, before.window))
        self.before = nil
    }

    public mutating func restartedAfterIdle() {
        epoch = nil
        set(min(window, Double(restartWindow)))
    }

    public mutating func segmentSizeChanged(to size: Int) {
        segmentSize = size
        set(max(window, Double(size)))
    }

    private mutating func set(_ value: Double) {
        window = min(max(value, Double(segmentSize)), 1e12)
        congestionWindow = Int(window)
    }

    /// The cube root by Newton's method: the same on every machine, and no C library.
    private func cubeRoot(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        var root = max(value, 1).squareRoot()
        for _ in 0..<60 {
            let next = (2 * root + value / (root * root)) / 3
            if abs(next - root) <= root * 1e-12 { return next }
            root = next
        }
        return root
    }
}
