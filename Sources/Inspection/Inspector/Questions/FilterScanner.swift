/// A display filter's words.
struct FilterToken: Sendable {
    enum Kind: Sendable, Equatable {
        /// A name, a number, an address.
        case word
        /// Quoted text, as bytes.
        case string([UInt8])
        /// One character between single quotes.
        case character(UInt64)
        /// An operator or a bracket.
        case symbol
        /// What stands between square brackets.
        case slice
    }
    var kind: Kind
    var text: String
    /// In characters, from 0.
    var column: Int
}

/// Cuts a display filter into words.
struct FilterScanner {
    private let text: String
    private let characters: [Character]
    private var at = 0
    private var tokens: [FilterToken] = []
    private static let lengthLimit = 65_536
    private static let symbols: [[Character]] = ["===", "!==", "==", "!=", "<=", ">=", "&&", "||", "^^", "..", "~", "<", ">", "!", "&", "(", ")", "{", "}", ",", "+", "-", "*", "/", "%", "@", "#", "="].map { Array($0) }

    /// The words of `text`.
    static func tokens(of text: String) throws(DisplayFilterError) -> [FilterToken] {
        guard text.utf8.count <= lengthLimit else { throw DisplayFilterError(text: "…", column: 0, reason: "more than \(lengthLimit) bytes") }
        var scanner = FilterScanner(text)
        while try scanner.scan() {}
        return scanner.tokens
    }

    private init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    private func error(_ reason: String, _ column: Int) -> DisplayFilterError { DisplayFilterError(text: text, column: column, reason: reason) }

    private mutating func scan() throws(DisplayFilterError) -> Bool {
        while at < characters.count, characters[at].isWhitespace { at += 1 }
        guard at < characters.count else { return false }
        let character = characters[at], start = at
        if character == "\"" || (character == "r" || character == "R") && at + 1 < characters.count && characters[at + 1] == "\"" {
            try string(isRaw: character != "\"")
        } else if character == "'" {
            try quotedCharacter()
        } else if character == "[" {
            guard let end = characters[at...].firstIndex(of: "]") else { throw error("the slice does not end: ] is missing", start) }
            tokens.append(FilterToken(kind: .slice, text: String(characters[(at + 1)..<end]), column: start + 1))
            at = end + 1
        } else if isWord(character) || character == ":" {
            word()
        } else if let symbol = Self.symbols.first(where: { characters[at...].starts(with: $0) }) {
            tokens.append(FilterToken(kind: .symbol, text: String(symbol), column: start))
            at += symbol.count
        } else {
            throw error("\"\(shortened(String(character), 1))\" has no meaning here", start)
        }
        return true
    }

    private func isWord(_ character: Character) -> Bool { character.isASCII && (character.isLetter || character.isNumber) || character == "_" }

    /// Names, numbers and addresses; two dots make a range of what stands on both sides.
    private mutating func word() {
        let start = at
        while at < characters.count {
            let character = characters[at]
            if character == "." {
                if at + 1 < characters.count, characters[at + 1] == "." || !isWord(characters[at + 1]) { break }
            } else if !isWord(character), character != ":", character != "-", character != "/" {
                break
            }
            at += 1
        }
        tokens.append(FilterToken(kind: .word, text: String(characters[start..<at]), column: start))
    }

    /// The text behind a double quote, with C's escapes; where it is raw, only the quote itself can be escaped.
    private mutating func string(isRaw: Bool) throws(DisplayFilterError) {
        let start = at
        at += isRaw ? 2 : 1
        var bytes: [UInt8] = []
        while at < characters.count, characters[at] != "\"" {
            guard characters[at] == "\\", at + 1 < characters.count else {
                bytes += Array(String(characters[at]).utf8)
                at += 1
                continue
            }
            if isRaw {
                bytes += Array(String(characters[at...(at + 1)]).utf8)
                at += 2
            } else {
                try bytes += escape()
            }
        }
        guard at < characters.count else { throw error("the quoted text does not end", start) }
        at += 1
        tokens.append(FilterToken(kind: .string(bytes), text: String(decoding: bytes, as: UTF8.self), column: start))
    }

    private mutating func escape() throws(DisplayFilterError) -> [UInt8] {
        let start = at, letter = characters[at + 1]
        at += 2
        func digits(_ most: Int, _ radix: Int) -> [Character] { Array(characters[at...].prefix(most).prefix { $0.isASCII && $0.hexDigitValue.map { $0 < radix } ?? false }) }
        switch letter {
        case "a": return [7]
        case "b": return [8]
        case "t": return [9]
        case "n": return [10]
        case "v": return [11]
        case "f": return [12]
        case "r": return [13]
        case "\\", "\"", "'", "?": return Array(String(letter).utf8)
        case "0"..."7":
            at -= 1
            let number = digits(3, 8)
            at += number.count
            guard let value = UInt8(String(number), radix: 8) else { throw error("\\\(String(number)) is more than a byte", start) }
            return [value]
        case "x":
            let number = digits(2, 16)
            guard let value = UInt8(String(number), radix: 16) else { throw error("\\x wants one or two hexadecimal digits", start) }
            at += number.count
            return [value]
        case "u", "U":
            let number = digits(letter == "u" ? 4 : 8, 16)
            guard number.count == (letter == "u" ? 4 : 8), let value = UInt32(String(number), radix: 16), let scalar = Unicode.Scalar(value) else { throw error("\\u wants four hexadecimal digits, \\U eight, of a character", start) }
            at += number.count
            return Array(String(Character(scalar)).utf8)
        default: return [0x5c] + Array(String(letter).utf8)
        }
    }

    private mutating func quotedCharacter() throws(DisplayFilterError) {
        let start = at
        at += 1
        var bytes: [UInt8] = []
        while at < characters.count, characters[at] != "'" {
            if characters[at] == "\\", at + 1 < characters.count {
                try bytes += escape()
            } else {
                bytes += Array(String(characters[at]).utf8)
                at += 1
            }
        }
        guard at < characters.count else { throw error("the quoted character does not end", start) }
        at += 1
        guard bytes.count == 1 else { throw error("single quotes hold one character; text stands in double quotes", start) }
        tokens.append(FilterToken(kind: .character(UInt64(bytes[0])), text: String(characters[(start + 1)..<(at - 1)]), column: start))
    }
}
