import LinkLayer
import Wire

/// E1, done: learn from the source, decide by the destination, and believe nothing that is older than five minutes.
public struct MySwitch: FrameForwarder {
    private var heard: [MACAddress: (port: Int, time: Instant)] = [:]
    private static let patience = Nanoseconds.seconds(300)

    public init() {}

    public mutating func decide(destination: MACAddress, source: MACAddress, arrivingOn port: Int, at now: Instant) -> ForwardingDecision {
        // A group is nobody's own address.
        if !source.isMulticast { heard[source] = (port, now) }
        if destination.isMulticast { return .flood }
        guard let known = heard[destination], now - known.time < Self.patience else { return .flood }
        return known.port == port ? .filter : .forward(to: known.port)
    }
}
