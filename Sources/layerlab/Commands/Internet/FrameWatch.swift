import Capture
import Inspector
import Simulation
import Wire

/// What `tcpdump` shows: the frames of one interface that a filter lets through, a line each, and in a file if one is named.
final class FrameWatch {
    let host: String
    let interface: String
    private let link: LinkID
    private let filter: CaptureFilter?
    private let writer: CaptureFile.Writer?
    private var left: Int
    private var session = DissectionSession()
    private var dissection = Dissection(depth: .summary)
    private var buffer = OutputBuffer()
    private(set) var count = 0

    init(host: String, interface: String, link: LinkID, filter: CaptureFilter?, writer: CaptureFile.Writer?, limit: Int) {
        (self.host, self.interface, self.link, self.filter, self.writer, left) = (host, interface, link, filter, writer, limit)
    }

    /// The line for a frame; nil where it is not for us.
    func tell(_ frame: ObservedFrame, number: Int) -> String? {
        guard left > 0, frame.link == link, frame.from == host || frame.to == host else { return nil }
        let header = FrameHeader(timestamp: frame.time, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
        if let filter, !filter.matches(header, frame.bytes.span.bytes) { return nil }
        do throws(CaptureError) { try writer?.write(header, frame.bytes.span.bytes) } catch { left = 0 }
        left -= 1
        count += 1
        session.dissect(header, frame.bytes.span.bytes, number: number, into: &dissection)
        dissection.writeSummaryLine(since: .zero, into: &buffer)
        var line = buffer.takeString()
        while line.hasSuffix("\n") { line.removeLast() }
        if case .lost(let why) = frame.fate { line += "  LOST (\(why))" }
        return line
    }

    func close() throws { try writer?.close() }
}
