#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A line from the terminal, with history (up, down), completion (tab) and the usual keys.
final class LineEditor {
    private var history: [[Character]] = []
    private let complete: (String) -> [String]
    private var saved = termios()

    static let historyLimit = 1000, lineLimit = 4096

    init(complete: @escaping (String) -> [String]) { self.complete = complete }

    /// The line; nil at the end (Ctrl-D on an empty line).
    func read(prompt: String) -> String? {
        tcgetattr(0, &saved)
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        tcsetattr(0, TCSAFLUSH, &raw)
        defer { tcsetattr(0, TCSAFLUSH, &saved) }

        var line: [Character] = [], cursor = 0, place = history.count, draft: [Character] = []
        func draw() {
            let back = line.count - cursor
            put("\r\u{1b}[K" + prompt + String(line) + (back > 0 ? "\u{1b}[\(back)D" : ""))
        }
        func recall(_ index: Int) {
            if place == history.count { draft = line }
            place = index
            line = index == history.count ? draft : history[index]
            cursor = line.count
        }
        draw()
        while let key = readKey() {
            switch key {
            case .enter:
                put("\r\n")
                let text = String(line)
                if !line.isEmpty, history.last != line {
                    history.append(line)
                    if history.count > Self.historyLimit { history.removeFirst() }
                }
                return text
            case .end where line.isEmpty:
                put("\r\n")
                return nil
            case .end: if cursor < line.count { line.remove(at: cursor) }
            case .interrupt:
                put("^C\r\n")
                (line, cursor, place) = ([], 0, history.count)
            case .backspace:
                if cursor > 0 {
                    cursor -= 1
                    line.remove(at: cursor)
                }
            case .delete: if cursor < line.count { line.remove(at: cursor) }
            case .left: cursor = max(0, cursor - 1)
            case .right: cursor = min(line.count, cursor + 1)
            case .home: cursor = 0
            case .lineEnd: cursor = line.count
            case .up: if place > 0 { recall(place - 1) }
            case .down: if place < history.count { recall(place + 1) }
            case .killLine: (line, cursor) = ([], 0)
            case .killWord:
                while cursor > 0, line[cursor - 1] == " " { cursor -= 1; line.remove(at: cursor) }
                while cursor > 0, line[cursor - 1] != " " { cursor -= 1; line.remove(at: cursor) }
            case .tab: completeWord(&line, &cursor)
            case .character(let character):
                guard line.count < Self.lineLimit else { break }
                line.insert(character, at: cursor)
                cursor += 1
            case .unknown: break
            }
            draw()
        }
        return nil
    }

    private func completeWord(_ line: inout [Character], _ cursor: inout Int) {
        let before = String(line[..<cursor]), found = complete(before)
        guard let first = found.first else { return }
        let typed = before.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        // As much as all have in common.
        var common: [Character] = Array(first)
        for other in found.dropFirst() { while !other.hasPrefix(String(common)) { common.removeLast() } }
        var rest: [Character] = Array(common.dropFirst(typed.count))
        if found.count == 1 { rest.append(" ") } else if rest.isEmpty { put("\r\n" + found.joined(separator: "  ") + "\r\n") }
        line.insert(contentsOf: rest, at: cursor)
        cursor += rest.count
    }

    private enum Key { case enter, end, interrupt, backspace, delete, left, right, home, lineEnd, up, down, killLine, killWord, tab, character(Character), unknown }

    private func byte() -> UInt8? {
        var value: UInt8 = 0
        while true {
            let count = readByte(&value)
            if count == 1 { return value }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }

    private func readKey() -> Key? {
        guard let first = byte() else { return nil }
        switch first {
        case 10, 13: return .enter
        case 1: return .home
        case 3: return .interrupt
        case 4: return .end
        case 5: return .lineEnd
        case 8, 127: return .backspace
        case 9: return .tab
        case 11, 21: return .killLine
        case 23: return .killWord
        case 16: return .up
        case 14: return .down
        case 27:
            guard byte() == UInt8(ascii: "["), let code = byte() else { return .unknown }
            switch code {
            case UInt8(ascii: "A"): return .up
            case UInt8(ascii: "B"): return .down
            case UInt8(ascii: "C"): return .right
            case UInt8(ascii: "D"): return .left
            case UInt8(ascii: "H"): return .home
            case UInt8(ascii: "F"): return .lineEnd
            case UInt8(ascii: "3"):
                _ = byte()
                return .delete
            default: return .unknown
            }
        case 0..<32: return .unknown
        default:
            // The rest of a character of several bytes.
            var bytes = [first]
            for _ in 0..<(first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0) { if let next = byte() { bytes.append(next) } }
            return String(decoding: bytes, as: UTF8.self).first.map { .character($0) } ?? .unknown
        }
    }

    private func put(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { writeBytes($0.baseAddress, $0.count) }
    }
}

private func readByte(_ value: inout UInt8) -> Int { read(0, &value, 1) }
private func writeBytes(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(1, bytes, count) }
