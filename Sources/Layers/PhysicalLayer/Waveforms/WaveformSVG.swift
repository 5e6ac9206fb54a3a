import Wire

extension Waveform {
    /// The waveform as one SVG picture that needs nothing else; its title and description say in words what it shows.
    public func svg(symbolWidth: Int = 24) -> String {
        let width = max(4, symbolWidth), margin = 16, top = 44, height = 64
        let total = levels.count * width + 2 * margin
        func x(_ symbol: Int) -> Int { margin + symbol * width }
        func y(_ level: Level) -> Int { top + height / 2 - Int(level.rawValue) * height / 2 }

        var path = ""
        for (index, level) in levels.enumerated() {
            path += index == 0 ? "M\(x(0)) \(y(level))" : levels[index - 1] == level ? "" : "V\(y(level))"
            path += "H\(x(index + 1))"
        }
        var marks = ""
        for label in labels {
            let middle = x(label.start) + label.length * width / 2
            marks += "  <text x=\"\(middle)\" y=\"\(top - 10)\" text-anchor=\"middle\">\(MarkupText.escaped(label.text))</text>\n"
            marks += "  <line class=\"grid\" x1=\"\(x(label.start))\" y1=\"\(top - 4)\" x2=\"\(x(label.start))\" y2=\"\(top + height + 4)\"/>\n"
        }
        let bits = labels.map(\.text).joined(separator: " ")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" viewBox="0 0 \(total) \(top + height + 16)" width="\(total)" height="\(top + height + 16)">
              <title id="title">\(MarkupText.escaped(name))</title>
              <desc id="description">\(MarkupText.escaped("\(labels.count) labels: \(bits). Levels: \(levels.map(Self.sign).joined(separator: " "))"))</desc>
              <style>
                text { font: 14px ui-monospace, monospace; fill: #222; }
                .grid { stroke: #999; stroke-dasharray: 2 3; }
                .zero { stroke: #bbb; }
                .wave { fill: none; stroke: #0b62a8; stroke-width: 2.5; }
                @media (prefers-color-scheme: dark) { text { fill: #eee; } .wave { stroke: #6cb6ff; } }
              </style>
              <text x="\(margin)" y="16">\(MarkupText.escaped(name))</text>
            \(marks)  <line class="zero" x1="\(margin)" y1="\(top + height / 2)" x2="\(total - margin)" y2="\(top + height / 2)"/>
              <path class="wave" d="\(path)"/>
            </svg>

            """
    }

    private static func sign(_ level: Level) -> String {
        switch level {
        case .positive: "+"
        case .zero: "0"
        case .negative: "-"
        }
    }
}
