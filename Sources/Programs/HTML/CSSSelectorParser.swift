/// Reads a selector's text, from left to right.
struct CSSSelectorParser {
    private let text: String
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { (self.text, characters) = (text, Array(text)) }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private func failure(_ expected: String) -> CSSSelectorError { CSSSelectorError(selector: text, offset: position, expected: expected) }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() -> Bool {
        let start = position
        while let character = next, character.isASCII, character.isWhitespace { position += 1 }
        return position > start
    }

    mutating func selector() throws(CSSSelectorError) -> [CSSSelector.Chain] {
        guard characters.count <= 10_000 else { throw failure("at most 10000 characters") }
        var chains: [CSSSelector.Chain] = []
        repeat {
            _ = skipSpace()
            chains.append(try chain())
        } while take(",")
        guard next == nil else { throw failure("a combinator, a comma or the end") }
        return chains
    }

    private mutating func chain() throws(CSSSelectorError) -> CSSSelector.Chain {
        var steps: [(combinator: CSSSelector.Combinator, compound: CSSCompound)] = [(.descendant, try compound())]
        while true {
            let spaced = skipSpace()
            let combinator: CSSSelector.Combinator
            switch next {
            case ">": combinator = .child
            case "+": combinator = .next
            case "~": combinator = .later
            case nil, ",": return CSSSelector.Chain(steps: steps)
            default:
                guard spaced else { throw failure("a combinator, a comma or the end") }
                steps.append((.descendant, try compound()))
                continue
            }
            position += 1
            _ = skipSpace()
            steps.append((combinator, try compound()))
        }
    }

    private mutating func compound(insideNot: Bool = false) throws(CSSSelectorError) -> CSSCompound {
        var compound = CSSCompound(), isAny = false
        if take("*") { isAny = true } else if let character = next, Self.isName(character) { compound.tests.append(.type(try name().lowercased())) }
        while let character = next {
            switch character {
            case "#":
                position += 1
                compound.tests.append(.id(try name()))
            case ".":
                position += 1
                compound.tests.append(.className(try name()))
            case "[": compound.tests.append(try attribute())
            case ":": compound.tests += try pseudo(insideNot: insideNot)
            default:
                guard isAny || !compound.tests.isEmpty else { throw failure("a type, *, #id, .class, [attribute] or :pseudo-class") }
                return compound
            }
        }
        guard isAny || !compound.tests.isEmpty else { throw failure("a type, *, #id, .class, [attribute] or :pseudo-class") }
        return compound
    }

    private static func isName(_ character: Character) -> Bool { !character.isASCII || character.isLetter || character.isNumber || character == "-" || character == "_" || character == "\\" }

    /// An identifier; a backslash makes the next character a plain one.
    private mutating func name() throws(CSSSelectorError) -> String {
        var name = ""
        while let character = next, Self.isName(character) {
            position += 1
            if character != "\\" { name.append(character) } else {
                guard let escaped = next else { throw failure("a character behind the backslash") }
                name.append(escaped)
                position += 1
            }
        }
        guard !name.isEmpty else { throw failure("a name") }
        return name
    }

    private mutating func attribute() throws(CSSSelectorError) -> CSSCompound.Test {
        position += 1
        _ = skipSpace()
        let attribute = try name().lowercased()
        _ = skipSpace()
        if take("]") { return .attribute(name: attribute, .isThere, value: "", ignoringCase: false) }
        let comparison: CSSCompound.Comparison
        switch next {
        case "=": comparison = .equals
        case "~": comparison = .hasWord
        case "|": comparison = .isLanguage
        case "^": comparison = .begins
        case "$": comparison = .ends
        case "*": comparison = .contains
        default: throw failure("], =, ~=, |=, ^=, $= or *=")
        }
        position += 1
        if comparison != .equals, !take("=") { throw failure("=") }
        _ = skipSpace()
        let value: String
        if let quote = next, quote == "\"" || quote == "'" { value = try string(quote) } else { value = try name() }
        _ = skipSpace()
        let ignoringCase = take("i") || take("I")
        _ = skipSpace()
        guard take("]") else { throw failure("]") }
        return .attribute(name: attribute, comparison, value: value, ignoringCase: ignoringCase)
    }

    private mutating func string(_ quote: Character) throws(CSSSelectorError) -> String {
        position += 1
        var value = ""
        while let character = next {
            position += 1
            if character == quote { return value }
            if character == "\\", let escaped = next {
                value.append(escaped)
                position += 1
            } else { value.append(character) }
        }
        throw failure("a closing \(quote)")
    }

    private mutating func pseudo(insideNot: Bool) throws(CSSSelectorError) -> [CSSCompound.Test] {
        position += 1
        let start = position
        let kind = try name().lowercased()
        switch kind {
        case "first-child": return [.nthChild(a: 0, b: 1, fromEnd: false)]
        case "last-child": return [.nthChild(a: 0, b: 1, fromEnd: true)]
        case "only-child": return [.nthChild(a: 0, b: 1, fromEnd: false), .nthChild(a: 0, b: 1, fromEnd: true)]
        case "empty": return [.empty]
        case "nth-child", "nth-last-child":
            guard take("(") else { throw failure("(") }
            let (a, b) = try places()
            return [.nthChild(a: a, b: b, fromEnd: kind == "nth-last-child")]
        case "not" where !insideNot:
            guard take("(") else { throw failure("(") }
            _ = skipSpace()
            let other = try compound(insideNot: true)
            _ = skipSpace()
            guard take(")") else { throw failure(")") }
            return [.not(other)]
        default:
            position = start
            throw failure("first-child, last-child, only-child, nth-child(), nth-last-child(), empty\(insideNot ? "" : " or not()")")
        }
    }

    /// `odd`, `even`, `3`, `2n+1`, `-n+3`, up to the closing parenthesis.
    private mutating func places() throws(CSSSelectorError) -> (a: Int, b: Int) {
        let start = position
        guard let close = characters[position...].firstIndex(of: ")") else { throw failure(")") }
        let formula = String(characters[position..<close].filter { !$0.isWhitespace }).lowercased()
        position = close + 1
        switch formula {
        case "odd": return (2, 1)
        case "even": return (2, 0)
        default: break
        }
        let parts = formula.split(separator: "n", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers: (Int?, Int?)
        if parts.count == 1 { numbers = (0, Int(formula)) } else {
            let a = parts[0]
            numbers = (a.isEmpty || a == "+" ? 1 : a == "-" ? -1 : Int(a), parts[1].isEmpty ? 0 : "+-".contains(parts[1].first!) ? Int(parts[1]) : nil)
        }
        guard let a = numbers.0, let b = numbers.1, abs(a) <= 1 << 30, abs(b) <= 1 << 30 else {
            position = start
            throw failure("odd, even, a number, or a formula such as 2n+1")
        }
        return (a, b)
    }
}
