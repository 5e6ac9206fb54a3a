/// Words of a protocol, in ASCII, each with what it stands for: found among bytes as they lie, without a string being made of them.
struct WordTable<Meaning>: @unchecked Sendable {
    private struct Entry {
        let word: StaticString
        let meaning: Meaning
    }
    /// By length, which few words share. Plain memory that is never freed, so that looking a word up costs no reference counting.
    private let entries: UnsafePointer<Entry>
    /// Where the words of each length begin, and behind them the end of the longest.
    private let starts: UnsafePointer<Int>
    private let longest: Int
    private let ignoresCase: Bool

    init(ignoringCase ignoresCase: Bool = false, _ words: [(StaticString, Meaning)]) {
        self.ignoresCase = ignoresCase
        longest = words.map(\.0.utf8CodeUnitCount).max() ?? 0
        var sorted: [Entry] = [], starts: [Int] = []
        for length in 0...longest {
            starts.append(sorted.count)
            sorted += words.filter { $0.0.utf8CodeUnitCount == length }.map { Entry(word: $0.0, meaning: $0.1) }
        }
        self.entries = keptForever(sorted)
        self.starts = keptForever(starts + [sorted.count])
    }

    /// What the `length` bytes from `at` on stand for; nil when they are no word.
    func meaning(_ data: Octets, _ at: Int, _ length: Int) -> Meaning? {
        guard length >= 0, length <= longest else { return nil }
        for index in starts[length]..<starts[length + 1] where ignoresCase ? data.matchesIgnoringCase(entries[index].word, at: at) : data.matches(entries[index].word, at: at) {
            return entries[index].meaning
        }
        return nil
    }
}

/// A table that is never freed: what is looked up in it costs no reference counting.
func keptForever<Element>(_ table: [Element]) -> UnsafePointer<Element> {
    let room = UnsafeMutablePointer<Element>.allocate(capacity: max(1, table.count))
    room.initialize(from: table, count: table.count)
    return UnsafePointer(room)
}
