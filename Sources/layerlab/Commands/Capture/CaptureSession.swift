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
    var printer: FramePrinter?
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
        source.stop()
        // What came in before the end.
        while frames < mostFrames, try takeFrames() > 0 {}
        try writer?.close()
    }

    /// Takes what is there; the file holds it before the terminal shows it.
    @discardableResult
    private mutating func takeFrames() throws(CaptureError) -> Int {
        var output = ""
        let taken = try source.drain(atMost: min(1024, mostFrames - frames)) { header, bytes throws(CaptureError) in
            frames += 1
            try writer?.write(header, bytes)
            printer?.print(header, bytes, to: &output)
        }
        try writer?.flush()
        // Nobody reads any more (the pipe's other end is gone): the capture ends as with Ctrl-C.
        if !standardOutput(output) { source.stop() }
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

/// Writes text to standard output; false when nobody reads it.
@discardableResult
func standardOutput(_ text: String) -> Bool { put(text, STDOUT_FILENO) }

func standardError(_ text: String) { _ = put(text, STDERR_FILENO) }

private func put(_ text: String, _ descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while rest.count > 0 {
            let count = write(descriptor, rest.baseAddress!, rest.count)
            if count > 0 { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) } else if errno != EINTR && errno != EAGAIN { return false }
        }
        return true
    }
}
