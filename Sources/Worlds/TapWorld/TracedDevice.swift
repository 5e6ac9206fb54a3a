public import Stack
public import Wire

/// A frame as it passed a device.
public struct TracedFrame {
    public enum Direction: Sendable { case received, transmitted }
    public let direction: Direction
    public let id: EventID
    /// What led to it; `.none` for a frame from outside.
    public let cause: EventID
    public let bytes: [UInt8]
}

/// A device that tells of each frame that passes it, and is otherwise the one that it wraps. In front of a device that loses frames it
/// tells what is sent; behind it, what gets through.
public final class TracedDevice: FrameDevice {
    private let inner: any FrameDevice
    private let tell: (TracedFrame) -> Void

    public init(_ inner: any FrameDevice, _ tell: @escaping (TracedFrame) -> Void) {
        self.inner = inner
        self.tell = tell
    }

    public var mtu: Int { inner.mtu }
    public var isGone: Bool { inner.isGone }

    public func transmit(_ frame: [UInt8], id: EventID, cause: EventID) {
        tell(TracedFrame(direction: .transmitted, id: id, cause: cause, bytes: frame))
        inner.transmit(frame, id: id, cause: cause)
    }

    public func receive(into frame: inout [UInt8], id: EventID) -> Bool {
        guard inner.receive(into: &frame, id: id) else { return false }
        tell(TracedFrame(direction: .received, id: id, cause: .none, bytes: frame))
        return true
    }
}
