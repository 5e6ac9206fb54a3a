import Capture
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One run of `layerlab capture`: waits for frames or Ctrl-C, whichever comes.
struct CaptureSession {
    let source: any FrameSource
    let writer: CaptureFile.Writer?
    let printer: FramePrinter?
    let mostFrames: Int
    private var frames = 0

    init(source: any FrameSource, writer: CaptureFile.Writer?, printer: FramePrinter?, mostFrames: Int) {
        self.source = source
        self.writer = writer
        self.printer = printer
        self.mostFrames = mostFrames
    }

    mutating func run() throws {
        let interrupt = try Interrupt()
        var isInterrupted = false
        while frames < mostFrames, !source.isOver, !isInterrupted {
            isInterrupted = interrupt.wait(orReadable: source.selectableDescriptor, atMost: source.drainInterval)
            try takeFrames()
        }
        // What came in before the end: the kernel hands its last block over when that has waited for its time (LiveCapture: 1 ms, which
        // a slow timer may make 10), whether it is full or not.
        let last = SuspendingClock.now + .milliseconds(20)
        while isInterrupted, frames < mostFrames, SuspendingClock.now < last {
            usleep(2_000)
            try takeFrames()
        }
        source.stop()
        while frames < mostFrames, try takeFrames() > 0 {}
        try writer?.close()
    }

    /// Takes what is there; the file holds it before the terminal shows it.
    @discardableResult
    private mutating func takeFrames() throws(CaptureError) -> Int {
        let taken = try source.drain(atMost: min(1024, mostFrames - frames)) { header, bytes throws(CaptureError) in
            frames += 1
            try writer?.write(header, bytes)
            printer?.print(header, bytes)
        }
        try writer?.flush()
        // Nobody reads any more (the pipe's other end is gone): the capture ends as with Ctrl-C.
        if printer?.flush() == false { source.stop() }
        return taken
    }

    /// What was captured, lost and written: for standard error.
    var report: String {
        let statistics = source.statistics
        var text = "\(frames) frame\(frames == 1 ? "" : "s") captured on \(source.interface)"
        text += statistics.dropped == 0 ? ", none dropped" : "; \(statistics.dropped) dropped by the kernel, because this program fell behind: they are missing"
        if statistics.droppedByInterface > 0 { text += "; \(statistics.droppedByInterface) dropped by the interface" }
        if let writer { text += ". Written to \(writer.name)" }
        return text + ".\n"
    }
}

/// What is said about the capture, and not of it.
func standardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
