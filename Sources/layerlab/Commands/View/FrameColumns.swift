import LabKit
import Wire

/// How the frame list's columns share a width.
struct FrameColumns {
    let number: Int
    let ends: Int
    private static let time = 11, proto = 8, length = 6

    init(_ last: Int, _ width: Int) {
        number = max(2, "\(last)".count)
        ends = width >= 120 ? 22 : width >= 90 ? 18 : 15
    }

    func heading(_ width: Int) -> TerminalLine {
        var line = TerminalLine()
        cells(&line, "#", "time", "source", "destination", "protocol", "length", .faint)
        line.add("info", .faint)
        return line
    }

    func line(_ frame: LoadedCapture.Line, number: Int, since start: Instant) -> TerminalLine {
        var line = TerminalLine()
        let look = frame.isTroubled ? Look(colour: .red) : Look(frame.layer)
        let span = (frame.time - start).count, micro = (span < 0 ? -span : span) / 1000
        let digits = "\(micro % 1_000_000)"
        let time = "\(span < 0 ? "-" : "")\(micro / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
        cells(&line, "\(number)", time, frame.source, frame.destination, frame.protocolTitle, "\(frame.length)", look)
        line.add(frame.info, frame.isTroubled ? look : .plain)
        return line
    }

    private func cells(_ line: inout TerminalLine, _ number: String, _ time: String, _ source: String, _ destination: String, _ proto: String, _ length: String, _ look: Look) {
        func right(_ text: String, _ size: Int, _ look: Look) {
            line.pad(to: line.width + max(0, size - text.count))
            line.add(text + " ", look)
        }
        right(number, self.number, .faint)
        right(time, Self.time, .faint)
        line.column(source, ends, look == .faint ? .faint : .plain)
        line.add(" ")
        line.column(destination, ends, look == .faint ? .faint : .plain)
        line.add(" ")
        line.column(proto, Self.proto, look)
        right(length, Self.length, .faint)
        line.add(" ")
    }
}
