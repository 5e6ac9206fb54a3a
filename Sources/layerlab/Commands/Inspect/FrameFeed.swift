import Capture
import Wire

/// Frames as they pass an interface.
enum FrameFeed {
    /// Lends every frame to `body` until it answers false, the capture ends or Ctrl-C is pressed. `idle` is called when no frame waits.
    static func live(_ source: any FrameSource, idle: () throws(CaptureError) -> Bool, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Bool) throws {
        let interrupt = try Interrupt()
        var wantsMore = true, isInterrupted = false
        while wantsMore, !isInterrupted, !source.isOver {
            isInterrupted = interrupt.wait(orReadable: source.selectableDescriptor, atMost: source.drainInterval)
            _ = try source.drain(atMost: 1024) { header, bytes throws(CaptureError) in
                if wantsMore { wantsMore = try body(header, bytes) }
            }
            if try !idle() { wantsMore = false }
        }
        source.stop()
    }
}
