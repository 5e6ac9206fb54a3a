public import Capture
public import Simulation
import Wire

/// Keeps the frames that it observes: a capture's clock begins with its first frame.
public final class FrameRecorder: FrameObserver, @unchecked Sendable {
    public private(set) var frames: [CapturedFrame] = []
    private var start: Instant?
    private var isOn: Bool

    /// - Parameter waits: for ``begin()``; otherwise it keeps all from the first frame on.
    public init(waits: Bool = false) { isOn = !waits }

    public func begin() { isOn = true }

    public func observe(_ frame: ObservedFrame) {
        guard isOn else { return }
        let start = start ?? frame.time
        self.start = start
        frames.append(CapturedFrame(timestamp: Instant(nanoseconds: frame.time.nanoseconds - start.nanoseconds), bytes: frame.bytes))
    }
}
