/// Puts a display filter's words together: `not` binds closest, then `and`, `xor`, `or`.
struct FilterParser {
    let text: String
    private let tokens: [FilterToken]
    private var at = 0
    private var depth = 0
    private static let depthLimit = 64

    init(_ text: String) throws(DisplayFilterError) {
        self.text = text
        tokens = try FilterScanner.tokens(of: text)
    }

    func error(_ reason: String, _ column: Int? = nil) -> DisplayFilterError {
        DisplayFilterError(text: text, column: column ?? (at < tokens.count ? tokens[at].column : text.count), reason: reason)
    }

    private func isNext(_ options: String..., ahead: Int = 0) -> Bool {
        at + ahead < tokens.count && (tokens[at + ahead].kind == .word || tokens[at + ahead].kind == .symbol) && options.contains(tokens[at + ahead].text)
    }

    private mutating func take(_ options: String...) -> Bool {
        guard at < tokens.count, tokens[at].kind == .word || tokens[at].kind == .symbol, options.contains(tokens[at].text) else { return false }
        at += 1
        return true
    }

    private mutating func deeper<Result>(_ body: (inout FilterParser) throws(DisplayFilterError) -> Result) throws(DisplayFilterError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("more than \(Self.depthLimit) things inside one another") }
        return try body(&self)
    }

    // MARK: Tests

    mutating func parse() throws(DisplayFilterError) -> FilterNode {
        let node = try either()
        if at < tokens.count { throw error(tokens[at].text == "=" ? "= is no comparison: == is" : "and, or or the end is wanted here") }
        return node
    }

    private mutating func either() throws(DisplayFilterError) -> FilterNode {
        var nodes = [try exclusive()]
        while take("or", "||") { nodes.append(try exclusive()) }
        return nodes.count == 1 ? nodes[0] : .or(nodes)
    }

    private mutating func exclusive() throws(DisplayFilterError) -> FilterNode {
        var nodes = [try both()]
        while take("xor", "^^") { nodes.append(try both()) }
        return nodes.count == 1 ? nodes[0] : .xor(nodes)
    }

    private mutating func both() throws(DisplayFilterError) -> FilterNode {
        var nodes = [try negated()]
        while take("and", "&&") { nodes.append(try negated()) }
        return nodes.count == 1 ? nodes[0] : .and(nodes)
    }

    private mutating func negated() throws(DisplayFilterError) -> FilterNode {
        var isNegated = false
        while take("not", "!") { isNegated.toggle() }
        let node = try single()
        return isNegated ? .not(node) : node
    }

    private mutating func single() throws(DisplayFilterError) -> FilterNode {
        if take("(") {
            let node = try deeper { parser throws(DisplayFilterError) in try parser.either() }
            guard take(")") else { throw error("a closing parenthesis is wanted here") }
            return node
        }
        var quantifier: Bool?
        if isNext("any", "all") {
            quantifier = isNext("all")
            at += 1
        }
        let left = try sum()
        if isNext("in") || isNext("not", "!") && isNext("in", ahead: 1) { return try members(left, isOfAll: quantifier ?? false) }
        if take("matches", "~") { return try pattern(left, isOfAll: quantifier ?? false) }
        guard let (first, isOfAll) = comparison() else {
            if quantifier != nil { throw error("a comparison is wanted here") }
            return try presence(left)
        }
        var nodes = [try compare(left, first, isOfAll: quantifier ?? isOfAll)]
        // 1 < tcp.port < 100 is both comparisons.
        while let (next, isOfAll) = comparison() {
            guard let before = lastRight else { break }
            nodes.append(try compare(before, next, isOfAll: quantifier ?? isOfAll))
        }
        return nodes.count == 1 ? nodes[0] : .and(nodes)
    }

    private var lastRight: FilterTerm?

    private mutating func compare(_ left: FilterTerm, _ comparison: FilterComparison, isOfAll: Bool) throws(DisplayFilterError) -> FilterNode {
        let right = try sum()
        lastRight = right
        let (a, b) = try pair(left, comparison, right)
        return .compare(a, comparison, b, isOfAll: isOfAll)
    }

    /// The comparison that is next, and whether it must hold for all values.
    private mutating func comparison() -> (FilterComparison, Bool)? {
        guard at < tokens.count, tokens[at].kind == .word || tokens[at].kind == .symbol, let known = Self.comparisons[tokens[at].text] else { return nil }
        at += 1
        return known
    }

    private static let comparisons: [String: (FilterComparison, Bool)] = [
        "==": (.equal, false), "eq": (.equal, false), "any_eq": (.equal, false), "===": (.equal, true), "all_eq": (.equal, true),
        "!=": (.notEqual, true), "ne": (.notEqual, true), "all_ne": (.notEqual, true), "!==": (.notEqual, false), "any_ne": (.notEqual, false),
        "<": (.less, false), "lt": (.less, false), "<=": (.lessOrEqual, false), "le": (.lessOrEqual, false), ">": (.greater, false), "gt": (.greater, false), ">=": (.greaterOrEqual, false), "ge": (.greaterOrEqual, false),
        "contains": (.contains, false),
    ]

    private mutating func pattern(_ left: FilterTerm, isOfAll: Bool) throws(DisplayFilterError) -> FilterNode {
        let operand = try self.operand(left)
        guard operand.kind == .text || operand.kind.isBytes else { throw error("matches looks into text and bytes; this is \(operand.kind.title)", left.column) }
        guard at < tokens.count else { throw error("ends where a regular expression is wanted") }
        let token = tokens[at]
        at += 1
        let bytes: [UInt8]
        if case .string(let text) = token.kind { bytes = text } else { bytes = Array(token.text.utf8) }
        guard token.kind != .slice, token.kind != .symbol, let pattern = FilterPattern(bytes) else { throw error("is no regular expression", token.column) }
        return .matches(operand, pattern, isOfAll: isOfAll)
    }

    private mutating func members(_ left: FilterTerm, isOfAll: Bool) throws(DisplayFilterError) -> FilterNode {
        let isNegated = take("not", "!")
        _ = take("in")
        let operand = try self.operand(left)
        guard operand.kind != .none else { throw error("this has no value to compare", left.column) }
        guard take("{") else { throw error("{ is wanted here: in {80, 443, 8000..8100}") }
        var ranges: [(FilterOperand, FilterOperand)] = []
        while !isNext("}") {
            let low = try pair(left, .equal, try sum()).1
            ranges.append((low, take("..") ? try pair(left, .equal, try sum()).1 : low))
            if !take(","), at >= tokens.count { throw error("the set does not end: } is wanted") }
        }
        guard !ranges.isEmpty else { throw error("the set is empty") }
        at += 1
        let node = FilterNode.among(operand, ranges, isOfAll: isOfAll)
        return isNegated ? .not(node) : node
    }

    // MARK: Operands

    private mutating func sum() throws(DisplayFilterError) -> FilterTerm { try level(["&", "bitand", "bitwise_and"]) { parser throws(DisplayFilterError) in try parser.level(["+", "-"]) { parser throws(DisplayFilterError) in try parser.level(["*", "/", "%"]) { parser throws(DisplayFilterError) in try parser.signed() } } } }

    /// Terms with operators of one rank between them, from left to right.
    private mutating func level(_ operators: [String], _ next: (inout FilterParser) throws(DisplayFilterError) -> FilterTerm) throws(DisplayFilterError) -> FilterTerm {
        var left = try next(&self)
        while at < tokens.count, tokens[at].kind == .word || tokens[at].kind == .symbol, operators.contains(tokens[at].text) {
            let operation = FilterArithmetic(rawValue: tokens[at].text.count > 1 ? "&" : tokens[at].text.first ?? "&") ?? .and
            at += 1
            left = try reckon(left, operation, try next(&self))
        }
        return left
    }

    private mutating func signed() throws(DisplayFilterError) -> FilterTerm {
        let column = at < tokens.count ? tokens[at].column : text.count
        guard take("-") else { return try term() }
        return try deeper { parser throws(DisplayFilterError) in
            let inner = try parser.signed()
            return try parser.negative(inner, column)
        }
    }

    private mutating func term() throws(DisplayFilterError) -> FilterTerm {
        guard at < tokens.count else { throw error("ends where a field or a value is wanted") }
        let token = tokens[at], column = token.column
        if take("{") {
            let inner = try deeper { parser throws(DisplayFilterError) in try parser.sum() }
            guard take("}") else { throw error("} is wanted here") }
            return inner
        }
        if take("@") {
            guard at < tokens.count, tokens[at].kind == .word, var field = FilterField(tokens[at].text) else { throw error("@ stands in front of a field, for its bytes") }
            at += 1
            field.isRaw = true
            field.kind = .bytes
            return try parts(of: FilterTerm(operand: .field(field), column: column))
        }
        switch token.kind {
        case .slice: throw error("a slice stands behind a field: eth.src[0:3]", column)
        case .symbol: throw error("a field or a value is wanted here", column)
        case .string, .character:
            at += 1
            return FilterTerm(constant: token, column: column)
        case .word:
            at += 1
            if isNext("("), let function = FilterFunction(rawValue: token.text) { return try parts(of: try call(function, column)) }
            guard let field = FilterField(token.text) else {
                if isNext("(") { throw error("there is no function called \"\(shortened(token.text, 40))\"; there are \(FilterFunction.allCases.map(\.rawValue).joined(separator: ", "))", column) }
                return FilterTerm(constant: token, column: column)
            }
            return try parts(of: FilterTerm(operand: .field(field), column: column))
        }
    }

    private mutating func call(_ function: FilterFunction, _ column: Int) throws(DisplayFilterError) -> FilterTerm {
        at += 1
        var terms: [FilterTerm] = []
        while !isNext(")") {
            terms.append(try deeper { parser throws(DisplayFilterError) in try parser.sum() })
            guard take(",") || isNext(")") else { throw error("a comma or a closing parenthesis is wanted here") }
        }
        at += 1
        return FilterTerm(operand: try apply(function, to: terms, column), column: column)
    }

    /// What stands behind an operand: the layers that are meant (`#2`), and slices of its bytes.
    private mutating func parts(of term: FilterTerm) throws(DisplayFilterError) -> FilterTerm {
        guard var operand = term.operand else { return term }
        if isNext("#") {
            guard case .field(var field) = operand else { throw error("# stands behind a field: ip.addr#2") }
            at += 1
            let sign = take("-") ? "-" : ""
            guard at < tokens.count, let layers = FilterSliceText.layers(sign + tokens[at].text) else { throw error("# wants the number of a layer, from 1; or [1-2]") }
            at += 1
            field.layers = layers
            operand = .field(field)
        }
        while at < tokens.count, tokens[at].kind == .slice {
            guard operand.kind.isBytes || operand.kind == .text || operand.kind == .ipv4 || operand.kind == .ipv6 else { throw error("only bytes, text and addresses have parts; this is \(operand.kind.title). @ in front gives a field's bytes") }
            guard let slices = FilterSliceText.slices(tokens[at].text) else { throw error("a slice is [from:count], [from-to], [from:], [:count], [place] or several with commas", tokens[at].column) }
            operand = .slice(operand, slices)
            at += 1
        }
        return FilterTerm(operand: operand, column: term.column)
    }
}
