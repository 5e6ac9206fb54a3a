import Inspector
import LabKit
import Wire

/// What `layerlab view` shows, and what its keys do: no terminal in it.
struct BrowserModel {
    enum Pane: CaseIterable { case frames, layers, bytes }

    /// What the bottom line asks for, or a screen above all else.
    enum Mode {
        case browse
        case prompt(Prompt, text: String)
        case follow(FollowedStream, hexadecimal: Bool, top: Int)
        case help(top: Int)
    }

    enum Prompt: String { case search = "/", searchBack = "?/", filter = "filter: ", frame = ":" }

    let capture: LoadedCapture
    /// The frames that are shown, from 0.
    private(set) var shown: [Int]
    private(set) var filter: DisplayFilter?
    /// The chosen one's place among them.
    private(set) var chosen = 0
    var pane = Pane.frames
    var mode = Mode.browse
    private(set) var isOver = false
    /// The frame list alone, all of it.
    private(set) var isZoomed = false
    /// What the last line says until the next key.
    private(set) var message = ""
    private var search = ""
    private var searchesBack = false
    /// Digits typed before G, as in less.
    private var count = ""
    private var opened: [String: Bool] = [:]

    private(set) var layers = LayerRows([], isOpen: { _ in nil })
    private var trees: [LayerTree] = []
    private var sources: [(title: String, bytes: [UInt8])] = []
    private var row = 0
    private var byte = 0
    // What is at the top of each pane.
    private var frameTop = 0, rowTop = 0, byteTop = 0

    init(_ capture: LoadedCapture) {
        self.capture = capture
        shown = Array(capture.frames.indices)
        if capture.leftOut > 0 { message = "\(capture.leftOut) frames do not fit into memory and are left out" }
        load()
    }

    // MARK: - What is chosen

    private var index: Int? { shown.indices.contains(chosen) ? shown[chosen] : nil }

    private mutating func load() {
        guard let index else {
            (trees, sources) = ([], [])
            return rebuild()
        }
        (trees, sources) = capture.detail(of: index)
        byte = 0
        byteTop = 0
        rebuild()
    }

    private mutating func rebuild() {
        layers = LayerRows(trees) { opened[$0] }
        row = min(row, max(0, layers.rows.count - 1))
    }

    private func isOpen(_ row: Int) -> Bool {
        layers.rows.indices.contains(row + 1) && layers.rows[row + 1].depth > layers.rows[row].depth
    }

    private mutating func choose(_ place: Int) {
        let place = max(0, min(shown.count - 1, place))
        guard place != chosen || trees.isEmpty else { return }
        chosen = place
        row = 0
        rowTop = 0
        load()
    }

    mutating func go(toFrame number: Int) {
        guard let place = shown.firstIndex(of: number - 1) ?? shown.firstIndex(where: { $0 >= number - 1 }) else {
            message = "there is no frame \(number)"
            return
        }
        choose(place)
    }

    mutating func narrow(to filter: DisplayFilter?) {
        let current = index
        self.filter = filter
        shown = filter.map(capture.matches) ?? Array(capture.frames.indices)
        chosen = current.flatMap { now in shown.firstIndex { $0 >= now } } ?? max(0, shown.count - 1)
        frameTop = 0
        row = 0
        trees = []
        load()
        if shown.isEmpty { message = "no frame answers to that: Esc shows all again" }
    }

    // MARK: - Keys

    /// - Parameter page: rows of the pane that has the keys.
    mutating func press(_ key: Key, page: Int) {
        message = ""
        switch mode {
        case .prompt(let prompt, let text): type(key, into: prompt, text)
        case .follow(let stream, let hexadecimal, let top): scroll(key, page, top, stream, hexadecimal)
        case .help(let top):
            if let moved = Self.moved(key, top, page) { mode = .help(top: max(0, min(Self.help.count - 1, moved))) } else { mode = .browse }
        case .browse: browse(key, page)
        }
    }

    /// Where a list goes with a key; nil for keys that move nothing.
    private static func moved(_ key: Key, _ at: Int, _ page: Int) -> Int? {
        switch key {
        case .down, .character("j"), .control("n"): at + 1
        case .up, .character("k"), .control("p"): at - 1
        case .pageDown, .character(" "), .control("f"): at + page
        case .pageUp, .character("b"), .control("b"): at - page
        case .control("d"): at + page / 2
        case .control("u"): at - page / 2
        case .home, .character("g"): 0
        case .end, .character("G"): .max / 2
        default: nil
        }
    }

    private mutating func browse(_ key: Key, _ page: Int) {
        if case .character(let digit) = key, digit.isNumber, digit.isASCII, pane == .frames, count.count < 12 {
            count.append(digit)
            message = count
            return
        }
        let typed = Int(count)
        count = ""
        if let typed, key == .character("G") || key == .character("g") || key == .enter { return go(toFrame: typed) }
        switch key {
        case .character("q"), .character("Q"), .control("c"): isOver = true
        case .character("?"): mode = .help(top: 0)
        case .character("/"): mode = .prompt(.search, text: "")
        case .character("f"), .character("&"): mode = .prompt(.filter, text: filter?.text ?? "")
        case .character(":"): mode = .prompt(.frame, text: "")
        case .character("n"): find(back: searchesBack, from: chosen)
        case .character("N"): find(back: !searchesBack, from: chosen)
        case .character("s"), .character("F"): follow()
        case .character("z"), .character("\\"): isZoomed.toggle()
            pane = .frames
        case .tab: turn(1)
        case .backTab: turn(-1)
        case .escape:
            if pane != .frames { pane = .frames } else if filter != nil { narrow(to: nil) }
        default:
            switch pane {
            case .frames: walkFrames(key, page)
            case .layers: walkLayers(key, page)
            case .bytes: walkBytes(key, page)
            }
        }
    }

    private mutating func turn(_ step: Int) {
        guard !isZoomed else { return }
        let all = Pane.allCases
        pane = all[((all.firstIndex(of: pane) ?? 0) + step + all.count) % all.count]
    }

    private mutating func walkFrames(_ key: Key, _ page: Int) {
        if let place = Self.moved(key, chosen, page) { return choose(place) }
        switch key {
        case .enter, .right, .character("l"):
            isZoomed = false
            pane = .layers
        default: break
        }
    }

    private mutating func walkLayers(_ key: Key, _ page: Int) {
        let rows = layers.rows
        guard !rows.isEmpty else { return }
        if let place = Self.moved(key, row, page) {
            row = max(0, min(rows.count - 1, place))
        } else {
            switch key {
            case .right, .character("l"): if rows[row].hasInner, !isOpen(row) { set(row, open: true) } else if isOpen(row) { row += 1 }
            case .left, .character("h"):
                if isOpen(row) { set(row, open: false) } else if let parent = rows[..<row].lastIndex(where: { $0.depth < rows[row].depth }) { row = parent } else { pane = .frames }
            case .enter, .character("o"): if rows[row].hasInner { set(row, open: !isOpen(row)) }
            case .character("E"): setAll(open: true)
            case .character("C"): setAll(open: false)
            default: break
            }
        }
        if layers.rows.indices.contains(row), !layers.rows[row].range.isEmpty { byte = layers.rows[row].range.lowerBound }
    }

    private mutating func set(_ row: Int, open: Bool) {
        opened[layers.rows[row].path] = open
        rebuild()
    }

    private mutating func setAll(open: Bool) {
        opened.removeAll()
        func note(_ fields: [FieldTree], _ path: String) {
            for field in fields where !field.fields.isEmpty {
                opened["\(path)/\(field.name)"] = open
                note(field.fields, "\(path)/\(field.name)")
            }
        }
        for tree in trees {
            opened[tree.name] = open
            note(tree.fields, tree.name)
        }
        rebuild()
    }

    private mutating func walkBytes(_ key: Key, _ page: Int) {
        let bytes = paneBytes
        guard !bytes.isEmpty else { return }
        let step: Int? = switch key {
        case .right, .character("l"): byte + 1
        case .left, .character("h"): byte - 1
        case .down, .character("j"): byte + 16
        case .up, .character("k"): byte - 16
        case .home, .character("0"): byte - byte % 16
        case .end, .character("$"): byte - byte % 16 + 15
        default: Self.moved(key, byte / 16, page).map { $0 > bytes.count ? bytes.count - 1 : $0 * 16 }
        }
        guard let step else { return }
        byte = max(0, min(bytes.count - 1, step))
        if let found = layers.row(at: byte, source: source) { row = found }
    }

    // MARK: - Asking

    private mutating func type(_ key: Key, into prompt: Prompt, _ text: String) {
        switch key {
        case .character(let character): if text.count < 1000 { mode = .prompt(prompt, text: text + String(character)) }
        case .backspace: mode = text.isEmpty ? .browse : .prompt(prompt, text: String(text.dropLast()))
        case .control("u"): mode = .prompt(prompt, text: "")
        case .escape, .control("c"), .control("g"): mode = .browse
        case .enter:
            mode = .browse
            answer(prompt, text)
        default: break
        }
    }

    private mutating func answer(_ prompt: Prompt, _ text: String) {
        switch prompt {
        case .search, .searchBack:
            if !text.isEmpty { search = text }
            searchesBack = prompt == .searchBack
            find(back: searchesBack, from: chosen)
        case .frame:
            if let number = Int(text) { go(toFrame: number) } else if text == "q" { isOver = true } else if !text.isEmpty { message = "\(text) is no frame's number" }
        case .filter:
            if text.allSatisfy({ $0 == " " }) { return narrow(to: nil) }
            do { narrow(to: try DisplayFilter(text)) } catch {
                mode = .prompt(.filter, text: text)
                message = "\(error.reason), at character \(error.column + 1)"
            }
        }
    }

    /// The next frame whose line has the words in it, with the last behind the first.
    private mutating func find(back: Bool, from start: Int) {
        guard !search.isEmpty else {
            message = "nothing was searched for yet: / asks"
            return
        }
        let wanted = search.lowercased()
        guard !shown.isEmpty else { return }
        for step in 1...shown.count {
            let place = ((start + (back ? -step : step)) % shown.count + shown.count) % shown.count
            guard capture.lines[shown[place]].text.lowercased().contains(wanted) else { continue }
            if back ? place > start : place < start { message = back ? "from the end again" : "from the beginning again" }
            return choose(place)
        }
        message = "no frame has \"\(Printable.line(search))\" in its line"
    }

    // MARK: - Following a stream

    private mutating func follow() {
        guard let index else { return }
        guard let stream = FollowedStream(capture, of: index) else {
            message = "this frame belongs to no stream"
            return
        }
        guard !stream.parts.isEmpty else {
            message = "nothing was said in this stream"
            return
        }
        mode = .follow(stream, hexadecimal: false, top: 0)
    }

    private mutating func scroll(_ key: Key, _ page: Int, _ top: Int, _ stream: FollowedStream, _ hexadecimal: Bool) {
        if let moved = Self.moved(key, top, page) {
            mode = .follow(stream, hexadecimal: hexadecimal, top: max(0, min(stream.lines(hexadecimal: hexadecimal).count - 1, moved)))
            return
        }
        switch key {
        case .character("x"): mode = .follow(stream, hexadecimal: !hexadecimal, top: 0)
        case .character("q"), .escape, .left, .character("h"): mode = .browse
        case .control("c"): isOver = true
        case .character("f"):
            mode = .browse
            if let conversation = index.flatMap({ capture.lines[$0].conversation }), case .tcp(let number) = conversation, let only = try? DisplayFilter("tcp.stream == \(number)") { narrow(to: only) }
        default: break
        }
    }

    // MARK: - What the panes show

    private var source: Int { layers.rows.indices.contains(row) ? layers.rows[row].source : 0 }

    private var paneBytes: [UInt8] {
        guard let index else { return [] }
        return source == 0 || source > sources.count ? capture.frames[index].bytes : sources[source - 1].bytes
    }

    var paneBytesTitle: String { source == 0 || source > sources.count ? "Bytes" : "Bytes: \(sources[source - 1].title)" }

    mutating func frameLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        frameTop = Self.top(frameTop, showing: chosen, height, of: shown.count)
        let widths = FrameColumns(shown.last.map { $0 + 1 } ?? 1, width)
        let start = capture.lines.first?.time ?? .zero
        return (0..<height).map { offset in
            let place = frameTop + offset
            guard shown.indices.contains(place) else { return TerminalLine().drawn(width, coloured: coloured) }
            return widths.line(capture.lines[shown[place]], number: shown[place] + 1, since: start).drawn(width, coloured: coloured, over: place == chosen ? Look(isBold: pane == .frames, isReversed: true) : nil)
        }
    }

    mutating func layerLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        rowTop = Self.top(rowTop, showing: row, height, of: layers.rows.count)
        return (0..<height).map { offset in
            let place = rowTop + offset
            guard layers.rows.indices.contains(place) else { return TerminalLine().drawn(width, coloured: coloured) }
            return layers.line(place, isOpen: isOpen(place)).drawn(width, coloured: coloured, over: place == row && pane != .frames ? Look(isBold: pane == .layers, isReversed: true) : nil)
        }
    }

    mutating func byteLines(_ height: Int, _ width: Int, coloured: Bool) -> [String] {
        let bytes = paneBytes
        let lit = pane == .frames || !layers.rows.indices.contains(row) ? 0..<0 : layers.rows[row].range
        byteTop = Self.top(byteTop, showing: (pane == .bytes ? byte : lit.lowerBound) / 16, height, of: (bytes.count + 15) / 16)
        return (0..<height).map { offset in
            let number = byteTop + offset
            guard number * 16 < bytes.count else { return TerminalLine().drawn(width, coloured: coloured) }
            return HexPane.row(number, of: bytes, lit: lit, cursor: pane == .bytes ? byte : nil).drawn(width, coloured: coloured)
        }
    }

    /// What the bottom line says.
    var status: TerminalLine {
        if case .prompt(let prompt, let text) = mode {
            var line = TerminalLine(prompt.rawValue + Printable.line(text, keepingTabs: false), .bold)
            line.add(" ", .reversed)
            if !message.isEmpty { line.add("  " + message, Look(colour: .red)) }
            return line
        }
        if !message.isEmpty { return TerminalLine(message, .bold) }
        if pane != .frames, layers.rows.indices.contains(row) {
            let field = layers.rows[row]
            return TerminalLine([field.name, field.meaning, field.range.isEmpty ? "" : "bytes \(field.range.lowerBound)-\(field.range.upperBound - 1)"].filter { !$0.isEmpty }.joined(separator: "   "))
        }
        return TerminalLine("↑↓ frames   Enter layers   Tab next pane   / search   f filter   s stream   ? help   q quit", .faint)
    }

    var heading: TerminalLine {
        var line = TerminalLine(" \(capture.name) ", Look(isBold: true, isReversed: true))
        line.add("  frame \(index.map { "\($0 + 1)" } ?? "-") of \(capture.frames.count)")
        if let filter { line.add("   \(shown.count) answer to \(Printable.line(filter.text))", Look(colour: .cyan)) }
        return line
    }

    private static func top(_ top: Int, showing place: Int, _ height: Int, of count: Int) -> Int {
        guard height > 0 else { return 0 }
        var top = min(top, max(0, count - height))
        if place < top { top = place }
        if place >= top + height { top = place - height + 1 }
        return max(0, top)
    }

    static let help = """
        Frames, layers, bytes: Tab goes from one to the next, Esc back to the frames.

          ↑ ↓  j k            one line up or down
          Page ↑ ↓  Space b   one page; Ctrl-D Ctrl-U half of one
          g G  Home End       the first, the last; 12G goes to frame 12, and so does :12
          Enter  →  l         into the layers of the frame; opens a layer or a field
          ←  h                closes it; goes out
          E C                 opens, closes all layers
          /  n N              search the frames' lines; the next, the one before
          f  &                filter: tcp.flags.syn == 1 and ip.src == 10.0.0.0/8; Esc shows all again
          s  F                the stream of the frame, as its programs saw it; x shows bytes, f only its frames
          z                   the frames alone, or all panes
          ?                   this
          q                   ends
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// How the frame list's columns share a width.
struct FrameColumns {
    let number: Int
    let ends: Int
    private static let time = 11, proto = 8, length = 6

    init(_ last: Int, _ width: Int) {
        number = max(2, "\(last)".count)
        ends = width >= 120 ? 22 : width >= 90 ? 18 : 15
    }

    func heading(_ width: Int) -> TerminalLine {
        var line = TerminalLine()
        cells(&line, "#", "time", "source", "destination", "protocol", "length", .faint)
        line.add("info", .faint)
        return line
    }

    func line(_ frame: LoadedCapture.Line, number: Int, since start: Instant) -> TerminalLine {
        var line = TerminalLine()
        let look = frame.isTroubled ? Look(colour: .red) : Look(frame.layer)
        let span = (frame.time - start).count, micro = (span < 0 ? -span : span) / 1000
        let digits = "\(micro % 1_000_000)"
        let time = "\(span < 0 ? "-" : "")\(micro / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
        cells(&line, "\(number)", time, frame.source, frame.destination, frame.protocolTitle, "\(frame.length)", look)
        line.add(frame.info, frame.isTroubled ? look : .plain)
        return line
    }

    private func cells(_ line: inout TerminalLine, _ number: String, _ time: String, _ source: String, _ destination: String, _ proto: String, _ length: String, _ look: Look) {
        func right(_ text: String, _ size: Int, _ look: Look) {
            line.pad(to: line.width + max(0, size - text.count))
            line.add(text + " ", look)
        }
        right(number, self.number, .faint)
        right(time, Self.time, .faint)
        line.column(source, ends, look == .faint ? .faint : .plain)
        line.add(" ")
        line.column(destination, ends, look == .faint ? .faint : .plain)
        line.add(" ")
        line.column(proto, Self.proto, look)
        right(length, Self.length, .faint)
        line.add(" ")
    }
}
