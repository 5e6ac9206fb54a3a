/// A table in plain text: columns as wide as their widest cell, numbers to the right.
struct TextTable {
    private let headings: [String]
    private let isNumber: [Bool]
    private var rows: [[String]] = []

    /// A heading that begins with ">" is a column of numbers.
    init(_ headings: [String]) {
        self.headings = headings.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 }
        isNumber = headings.map { $0.hasPrefix(">") }
    }

    var isEmpty: Bool { rows.isEmpty }
    mutating func add(_ cells: [String]) { rows.append(cells) }

    func write(into out: inout OutputBuffer, indent: Int = 2) {
        write(count: rows.count, into: &out, indent: indent) { index, row in
            for cell in rows[index] { row.cell { $0.text(cell) } }
        }
    }

    /// Writes `count` rows that are made as they are needed, twice each: a table of tens of thousands need not be held as text.
    func write(count: Int, into out: inout OutputBuffer, indent: Int = 2, _ fill: (Int, inout TextRow) -> Void) {
        var row = TextRow(), widths = [Int](repeating: 0, count: headings.count)
        func note(_ row: borrowing TextRow) {
            for column in 0..<widths.count { widths[column] = max(widths[column], row.width(column)) }
        }
        for heading in headings { row.cell { $0.text(heading) } }
        note(row)
        for index in 0..<count {
            row.removeAll()
            fill(index, &row)
            note(row)
        }
        row.removeAll()
        for heading in headings { row.cell { $0.text(heading) } }
        out.colour(.dim)
        write(row, widths, indent, into: &out)
        out.colour(.plain)
        for index in 0..<count {
            row.removeAll()
            fill(index, &row)
            write(row, widths, indent, into: &out)
        }
    }

    private func write(_ row: borrowing TextRow, _ widths: [Int], _ indent: Int, into out: inout OutputBuffer) {
        out.spaces(indent)
        for column in 0..<widths.count {
            let room = widths[column] - row.width(column)
            if isNumber[column] { out.spaces(room) }
            out.raw(row.bytes(column))
            out.spaces((isNumber[column] ? 0 : room) + 2)
        }
        out.trimTrailingSpaces()
        out.newLine()
        out.handOnIfFull()
    }
}

/// A row of a table in the making: its cells' text, one behind the other. It is used again for each row.
struct TextRow: ~Copyable {
    private var text = OutputBuffer(capacity: 256)
    /// Where each cell ends, and how many columns it takes.
    private var cells: [(end: Int, width: Int)] = []

    mutating func cell(_ write: (inout OutputBuffer) -> Void) {
        let start = text.count
        write(&text)
        let bytes = UnsafeRawBufferPointer(rebasing: text.written[start...])
        // Nearly all text is ASCII, where columns are bytes.
        cells.append((text.count, bytes.allSatisfy { $0 < 0x80 } ? bytes.count : String(decoding: bytes, as: UTF8.self).count))
    }

    mutating func cell(_ number: Int) { cell { $0.decimal(number) } }

    fileprivate mutating func removeAll() {
        text.removeAll()
        cells.removeAll(keepingCapacity: true)
    }

    fileprivate func width(_ column: Int) -> Int { cells[column].width }
    fileprivate func bytes(_ column: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: text.written[(column == 0 ? 0 : cells[column - 1].end)..<cells[column].end]) }
}
