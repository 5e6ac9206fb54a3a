import TransportLayer
import Wire

/// E1: your congestion control. Read section 7 of the worksheet, and RFC 5681 section 3; then replace the bodies, and add what you need to keep.
///
/// `LAB=17 swift test` judges it; `swift run congestion-control --flows mine,reno` lets it compete.
public struct MyControl: ParameterisedControl {
    public var name: String { "mine" }

    /// E1, not attempted: the window is closed.
    public private(set) var congestionWindow = 0
    public private(set) var slowStartThreshold = Int.max

    public init(_ parameters: CongestionParameters) {}

    public mutating func acknowledged(_ acknowledgement: Acknowledgement) {}
    public mutating func congestion(flight: Int, at now: Instant) {}
    public mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) {}

    // These three may stay as they are.
    public mutating func undo() {}
    public mutating func restartedAfterIdle() {}
    public mutating func segmentSizeChanged(to size: Int) {}
}
