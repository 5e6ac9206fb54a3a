import Inspector
import LabKit

// What is typed into the bottom line, searches, and the screen of a stream.
extension BrowserModel {
    mutating func type(_ key: Key, into prompt: Prompt, _ text: String) {
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

    mutating func answer(_ prompt: Prompt, _ text: String) {
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
    mutating func find(back: Bool, from start: Int) {
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

    mutating func follow() {
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

    mutating func scroll(_ key: Key, _ page: Int, _ top: Int, _ stream: FollowedStream, _ hexadecimal: Bool) {
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
}
