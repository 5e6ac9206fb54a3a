/// The model laid out on a terminal: which pane is where.
enum BrowserScreen {
    /// Rows for the panes, so that all fit.
    struct Layout {
        var frames: Int
        var layers: Int
        var bytes: Int
        /// Columns of the layers where the bytes stand beside them; nil: below.
        var beside: Int?
    }

    static let smallest = (width: 20, height: 4)

    /// Heading, the frames' heading, status: the rest is for the panes, each with a rule above but the first.
    static func layout(_ width: Int, _ height: Int, isZoomed: Bool) -> Layout {
        let rest = max(1, height - 3)
        if isZoomed || rest < 6 { return Layout(frames: rest, layers: 0, bytes: 0, beside: nil) }
        let frames = max(2, rest * 45 / 100), lower = rest - frames - 1
        if width >= 2 * HexPane.width - 30 { return Layout(frames: frames, layers: lower, bytes: lower, beside: width - HexPane.width - 1) }
        if lower < 6 { return Layout(frames: frames, layers: lower, bytes: 0, beside: nil) }
        let bytes = max(2, min(6, lower / 3))
        return Layout(frames: frames, layers: lower - bytes - 1, bytes: bytes, beside: nil)
    }

    /// Rows of the pane that has the keys: what a page is.
    static func page(_ model: BrowserModel, _ width: Int, _ height: Int) -> Int {
        switch model.mode {
        case .follow, .help: return max(1, height - 2)
        case .browse, .prompt:
            let layout = layout(width, height, isZoomed: model.isZoomed)
            let rows = switch model.pane {
            case .frames: layout.frames
            case .layers: layout.layers
            case .bytes: layout.bytes
            }
            return max(1, rows - 1)
        }
    }

    /// All rows of the screen, each exactly `width` columns.
    static func draw(_ model: inout BrowserModel, _ width: Int, _ height: Int, coloured: Bool) -> [String] {
        guard width >= smallest.width, height >= smallest.height else { return [TerminalLine("too small").drawn(max(1, width), coloured: false)] }
        switch model.mode {
        case .help(let top): return whole(TerminalLine(" layerlab view: keys ", Look(isBold: true, isReversed: true)), BrowserModel.help.map { TerminalLine($0) }, top, "any other key goes back", width, height, coloured)
        case .follow(let stream, let hexadecimal, let top):
            var heading = TerminalLine(" \(stream.title) ", Look(isBold: true, isReversed: true))
            heading.add("  > \(stream.bytes.client) bytes", Look(colour: .red))
            heading.add("  < \(stream.bytes.server) bytes", Look(colour: .blue))
            return whole(heading, stream.lines(hexadecimal: hexadecimal), top, "↑↓ Page   x \(hexadecimal ? "text" : "bytes")   f only its frames   q back", width, height, coloured)
        case .browse, .prompt: return browse(&model, width, height, coloured)
        }
    }

    private static func browse(_ model: inout BrowserModel, _ width: Int, _ height: Int, _ coloured: Bool) -> [String] {
        let layout = layout(width, height, isZoomed: model.isZoomed)
        var rows = [model.heading.drawn(width, coloured: coloured), FrameColumns(model.capture.frames.count, width).heading(width).drawn(width, coloured: coloured)]
        rows += model.frameLines(layout.frames, width, coloured: coloured)
        if layout.layers > 0, let beside = layout.beside {
            let rest = width - beside - 1
            rows.append(rule("Layers", beside, model.pane == .layers, coloured) + "┬" + rule(model.paneBytesTitle, rest, model.pane == .bytes, coloured))
            let left = model.layerLines(layout.layers, beside, coloured: coloured), right = model.byteLines(layout.bytes, rest, coloured: coloured)
            rows += zip(left, right).map { $0 + "│" + $1 }
        } else if layout.layers > 0 {
            rows.append(rule("Layers", width, model.pane == .layers, coloured))
            rows += model.layerLines(layout.layers, width, coloured: coloured)
            if layout.bytes > 0 {
                rows.append(rule(model.paneBytesTitle, width, model.pane == .bytes, coloured))
                rows += model.byteLines(layout.bytes, width, coloured: coloured)
            }
        }
        rows.append(model.status.drawn(width, coloured: coloured))
        return rows
    }

    private static func rule(_ title: String, _ width: Int, _ isActive: Bool, _ coloured: Bool) -> String {
        var line = TerminalLine("── ", .faint)
        line.add(title, isActive ? Look(isBold: true, isReversed: true) : .faint)
        line.add(" " + String(repeating: "─", count: max(0, width - line.width - 1)), .faint)
        return line.drawn(width, coloured: coloured)
    }

    private static func whole(_ heading: TerminalLine, _ lines: [TerminalLine], _ top: Int, _ words: String, _ width: Int, _ height: Int, _ coloured: Bool) -> [String] {
        let room = height - 2
        var rows = [heading.drawn(width, coloured: coloured)]
        for place in top..<top + room { rows.append((lines.indices.contains(place) ? lines[place] : TerminalLine()).drawn(width, coloured: coloured)) }
        let last = min(lines.count, top + room)
        rows.append(TerminalLine("\(words)   \(last == 0 ? 0 : top + 1)-\(last) of \(lines.count)", .faint).drawn(width, coloured: coloured))
        return rows
    }
}
