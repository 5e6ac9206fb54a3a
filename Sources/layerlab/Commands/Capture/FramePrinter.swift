import Capture
import Inspector
import Wire

/// Shows frames on the terminal as they come: as many lines each as `--detail` asks for.
final class FramePrinter {
    private let detail: InspectCommand.Detail
    private var session = DissectionSession()
    private var dissection: Dissection
    private var output = StandardOutput(isColoured: StandardOutput.wantsColour)
    private var start: Instant?
    private var count = 0

    init(detail: InspectCommand.Detail) {
        self.detail = detail
        dissection = Dissection(depth: detail == .summary ? .summary : .fields)
    }

    func print(_ header: FrameHeader, _ bytes: RawSpan) {
        count += 1
        let since = start ?? header.timestamp
        start = since
        session.dissect(header, bytes, number: count, into: &dissection)
        detail.write(&dissection, since: since, into: &output.buffer)
    }

    /// Hands what was printed to the terminal; false when nobody reads it any more.
    func flush() -> Bool {
        output.flush()
        return !output.isClosed
    }
}
