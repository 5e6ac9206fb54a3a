/// Cuts a zone file into entries, and entries into words (RFC 1035 section 5.1).
struct ZoneTokens {
    struct Word {
        /// As it was written, escapes and all: names undo them themselves.
        var text: String
        /// With escapes undone.
        var bytes: [UInt8]
        var isQuoted: Bool
    }

    struct Entry {
        var line: Int
        /// The line began with a blank: the owner is that of the entry before.
        var continuesOwner: Bool
        var words: [Word]
    }

    private let text: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    init(_ text: [UInt8], file: String) {
        self.text = text
        self.file = file
    }

    private func fail(_ reason: String) -> ZoneFileError { ZoneFileError(file: file, line: line, reason: reason) }

    /// The next entry that has words; nil at the end.
    mutating func nextEntry() throws(ZoneFileError) -> Entry? {
        while position < text.count {
            var entry = Entry(line: line, continuesOwner: text[position] == 0x20 || text[position] == 0x09, words: [])
            var isOpen = false
            scan: while position < text.count {
                let byte = text[position]
                switch byte {
                case 0x0a:
                    position += 1
                    line += 1
                    if !isOpen { break scan }
                case 0x20, 0x09, 0x0d: position += 1
                case UInt8(ascii: ";"): while position < text.count, text[position] != 0x0a { position += 1 }
                case UInt8(ascii: "("):
                    guard !isOpen else { throw fail("a second ( before the )") }
                    isOpen = true
                    position += 1
                case UInt8(ascii: ")"):
                    guard isOpen else { throw fail("a ) without its (") }
                    isOpen = false
                    position += 1
                case UInt8(ascii: "\""): entry.words.append(try quoted())
                default: entry.words.append(try word())
                }
                guard entry.words.count <= 4096 else { throw fail("an entry of more than 4096 words") }
            }
            guard !isOpen else { throw ZoneFileError(file: file, line: entry.line, reason: "the ( that begins here is never closed") }
            if !entry.words.isEmpty { return entry }
        }
        return nil
    }

    private mutating func quoted() throws(ZoneFileError) -> Word {
        position += 1
        var bytes: [UInt8] = []
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            guard text[position] != 0x0a else { break }
            bytes.append(try character())
        }
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw fail("a string in quotes ends on its line") }
        position += 1
        return Word(text: String(decoding: bytes, as: UTF8.self), bytes: bytes, isQuoted: true)
    }

    private mutating func word() throws(ZoneFileError) -> Word {
        let start = position
        var bytes: [UInt8] = []
        while position < text.count, ![0x0a, 0x20, 0x09, 0x0d, UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\"")].contains(text[position]) { bytes.append(try character()) }
        return Word(text: String(decoding: text[start..<position], as: UTF8.self), bytes: bytes, isQuoted: false)
    }

    /// One character, or an escape: `\X` or `\DDD`.
    private mutating func character() throws(ZoneFileError) -> UInt8 {
        let byte = text[position]
        position += 1
        guard byte == UInt8(ascii: "\\") else { return byte }
        guard position < text.count, text[position] != 0x0a else { throw fail("a \\ with nothing behind it") }
        guard ASCII.isDigit(text[position]) else {
            position += 1
            return text[position - 1]
        }
        guard position + 3 <= text.count, let value = ASCII.decimal(text[position..<position + 3], atMost: 255) else { throw fail("behind \\ come three digits, 000 to 255") }
        position += 3
        return UInt8(value)
    }
}
