/// Help that keeps its columns on a terminal of 80.
public enum HelpText {
    /// The parser of arguments assumes 80 columns where it cannot ask, and leaves the last one empty.
    private static let width = 79
    /// An example longer than this has what it shows below it, so that the others keep a column that is worth reading.
    private static let longest = 44

    /// `text` with its examples in two columns and its paragraphs filled.
    ///
    /// Lines that begin with two blanks are examples: what to type, two or more blanks, what it shows. All other lines are paragraphs, with
    /// an empty line between them.
    public static func laidOut(_ text: String) -> String {
        var result: [String] = [], paragraph: [Substring] = [], examples: [(typed: Substring, shown: Substring)] = []
        func fill() {
            if !paragraph.isEmpty { result += wrapped(paragraph.joined(separator: " "), to: width) }
            if !examples.isEmpty { result += columns(examples) }
            (paragraph, examples) = ([], [])
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") {
                if !paragraph.isEmpty { fill() }
                examples.append(halves(of: line.dropFirst(2)))
            } else if line.isEmpty {
                fill()
                result.append("")
            } else {
                if !examples.isEmpty { fill() }
                paragraph.append(line)
            }
        }
        fill()
        return result.joined(separator: "\n")
    }

    private static func halves(of example: Substring) -> (Substring, Substring) {
        // What goes on from the line above stands further in.
        let start = example.firstIndex { $0 != " " } ?? example.startIndex
        var gap = start
        while gap < example.endIndex {
            let next = example.index(after: gap)
            if example[gap] == " ", next < example.endIndex, example[next] == " " { return (example[..<gap], example[next...].drop { $0 == " " }) }
            gap = next
        }
        return (example, "")
    }

    private static func columns(_ examples: [(typed: Substring, shown: Substring)]) -> [String] {
        let column = 2 + (examples.map(\.typed.count).filter { $0 <= longest }.max() ?? 4) + 2
        return examples.flatMap { typed, shown -> [String] in
            guard !shown.isEmpty else { return ["  " + typed] }
            let lines = wrapped(String(shown), to: width - column).map { String(repeating: " ", count: column) + $0 }
            guard typed.count <= longest else { return ["  " + typed] + lines }
            return ["  " + typed + String(repeating: " ", count: column - 2 - typed.count) + lines[0].drop { $0 == " " }] + lines.dropFirst()
        }
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = [], line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty { line = String(word) } else if line.count + 1 + word.count <= width { line += " " + word } else {
                lines.append(line)
                line = String(word)
            }
        }
        return lines + [line]
    }
}
