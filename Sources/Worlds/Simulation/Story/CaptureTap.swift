public import Capture
import Wire

/// Writes every frame that it is shown into a capture file, with its FCS and to the nanosecond.
///
/// The file's times begin at 1970-01-01 00:00: virtual time has no date. One run, one file: the same seed gives the same bytes.
public final class CaptureTap: FrameObserver {
    private let writer: CaptureFile.Writer
    /// What kept the file from being written, if anything did; nothing is written after it.
    public private(set) var failure: CaptureError?
    /// Whether frames are shown to the file without their last four bytes, as most network cards do.
    private let dropsFCS: Bool

    public init(_ writer: CaptureFile.Writer, dropsFCS: Bool = false) {
        self.writer = writer
        self.dropsFCS = dropsFCS
    }

    public func observe(_ frame: ObservedFrame) {
        guard failure == nil else { return }
        let count = dropsFCS ? frame.bytes.count - 4 : frame.bytes.count
        let header = FrameHeader(timestamp: frame.time, capturedLength: count, originalLength: count, linkType: .ethernet)
        do { try writer.write(header, frame.bytes.span.bytes.extracting(first: count)) } catch { failure = error }
    }

    /// Hands all that was written to the operating system.
    public func finish() throws(CaptureError) {
        if let failure { throw failure }
        try writer.close()
    }
}
