import TransportLayer
import Wire

/// E1, done: RFC 5681, counting bytes.
public struct MyControl: ParameterisedControl {
    public var name: String { "mine" }

    public private(set) var congestionWindow: Int
    public private(set) var slowStartThreshold = Int.max
    private let segmentSize: Int
    /// Bytes acknowledged in congestion avoidance since the window last grew.
    private var credit = 0

    public init(_ parameters: CongestionParameters) {
        segmentSize = parameters.segmentSize
        congestionWindow = parameters.initialCongestionWindow
    }

    public mutating func acknowledged(_ acknowledgement: Acknowledgement) {
        guard acknowledgement.isWindowLimited else { return }
        if congestionWindow < slowStartThreshold {
            congestionWindow += min(acknowledgement.bytes, 2 * segmentSize)
        } else {
            credit += acknowledgement.bytes
            if credit >= congestionWindow {
                credit -= congestionWindow
                congestionWindow += segmentSize
            }
        }
    }

    public mutating func congestion(flight: Int, at now: Instant) {
        slowStartThreshold = max(flight / 2, 2 * segmentSize)
        congestionWindow = slowStartThreshold
        credit = 0
    }

    public mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) {
        if isFirst { slowStartThreshold = max(flight / 2, 2 * segmentSize) }
        congestionWindow = segmentSize
        credit = 0
    }

    public mutating func undo() {}
    public mutating func restartedAfterIdle() {}
    public mutating func segmentSizeChanged(to size: Int) {}
}
