import LabKit
import Wire

// What the panes show.
extension BrowserModel {
    var source: Int { layers.rows.indices.contains(row) ? layers.rows[row].source : 0 }

    var paneBytes: [UInt8] {
        guard let index else { return [] }
        return source == 0 || source > sources.count ? capture.frames[index].bytes : sources[source - 1].bytes
    }

    var paneBytesTitle: String { source == 0 || source > sources.count ? "Bytes" : "Bytes: \(sources[source - 1].title)" }

    mutating func frameLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        frameTop = Self.top(frameTop, showing: chosen, height, of: shown.count)
        let widths = FrameColumns(shown.last.map { $0 + 1 } ?? 1, width)
        let start = capture.lines.first?.time ?? .zero
        return (0..<height).map { offset in
            let place = frameTop + offset
            guard shown.indices.contains(place) else { return TerminalLine().drawn(width, coloured: coloured) }
            return widths.line(capture.lines[shown[place]], number: shown[place] + 1, since: start).drawn(width, coloured: coloured, over: place == chosen ? Look(isBold: pane == .frames, isReversed: true) : nil)
        }
    }

    mutating func layerLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        rowTop = Self.top(rowTop, showing: row, height, of: layers.rows.count)
        return (0..<height).map { offset in
            let place = rowTop + offset
            guard layers.rows.indices.contains(place) else { return TerminalLine().drawn(width, coloured: coloured) }
            return layers.line(place, isOpen: isOpen(place)).drawn(width, coloured: coloured, over: place == row && pane != .frames ? Look(isBold: pane == .layers, isReversed: true) : nil)
        }
    }

    mutating func byteLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        let bytes = paneBytes
        let lit = pane == .frames || !layers.rows.indices.contains(row) ? 0..<0 : layers.rows[row].range
        byteTop = Self.top(byteTop, showing: (pane == .bytes ? byte : lit.lowerBound) / 16, height, of: (bytes.count + 15) / 16)
        return (0..<height).map { offset in
            let number = byteTop + offset
            guard number * 16 < bytes.count else { return TerminalLine().drawn(width, coloured: coloured) }
            return HexPane.row(number, of: bytes, lit: lit, cursor: pane == .bytes ? byte : nil).drawn(width, coloured: coloured)
        }
    }

    /// What the bottom line says.
    var status: TerminalLine {
        if case .prompt(let prompt, let text) = mode {
            var line = TerminalLine(prompt.rawValue + Printable.line(text, keepingTabs: false), .bold)
            line.add(" ", .reversed)
            if !message.isEmpty { line.add("  " + message, Look(colour: .red)) }
            return line
        }
        if !message.isEmpty { return TerminalLine(message, .bold) }
        if pane != .frames, layers.rows.indices.contains(row) {
            let field = layers.rows[row]
            return TerminalLine([field.name, field.meaning, field.range.isEmpty ? "" : "bytes \(field.range.lowerBound)-\(field.range.upperBound - 1)"].filter { !$0.isEmpty }.joined(separator: "   "))
        }
        return TerminalLine("↑↓ frames   Enter layers   Tab next pane   / search   f filter   s stream   ? help   q quit", .faint)
    }

    var heading: TerminalLine {
        var line = TerminalLine(" \(capture.name) ", Look(isBold: true, isReversed: true))
        line.add("  frame \(index.map { "\($0 + 1)" } ?? "-") of \(capture.frames.count)")
        if let filter { line.add("   \(shown.count) answer to \(Printable.line(filter.text))", Look(colour: .cyan)) }
        return line
    }

    static func top(_ top: Int, showing place: Int, _ height: Int, of count: Int) -> Int {
        guard height > 0 else { return 0 }
        var top = min(top, max(0, count - height))
        if place < top { top = place }
        if place >= top + height { top = place - height + 1 }
        return max(0, top)
    }

    static let help = """
        Frames, layers, bytes: Tab goes from one to the next, Esc back to the frames.

          ↑ ↓  j k            one line up or down
          Page ↑ ↓  Space b   one page; Ctrl-D Ctrl-U half of one
          g G  Home End       the first, the last; 12G goes to frame 12, and so does :12
          Enter  →  l         into the layers of the frame; opens a layer or a field
          ←  h                closes it; goes out
          E C                 opens, closes all layers
          /  n N              search the frames' lines; the next, the one before
          f  &                filter: tcp.flags.syn == 1 and ip.src == 10.0.0.0/8; Esc shows all again
          s  F                the stream of the frame, as its programs saw it; x shows bytes, f only its frames
          z                   the frames alone, or all panes
          ?                   this
          q                   ends
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
