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
    var shown: [Int]
    var filter: DisplayFilter?
    /// The chosen one's place among them.
    var chosen = 0
    var pane = Pane.frames
    var mode = Mode.browse
    var isOver = false
    /// The frame list alone, all of it.
    var isZoomed = false
    /// What the last line says until the next key.
    var message = ""
    var search = ""
    var searchesBack = false
    /// Digits typed before G, as in less.
    var count = ""
    var opened: [String: Bool] = [:]

    var layers = LayerRows([], isOpen: { _ in nil })
    var trees: [LayerTree] = []
    var sources: [(title: String, bytes: [UInt8])] = []
    var row = 0
    var byte = 0
    // What is at the top of each pane.
    var frameTop = 0, rowTop = 0, byteTop = 0

    init(_ capture: LoadedCapture) {
        self.capture = capture
        shown = Array(capture.frames.indices)
        if capture.leftOut > 0 { message = "\(capture.leftOut) frames do not fit into memory and are left out" }
        load()
    }

    // MARK: - What is chosen

    var index: Int? { shown.indices.contains(chosen) ? shown[chosen] : nil }

    mutating func load() {
        guard let index else {
            (trees, sources) = ([], [])
            return rebuild()
        }
        (trees, sources) = capture.detail(of: index)
        byte = 0
        byteTop = 0
        rebuild()
    }

    mutating func rebuild() {
        layers = LayerRows(trees) { opened[$0] }
        row = min(row, max(0, layers.rows.count - 1))
    }

    func isOpen(_ row: Int) -> Bool {
        layers.rows.indices.contains(row + 1) && layers.rows[row + 1].depth > layers.rows[row].depth
    }

    mutating func choose(_ place: Int) {
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
}
