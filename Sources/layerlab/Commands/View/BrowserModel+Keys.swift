import Inspector

// What the keys do.
extension BrowserModel {
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
    static func moved(_ key: Key, _ at: Int, _ page: Int) -> Int? {
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

    mutating func browse(_ key: Key, _ page: Int) {
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

    mutating func turn(_ step: Int) {
        guard !isZoomed else { return }
        let all = Pane.allCases
        pane = all[((all.firstIndex(of: pane) ?? 0) + step + all.count) % all.count]
    }

    mutating func walkFrames(_ key: Key, _ page: Int) {
        if let place = Self.moved(key, chosen, page) { return choose(place) }
        switch key {
        case .enter, .right, .character("l"):
            isZoomed = false
            pane = .layers
        default: break
        }
    }

    mutating func walkLayers(_ key: Key, _ page: Int) {
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

    mutating func set(_ row: Int, open: Bool) {
        opened[layers.rows[row].path] = open
        rebuild()
    }

    mutating func setAll(open: Bool) {
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

    mutating func walkBytes(_ key: Key, _ page: Int) {
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
}
