import Capture
import Wire

/// A line per frame: number, seconds since the first, length.
struct FramePrinter {
    private let linkType: LinkType
    private var first: Instant?
    private var count = 0

    init(linkType: LinkType) { self.linkType = linkType }

    mutating func print(_ header: FrameHeader, _ bytes: RawSpan, to output: inout String) {
        count += 1
        let begin = first ?? header.timestamp
        first = begin
        let microseconds = (header.timestamp - begin).count / 1_000
        let fraction = String(microseconds.magnitude % 1_000_000)
        let time = "\(microseconds < 0 ? "-" : "")\(microseconds.magnitude / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
        output += "\(padded("\(count)", 6))  \(padded(time, 12))  \(padded("\(header.originalLength)", 6)) B  \(linkType)\n"
    }

    private func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
