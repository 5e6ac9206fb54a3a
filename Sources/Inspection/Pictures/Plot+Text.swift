extension Plot {
    /// The plot as lines of text, at most `width` characters wide, `height` rows of points: the picture's twin.
    public func text(width: Int = 96, height: Int = 18) -> [String] {
        var lines = [title + (y.caption.isEmpty ? "" : ": \(y.caption) over \(x.caption)")]
        guard !isEmpty else { return lines + ["  (nothing to be seen)"] }
        let xs = xRange, ys = yRange
        let rows = max(3, height)
        let yTicks = Ticks(ys, count: max(2, rows / 3)), labels = yTicks.values.map(yTicks.label)
        let margin = max(labels.map(\.count).max() ?? 0, 1) + 1
        let columns = max(10, width - margin - 1)
        var grid = Grid(columns: columns, rows: rows)
        func column(_ number: Double) -> Int { Self.cell(number, xs, columns) }
        func row(_ number: Double) -> Int { rows - 1 - Self.cell(number, ys, rows) }
        for series in series { series.draw(into: &grid, column: column, row: row) }

        var labelOfRow: [Int: String] = [:]
        for (value, label) in zip(yTicks.values, labels) { labelOfRow[row(value)] = label }
        for index in 0..<rows {
            let label = labelOfRow[index] ?? ""
            lines.append(Self.trimmed(Self.right(label, margin - 1) + (label.isEmpty ? " │" : " ┤") + grid.line(index)))
        }
        let xTicks = Ticks(xs, count: max(2, columns / 12))
        var axis = [Character](repeating: "─", count: columns), numbers = [Character](repeating: " ", count: columns + margin + 1)
        var free = 0
        for value in xTicks.values {
            let place = column(value), label = Array(xTicks.label(value))
            axis[place] = "┬"
            let start = min(max(free, margin + 1 + place - label.count / 2), numbers.count - label.count)
            guard start >= free else { continue }
            for (offset, character) in label.enumerated() { numbers[start + offset] = character }
            free = start + label.count + 1
        }
        lines.append(Self.right("", margin) + "└" + String(axis))
        lines.append(Self.trimmed(String(numbers)))
        lines += legend(width: width)
        return lines
    }

    /// What each mark stands for, in as few lines as it takes.
    private func legend(width: Int) -> [String] {
        var lines: [String] = [], line = " "
        for series in series where !series.points.isEmpty {
            let entry = " \(series.mark) \(series.name) "
            if line.count + entry.count > width, line != " " {
                lines.append(Self.trimmed(line))
                line = " "
            }
            line += entry
        }
        return lines + [Self.trimmed(line)]
    }

    /// The cell of 0..<count that a number falls into.
    private static func cell(_ number: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int {
        let share = (number - range.lowerBound) / (range.upperBound - range.lowerBound)
        return min(count - 1, max(0, Int((share * Double(count - 1)).rounded())))
    }

    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    private static func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}

/// Characters in rows and columns.
private struct Grid {
    let columns: Int, rows: Int
    private var cells: [Character]

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        cells = [Character](repeating: " ", count: columns * rows)
    }

    mutating func set(_ column: Int, _ row: Int, _ mark: Character) {
        guard 0..<columns ~= column, 0..<rows ~= row else { return }
        cells[row * columns + column] = mark
    }

    func line(_ row: Int) -> String { String(cells[row * columns..<(row + 1) * columns]) }
}

extension Series {
    /// Puts the series' mark wherever it passes.
    fileprivate func draw(into grid: inout Grid, column: (Double) -> Int, row: (Double) -> Int) {
        var before: (column: Int, row: Int)?
        for point in points where point.x.isFinite && point.y.isFinite {
            let place = (column: column(point.x), row: row(point.y))
            if let top = point.top, top.isFinite {
                let other = row(top)
                for row in min(place.row, other)...max(place.row, other) { grid.set(place.column, row, mark) }
            }
            if let before, style != .marks, place.column > before.column {
                for column in before.column..<place.column {
                    let share = Double(column - before.column) / Double(place.column - before.column)
                    let height = style == .steps ? before.row : before.row + Int((share * Double(place.row - before.row)).rounded())
                    grid.set(column, height, mark)
                }
            }
            if let before, style == .steps, place.column >= before.column {
                // The riser: thin, so that a saw's teeth can be told from its steps.
                for row in min(before.row, place.row)...max(before.row, place.row) { grid.set(place.column, row, mark) }
            }
            grid.set(place.column, place.row, mark)
            before = place
        }
    }
}
