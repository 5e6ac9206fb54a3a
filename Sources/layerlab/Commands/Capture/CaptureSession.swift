import Capture
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One run of `layerlab capture`: frames to the file and to the terminal.
struct CaptureSession {
    private var feed: FrameFeed
    private let writer: CaptureFile.Writer?
    private let printer: FramePrinter?
    private let mostFrames: Int

    init(feed: FrameFeed, writer: CaptureFile.Writer?, printer: FramePrinter?, mostFrames: Int) {
        self.feed = feed
        self.writer = writer
        self.printer = printer
        self.mostFrames = mostFrames
    }

    mutating func run() throws {
        let writer = writer, printer = printer
        var left = mostFrames
        try feed.run(idle: { () throws(CaptureError) -> Bool in
            // The file holds a frame before the terminal shows it.
            try writer?.flush()
            return printer?.flush() ?? true
        }) { header, bytes throws(CaptureError) -> Bool in
            left -= 1
            try writer?.write(header, bytes)
            printer?.print(header, bytes)
            return left > 0
        }
        try writer?.close()
    }

    /// What was captured, lost and written: for standard error.
    var report: String { feed.report(writtenTo: writer?.name) }
}

/// What is said about the capture, and not of it.
func standardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
