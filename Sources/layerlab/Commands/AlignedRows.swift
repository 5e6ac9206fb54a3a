/// Rows of a name and a value, the values under one another: how the tool shows facts.
struct AlignedRows {
    private var rows: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) { rows.append((name, value)) }

    /// One line a row, indented, without trailing spaces. A value of many lines stays in its column.
    func lines(indent: Int = 2) -> [String] {
        let width = rows.map(\.name.count).max() ?? 0
        let margin = String(repeating: " ", count: indent)
        return rows.flatMap { row in
            row.value.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, value in
                let name = index == 0 ? row.name : ""
                var line = margin + name + String(repeating: " ", count: width - name.count + 2) + value
                while line.last == " " { line.removeLast() }
                return line
            }
        }
    }
}
