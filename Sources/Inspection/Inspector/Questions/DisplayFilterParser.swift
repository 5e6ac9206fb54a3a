/// Reads display filters: the text is cut into words, and those put together by precedence (`not`, `and`, `or`).
struct DisplayFilterParser {
    private struct Word {
        var text: String
        var column: Int
        var isQuoted = false
    }
    private let text: String
    private var words: [Word] = []
    private var at = 0
    private var depth = 0
    private static let depthLimit = 64
    private static let lengthLimit = 10_000

    init(_ text: String) throws(DisplayFilterError) {
        self.text = text
        guard text.count <= Self.lengthLimit else { throw DisplayFilterError(text: "…", column: 0, reason: "more than \(Self.lengthLimit) characters") }
        try cut()
    }

    private mutating func cut() throws(DisplayFilterError) {
        let characters = Array(text)
        var index = 0
        while index < characters.count {
            let character = characters[index], start = index
            if character == " " || character == "\t" || character == "\n" {
                index += 1
            } else if character == "\"" || character == "'" {
                var value = ""
                index += 1
                while index < characters.count, characters[index] != character {
                    if characters[index] == "\\", index + 1 < characters.count, characters[index + 1] == character || characters[index + 1] == "\\" { index += 1 }
                    value.append(characters[index])
                    index += 1
                }
                guard index < characters.count else { throw error("the quoted text does not end", start) }
                index += 1
                words.append(Word(text: value, column: start, isQuoted: true))
            } else if "(){}[],".contains(character) {
                words.append(Word(text: String(character), column: start))
                index += 1
            } else if "=!<>&|~".contains(character) {
                var value = String(character)
                index += 1
                if index < characters.count, ["==", "!=", "<=", ">=", "&&", "||"].contains(value + String(characters[index])) {
                    value.append(characters[index])
                    index += 1
                }
                words.append(Word(text: value, column: start))
            } else {
                var value = ""
                while index < characters.count, !" \t\n(){}[],=!<>&|~\"".contains(characters[index]) {
                    value.append(characters[index])
                    index += 1
                }
                words.append(Word(text: value, column: start))
            }
        }
    }

    private func error(_ reason: String, _ column: Int? = nil) -> DisplayFilterError {
        DisplayFilterError(text: text, column: column ?? (at < words.count ? words[at].column : text.count), reason: reason)
    }

    private func isNext(_ options: String...) -> Bool { at < words.count && !words[at].isQuoted && options.contains(words[at].text) }

    private mutating func take(_ what: String) throws(DisplayFilterError) -> Word {
        guard at < words.count else { throw error("ends where \(what) is wanted") }
        at += 1
        return words[at - 1]
    }

    mutating func parse() throws(DisplayFilterError) -> Node {
        let node = try either()
        guard at == words.count else { throw error("and, or or the end is wanted here") }
        return node
    }

    private mutating func either() throws(DisplayFilterError) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("more than \(Self.depthLimit) parentheses inside one another") }
        var node = try both()
        while isNext("or", "||") {
            at += 1
            node = .or(node, try both())
        }
        return node
    }

    private mutating func both() throws(DisplayFilterError) -> Node {
        var node = try negated()
        while isNext("and", "&&") {
            at += 1
            node = .and(node, try negated())
        }
        return node
    }

    private mutating func negated() throws(DisplayFilterError) -> Node {
        var isNegated = false
        while isNext("not", "!") {
            at += 1
            isNegated.toggle()
        }
        let node = try single()
        return isNegated ? .not(node) : node
    }

    private mutating func single() throws(DisplayFilterError) -> Node {
        if isNext("(") {
            at += 1
            let node = try either()
            guard isNext(")") else { throw error("a closing parenthesis is wanted here") }
            at += 1
            return node
        }
        let field = try reference()
        guard at < words.count, !words[at].isQuoted else { return .isThere(field) }
        let comparisons: [String: Comparison] = [
            "==": .equal, "eq": .equal, "!=": .notEqual, "ne": .notEqual, "<": .less, "lt": .less, "<=": .lessOrEqual, "le": .lessOrEqual, ">": .greater, "gt": .greater,
            ">=": .greaterOrEqual, "ge": .greaterOrEqual, "contains": .contains, "matches": .matches, "~": .matches,
        ]
        if let comparison = comparisons[words[at].text] {
            at += 1
            guard !field.ids.isEmpty else { throw error("a protocol has no value to compare", words[at - 1].column) }
            let value = try take("a value")
            if comparison == .matches, (try? Regex(value.text)) == nil { throw error("is no regular expression", value.column) }
            try check(field, comparison, value)
            return .compare(field, comparison, FilterValue(text: value.text))
        }
        if isNext("in") { return .among(field, try members(field)) }
        return .isThere(field)
    }

    private mutating func members(_ field: FieldReference) throws(DisplayFilterError) -> [(FilterValue, FilterValue)] {
        at += 1
        guard isNext("{") else { throw error("{ is wanted here") }
        at += 1
        var ranges: [(FilterValue, FilterValue)] = []
        while !isNext("}") {
            let word = try take("a value or }")
            if word.text == ",", !word.isQuoted { continue }
            if !word.isQuoted, let dots = word.text.range(of: "..") {
                ranges.append((FilterValue(text: String(word.text[..<dots.lowerBound])), FilterValue(text: String(word.text[dots.upperBound...]))))
            } else {
                try check(field, .equal, word)
                ranges.append((FilterValue(text: word.text), FilterValue(text: word.text)))
            }
        }
        at += 1
        return ranges
    }

    private mutating func reference() throws(DisplayFilterError) -> FieldReference {
        let word = try take("a field")
        let ids = Registry.shared.ids(named: word.text)
        let isProtocol = Registry.shared.protocols.contains { $0.name == word.text } || ForeignProtocols.name(word.text) != ProtocolName(.data)
        guard !word.isQuoted, !ids.isEmpty || isProtocol else { throw error("there is no field or protocol called \"\(word.text)\"", word.column) }
        var field = FieldReference(ids: ids, proto: isProtocol ? word.text : nil)
        guard isNext("[") else { return field }
        at += 1
        let slice = try take("a slice")
        let parts = slice.text.split(separator: ":", omittingEmptySubsequences: false)
        guard !ids.isEmpty, let from = parts.first.flatMap({ $0.isEmpty ? 0 : Int($0) }), from >= 0, parts.count <= 2, let count = parts.count == 1 ? 1 : parts[1].isEmpty ? 65_536 : Int(parts[1]), count > 0, count <= 65_536 else {
            throw error("a slice is [from:count] of a field", slice.column)
        }
        field.slice = (from, count)
        guard isNext("]") else { throw error("] is wanted here") }
        at += 1
        return field
    }

    /// Whether the value can be one of the field's.
    private func check(_ field: FieldReference, _ comparison: Comparison, _ word: Word) throws(DisplayFilterError) {
        guard field.slice == nil, comparison != .contains, comparison != .matches, let id = field.ids.first else { return }
        let value = FilterValue(text: word.text)
        switch Registry.shared.formats[Int(id.rawValue)] {
        case .decimal, .signed, .hex, .boolean, .presence:
            if value.number == nil { throw error("\"\(word.text)\" is no number", word.column) }
        case .ipv4:
            if value.ipv4 == nil { throw error("\"\(word.text)\" is no IPv4 address or network", word.column) }
        default: break
        }
    }
}

extension String {
    /// The first place of `part`, without Foundation.
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(part) { return at..<index(at, offsetBy: part.count) }
            at = index(after: at)
        }
        return nil
    }
}
