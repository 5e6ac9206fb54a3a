import Capture

extension Timeline {
    /// The lines below the timeline: what it came to, what is odd about it, and what to do next.
    func closing(lab: Lab, end: LabEnd, world: WorldName, written: String?, page: String? = nil, statistics: CaptureStatistics?) -> [String] {
        var lines: [String] = [""]
        if totals.frames > 0 {
            let kinds = totals.byProtocol.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
            var sum = "\(totals.frames) frame\(totals.frames == 1 ? "" : "s"): \(kinds)."
            if totals.message > 0 { sum += " \(totals.message) bytes of message in \(totals.bytes) on the wire." }
            lines.append(sum)
        }
        if let dropped = statistics?.dropped, dropped > 0 { lines.append("The kernel dropped \(dropped) frame\(dropped == 1 ? "" : "s") that the capture was too slow for: they are missing above.") }
        lines += oddities.map { "Note: \($0)" }
        if let written { lines.append("Written to \(written): open it in Wireshark, or with layerlab inspect \(written)") }
        if let page { lines.append("The page:  \(page): open it in a browser") }
        if end == .both, totals.frames > 0 {
            lines.append("Next:      swift run \(lab.name) --on \(world.rawValue) --frame \(min(totals.frames, 4)) --detail layers")
            if !lab.number.isEmpty { lines.append("Worksheet: \(lab.worksheet)") }
        }
        return lines
    }
}
