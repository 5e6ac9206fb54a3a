/// One line of a text protocol.
struct TextLine {
    /// Where it begins, where it ends without its line end, and where the next one begins.
    var start: Int
    var end: Int
    var next: Int
    /// The line's end is there.
    var isWhole: Bool
    var count: Int { end - start }
}

extension Octets {
    /// The line from `start` on. A line ends with LF or CR LF; a lone CR ends one, too, unless it is the last byte.
    func line(from start: Int) -> TextLine {
        let feed = firstIndex(of: 0x0a, from: start)
        if let cr = firstIndex(of: 0x0d, from: start, limit: feed ?? count) {
            if cr + 1 >= count { return TextLine(start: start, end: cr, next: count, isWhole: false) }
            return TextLine(start: start, end: cr, next: base[cr + 1] == 0x0a ? cr + 2 : cr + 1, isWhole: true)
        }
        if let feed { return TextLine(start: start, end: feed, next: feed + 1, isWhole: true) }
        return TextLine(start: start, end: count, next: count, isWhole: false)
    }

    /// The end of the word that begins at `start`: the next space or `end`.
    func wordEnd(from start: Int, to end: Int) -> Int {
        var at = start
        while at < end, base[at] != 0x20 { at += 1 }
        return at
    }

    /// The next byte from `start` on that is not a space.
    func skipSpaces(from start: Int, to end: Int) -> Int {
        var at = start
        while at < end, base[at] == 0x20 { at += 1 }
        return at
    }

    /// Whether the bytes at `at` are these ASCII letters, in either case.
    func matchesIgnoringCase(_ text: StaticString, at: Int = 0) -> Bool {
        let size = text.utf8CodeUnitCount
        guard at >= 0, size <= count - at else { return false }
        for index in 0..<size {
            let a = base[at + index], b = text.utf8Start[index]
            let low = a >= 0x41 && a <= 0x5a ? a | 0x20 : a
            let other = b >= 0x41 && b <= 0x5a ? b | 0x20 : b
            if low != other { return false }
        }
        return true
    }

    /// The decimal number at `at`, or nil.
    func decimal(_ at: Int, _ end: Int) -> Int? {
        var at = skipSpaces(from: at, to: end), value = 0, digits = 0
        while at < end, base[at] >= 0x30, base[at] <= 0x39, digits < 15 {
            value = value * 10 + Int(base[at] - 0x30)
            digits += 1
            at += 1
        }
        return digits > 0 ? value : nil
    }
}
