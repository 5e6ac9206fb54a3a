import Wire

/// Who says what to whom, from top to bottom: a lane for each host, an arrow for each frame, a mark for each thing that one does alone.
public struct Ladder: Sendable {
    public enum Step: Sendable {
        /// From one lane to another, by their places from 0.
        case arrow(from: Int, to: Int, isLost: Bool)
        case mark(at: Int)
        case heading
    }

    public struct Row: Sendable {
        public var time: String
        /// A frame's number; empty for others.
        public var number: String
        public var step: Step
        /// On the arrow, or beside the mark.
        public var label: String
        /// Behind all lanes.
        public var words: String
        public var tint: Tint

        public init(time: String, number: String, _ step: Step, label: String, words: String, tint: Tint = .plain) {
            (self.time, self.number, self.step, self.label, self.words, self.tint) = (time, number, step, label, words, tint)
        }
    }

    /// The layer that speaks.
    public enum Tint: String, Sendable, CaseIterable { case plain, physical, link, network, transport, application }

    public var title: String
    public var lanes: [String]
    public var rows: [Row]
    /// What is not shown any more.
    public var leftOut = 0

    public init(title: String, lanes: [String], rows: [Row] = []) { (self.title, self.lanes, self.rows) = (title, lanes, rows) }

    // MARK: - SVG

    private static let rowHeight = 26, top = 56, firstLane = 168
    private var gap: Int { lanes.count <= 2 ? 230 : 130 }
    private var wordsAt: Int { Self.firstLane + max(0, lanes.count - 1) * gap + (lanes.count <= 2 ? 90 : 70) }

    /// As an SVG image, complete in itself; in the dark where the reader likes it dark.
    public func svg() -> String {
        let width = wordsAt + 330, height = Self.top + rows.count * Self.rowHeight + (leftOut > 0 ? 34 : 14)
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" font-family="system-ui, sans-serif" font-size="12">
            <title>\(MarkupText.escaped(title))</title>
            <desc>\(MarkupText.escaped("\(rows.count) lines between \(lanes.joined(separator: ", ")); the file of the same name in text says them."))</desc>
            <style>text{fill:#222}.t{fill:#666;text-anchor:end}.w{fill:#555}.l{stroke:#ccc}.m{text-anchor:middle}.plain{color:#555}.physical{color:#59626d}.link{color:#8a2f87}.network{color:#1f4fc4}.transport{color:#00696e}.application{color:#1c6b2c}.a{stroke:currentColor;stroke-width:1.5;fill:none}.f{fill:currentColor}.x{stroke:#b3261e;stroke-width:2.5;fill:none}@media(prefers-color-scheme:dark){text{fill:#eee}.t,.w{fill:#aaa}.l{stroke:#444}.plain{color:#aaa}.physical{color:#a3adb8}.link{color:#e39be0}.network{color:#94b4ff}.transport{color:#59d0d6}.application{color:#79d48b}.x{stroke:#ff8f85}}</style>
            <text x="12" y="20" font-size="14" font-weight="600">\(MarkupText.escaped(title))</text>

            """
        for (index, name) in lanes.enumerated() {
            svg += "<text class=\"m\" x=\"\(x(index))\" y=\"46\" font-weight=\"600\">\(MarkupText.escaped(name))</text><path class=\"l\" d=\"M\(x(index)) 52V\(Self.top + rows.count * Self.rowHeight)\"/>\n"
        }
        for (index, row) in rows.enumerated() { svg += draw(row, y: Self.top + index * Self.rowHeight) }
        if leftOut > 0 { svg += "<text class=\"w\" x=\"\(x(0))\" y=\"\(height - 12)\">and \(leftOut) more</text>\n" }
        return svg + "</svg>\n"
    }

    private func x(_ lane: Int) -> Int { Self.firstLane + lane * gap }

    private func draw(_ row: Row, y: Int) -> String {
        var svg = "<g class=\"\(row.tint.rawValue)\"><text class=\"t\" x=\"76\" y=\"\(y + 17)\">\(MarkupText.escaped(row.time))</text>"
        if !row.number.isEmpty { svg += "<text class=\"t\" x=\"108\" y=\"\(y + 17)\">\(row.number)</text>" }
        let label = MarkupText.escaped(row.label)
        switch row.step {
        case .heading: svg += "<text x=\"120\" y=\"\(y + 17)\" font-weight=\"600\">\(MarkupText.escaped(row.words))</text>"
        case .mark(let lane):
            let isLast = lane == lanes.count - 1 && lane > 0
            svg += "<path class=\"f\" d=\"M\(x(lane) - 4) \(y + 9)h8v8h-8z\"/><text class=\"f\" x=\"\(x(lane) + (isLast ? -9 : 9))\" y=\"\(y + 17)\"\(isLast ? " text-anchor=\"end\"" : "")>\(label)</text>"
        case .arrow(let from, let to, let isLost):
            let a = x(from), b = x(to), way = b < a ? -1 : 1, end = isLost ? (a + b) / 2 : b - way
            svg += "<path class=\"a\" d=\"M\(a) \(y + 18)H\(end)\"/>"
            svg += isLost ? "<path class=\"x\" d=\"M\(end - 5) \(y + 13)l10 10m0 -10l-10 10\"/>" : "<path class=\"f\" d=\"M\(b) \(y + 18)l\(-8 * way) -4v8z\"/>"
            svg += "<text class=\"m f\" x=\"\((a + b) / 2)\" y=\"\(y + 12)\">\(label)</text>"
        }
        if case .heading = row.step { return svg + "</g>\n" }
        return svg + "<text class=\"w\" x=\"\(wordsAt)\" y=\"\(y + 17)\">\(MarkupText.escaped(Self.cut(row.words, 52)))</text></g>\n"
    }

    private static func cut(_ text: String, _ length: Int) -> String { text.count > length ? text.prefix(length - 1) + "…" : text }

    // MARK: - Text

    /// The same in lines of text.
    public func text() -> [String] {
        let room = lanes.count <= 2 ? 30 : max(10, 60 / max(1, lanes.count - 1)), before = 22
        func column(_ lane: Int) -> Int { before + lane * room }
        func line(_ time: String, _ number: String) -> [Character] {
            var line = Array(Self.right(Self.cut(time, 12), 12) + " " + Self.right(Self.cut(number, 4), 4))
            line += [Character](repeating: " ", count: max(0, column(max(0, lanes.count - 1)) + 1 - line.count))
            for lane in lanes.indices { line[column(lane)] = "│" }
            return line
        }
        func put(_ text: String, _ at: Int, _ line: inout [Character]) {
            for (index, character) in text.enumerated() where at + index >= 18 {
                while line.count <= at + index { line.append(" ") }
                line[at + index] = character
            }
        }
        var heading = [Character](repeating: " ", count: before)
        for (lane, name) in lanes.enumerated() { put(Self.cut(name, room - 1), column(lane) - (lane == 0 ? 0 : min(name.count, room - 1) / 2), &heading) }
        var lines = [title, "", String(heading)]
        for row in rows {
            var drawn = line(row.time, row.number)
            switch row.step {
            case .heading:
                lines.append(String(Self.right(row.time, 12) + "       " + row.words))
                continue
            case .mark(let lane):
                let label = Self.cut(row.label, room - 3)
                if lane == lanes.count - 1, lane > 0 { put(label, column(lane) - 1 - label.count, &drawn) } else { put(label, column(lane) + 2, &drawn) }
                drawn[column(lane)] = "■"
            case .arrow(let from, let to, let isLost):
                let (low, high) = from < to ? (column(from), column(to)) : (column(to), column(from)), end = (low + high) / 2
                for at in low + 1..<high where !isLost || (from < to ? at < end : at > end) { drawn[at] = "─" }
                if isLost { drawn[end] = "x" } else { drawn[from < to ? high - 1 : low + 1] = from < to ? "▶" : "◀" }
                let label = " " + Self.cut(row.label, max(1, high - low - 6)) + " "
                put(label, isLost ? (from < to ? end + 1 : low + 2) : (low + high - label.count) / 2 + 1, &drawn)
            }
            var text = String(drawn)
            if !row.words.isEmpty { text += "  " + row.words }
            while text.last == " " { text.removeLast() }
            lines.append(Self.cut(text, 120))
        }
        if leftOut > 0 { lines.append(String(repeating: " ", count: before) + "and \(leftOut) more") }
        return lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
