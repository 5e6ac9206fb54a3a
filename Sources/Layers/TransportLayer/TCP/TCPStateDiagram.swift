/// The state diagram, drawn from ``TCPTransition/all``: what the documentation shows is what the code does.
public enum TCPStateDiagram {
    /// In DOT, for Graphviz. Resets, aborts and time-outs, which end any state, are left out: ``table`` has them.
    public static var dot: String {
        var lines = ["digraph TCP {", "    rankdir=TB; node [shape=box, style=rounded, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];"]
        for state in TCPState.allCases { lines.append("    \"\(state)\"\(state.isSynchronized ? "" : " [style=\"rounded,dashed\"]");") }
        for row in TCPTransition.all where !isEnding(row) {
            lines.append("    \"\(row.from)\" -> \"\(row.to)\" [label=\"\(row.trigger.label)\(row.sends.isEmpty ? "" : "\\nsnd \(row.sends)")\"];")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    /// As a table in Markdown, every transition a row.
    public static var table: String {
        let head = ["state", "event", "next state", "sent", "RFC 9293"]
        var rows = [head]
        for state in TCPState.allCases {
            for row in TCPTransition.all where row.from == state && !isEnding(row) { rows.append([row.from.description, row.trigger.label, row.to.description, row.sends, row.section]) }
        }
        for trigger in [TCPTrigger.receiveRST, .abort, .givenUp] {
            for row in TCPTransition.all where row.trigger == trigger && isEnding(row) { rows.append([row.from.description, row.trigger.label, row.to.description, row.sends, row.section]) }
        }
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            "| " + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ") + " |"
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
        return ([line(head), rule] + rows.dropFirst().map(line)).joined(separator: "\n")
    }

    private static func isEnding(_ row: TCPTransition) -> Bool {
        row.trigger == .receiveRST || row.trigger == .abort || (row.trigger == .givenUp && row.from != .finWait2)
    }
}
