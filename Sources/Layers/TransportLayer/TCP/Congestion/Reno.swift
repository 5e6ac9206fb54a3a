public import Wire

/// Slow start and congestion avoidance as RFC 5681 has them, counting bytes (RFC 3465).
public struct Reno: CongestionControl {
    public private(set) var congestionWindow: Int
    public private(set) var slowStartThreshold = Int.max
    private var segmentSize: Int
    private let restartWindow: Int
    private let slowStartLimit: Int
    private let countsBytes: Bool
    /// Bytes acknowledged since the window last grew in congestion avoidance.
    private var credit = 0
    private var before: (window: Int, threshold: Int)?

    public var name: String { "Reno" }

    public init(_ parameters: CongestionParameters) {
        segmentSize = parameters.segmentSize
        slowStartLimit = parameters.slowStartLimit
        countsBytes = parameters.countsBytes
        congestionWindow = parameters.initialCongestionWindow
        restartWindow = congestionWindow
    }

    public mutating func acknowledged(_ acknowledgement: Acknowledgement) {
        guard acknowledgement.isWindowLimited else { return }
        var bytes = acknowledgement.bytes
        if congestionWindow < slowStartThreshold {
            // RFC 3465 section 2.2; with L = 2 an acknowledgment for two segments opens the window by two.
            let growth = min(bytes, slowStartLimit * segmentSize, slowStartThreshold - congestionWindow)
            congestionWindow += growth
            bytes -= growth
            guard congestionWindow >= slowStartThreshold, bytes > 0 else { return }
        }
        // One segment for each window of bytes acknowledged (RFC 3465 section 2.1), or of acknowledgments (RFC 5681 section 3.1, equation 3).
        credit += countsBytes ? bytes : min(bytes, segmentSize)
        if credit >= congestionWindow {
            credit -= congestionWindow
            congestionWindow += segmentSize
        }
    }

    public mutating func congestion(flight: Int, at now: Instant) {
        before = (congestionWindow, slowStartThreshold)
        slowStartThreshold = max(flight / 2, 2 * segmentSize)
        congestionWindow = slowStartThreshold
        credit = 0
    }

    public mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) {
        if isFirst {
            before = (congestionWindow, slowStartThreshold)
            slowStartThreshold = max(flight / 2, 2 * segmentSize)
        }
        congestionWindow = segmentSize
        credit = 0
    }

    public mutating func undo() {
        guard let before else { return }
        congestionWindow = max(congestionWindow, before.window)
        slowStartThreshold = before.threshold
        self.before = nil
    }

    public mutating func restartedAfterIdle() { congestionWindow = min(congestionWindow, restartWindow) }

    public mutating func segmentSizeChanged(to size: Int) {
        segmentSize = size
        congestionWindow = max(congestionWindow, size)
    }
}
