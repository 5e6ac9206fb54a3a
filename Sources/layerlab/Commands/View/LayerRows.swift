import Inspector
import LabKit
import Wire

/// A frame's layers as rows that open and close.
struct LayerRows {
    struct Row {
        /// Which it is, whatever frame it is in: what was opened stays open in the next.
        var path: String
        var depth: Int
        var title: String
        var value: String
        var range: Range<Int>
        /// 0: the frame's bytes; else one of the further sources.
        var source: Int
        var name: String
        var meaning: String
        var isGenerated: Bool
        var hasInner: Bool
        /// The layer, for a row that is one.
        var layer: Layer?
    }

    private(set) var rows: [Row] = []

    /// - Parameter isOpen: whether a row, by its path, shows what is in it; nil: as it is by nature.
    init(_ layers: [LayerTree], isOpen: (String) -> Bool?) {
        let inner = layers.lastIndex { $0.name != "data" && !$0.fields.isEmpty }
        for (index, layer) in layers.enumerated() {
            let path = layer.name
            rows.append(Row(path: path, depth: 0, title: layer.title, value: Printable.line(layer.headline, keepingTabs: false), range: layer.byteRange, source: layer.source, name: layer.name, meaning: "", isGenerated: false, hasInner: !layer.fields.isEmpty, layer: layer.layer))
            if isOpen(path) ?? (index == inner) { add(layer.fields, under: path, depth: 1, source: layer.source, isOpen) }
        }
    }

    private mutating func add(_ fields: [FieldTree], under parent: String, depth: Int, source: Int, _ isOpen: (String) -> Bool?) {
        for field in fields {
            let path = "\(parent)/\(field.name)"
            var value = Printable.line(String(field.value.prefix(400)), keepingTabs: false)
            if let word = field.word { value += " (\(Printable.line(word, keepingTabs: false)))" }
            rows.append(Row(path: path, depth: depth, title: field.title, value: value, range: field.byteRange, source: source, name: field.name, meaning: field.meaning, isGenerated: field.isGenerated, hasInner: !field.fields.isEmpty))
            if isOpen(path) ?? false { add(field.fields, under: path, depth: depth + 1, source: source, isOpen) }
        }
    }

    func line(_ index: Int, isOpen: Bool) -> TerminalLine {
        let row = rows[index]
        var line = TerminalLine(String(repeating: "  ", count: row.depth) + (row.hasInner ? isOpen ? "▾ " : "▸ " : "  "))
        if let layer = row.layer {
            line.add(row.title, Look(colour: Look(layer).colour, isBold: true))
            line.add("  " + row.value)
        } else {
            let look: Look = row.isGenerated ? .faint : .plain
            line.add(row.title + (row.value.isEmpty ? "" : ": "), look)
            line.add(row.value, Look(colour: look.colour, isBold: !row.isGenerated))
        }
        return line
    }

    /// The deepest row that has a byte.
    func row(at byte: Int, source: Int = 0) -> Int? {
        var best: Int?
        for (index, row) in rows.enumerated() where row.source == source && row.range.contains(byte) {
            if let known = best, rows[known].range.count < row.range.count { continue }
            best = index
        }
        return best
    }
}
