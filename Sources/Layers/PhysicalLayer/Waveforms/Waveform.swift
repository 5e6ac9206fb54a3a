/// Levels on a wire with the bits that they stand for: drawn as text or as SVG.
public struct Waveform: Sendable {
    /// "Manchester".
    public let name: String
    public let levels: [Level]
    /// What stands above: each label with the symbols that it spans.
    public let labels: [Label]

    public struct Label: Sendable {
        public let text: String
        /// Symbols from the start.
        public let start: Int
        public let length: Int

        public init(text: String, start: Int, length: Int) {
            self.text = text
            self.start = start
            self.length = length
        }
    }

    public init(name: String, levels: [Level], labels: [Label]) {
        self.name = name
        self.levels = levels
        self.labels = labels
    }

    /// `bits` in `code`, each bit its own label.
    public init(_ bits: Bits, in code: some LineCode) {
        let width = code.symbolsPerBit
        self.init(name: code.name, levels: code.encode(bits), labels: bits.enumerated().map { Label(text: $1 ? "1" : "0", start: $0 * width, length: width) })
    }

    private var hasZero: Bool { levels.contains(.zero) }

    /// The waveform in lines of text: labels above, then a row for each level, `columns` characters for each symbol.
    public func text(columns: Int = 2) -> [String] {
        let columns = max(1, columns)
        var heading = Array(repeating: Character(" "), count: levels.count * columns)
        for label in labels where label.start >= 0 {
            let middle = (label.start * columns) + (label.length * columns - 1) / 2
            if middle < heading.count, let character = label.text.first { heading[middle] = character }
        }
        let rows: [Level] = hasZero ? [.positive, .zero, .negative] : [.positive, .negative]
        return ["   " + trimmed(String(heading))] + rows.map { row in
            var line = ""
            var last: Level?
            for level in levels {
                line.append(edge(from: last, to: level, in: row))
                line += String(repeating: level == row ? "─" : " ", count: columns - 1)
                last = level
            }
            return trimmed(" \(row == .positive ? "+" : row == .zero ? "0" : "-") " + line)
        }
    }

    /// The character where the line goes from one level to the next, as it looks in `row`.
    private func edge(from last: Level?, to level: Level, in row: Level) -> Character {
        guard let last, last != level else { return level == row ? "─" : " " }
        let rises = level.rawValue > last.rawValue
        if row == level { return rises ? "┌" : "└" }
        if row == last { return rises ? "┘" : "┐" }
        let between = (min(last.rawValue, level.rawValue)...max(last.rawValue, level.rawValue)).contains(row.rawValue)
        return between ? "│" : " "
    }

    private func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
