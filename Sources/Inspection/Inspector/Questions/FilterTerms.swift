/// A part of a comparison as it was read: an operand, or a word whose meaning depends on the other side.
struct FilterTerm {
    var operand: FilterOperand?
    var constant: FilterToken?
    var column: Int
}

/// What goes together with what.
extension FilterParser {
    /// A term that must mean something by itself.
    func operand(_ term: FilterTerm) throws(DisplayFilterError) -> FilterOperand {
        if let operand = term.operand { return operand }
        throw unknown(term)
    }

    /// The error for a word that is no field.
    private func unknown(_ term: FilterTerm) -> DisplayFilterError {
        guard let constant = term.constant, constant.kind == .word, constant.text.first?.isLetter == true || constant.text.first == "_" else { return error("this is a value: one side of a comparison must be a field", term.column) }
        let nearest = FilterField.nearest(to: constant.text).map { "; did you mean \($0)?" } ?? ""
        return error("there is no field or protocol called \"\(shortened(constant.text, 60))\"\(nearest)", term.column)
    }

    /// A test without a comparison.
    func presence(_ term: FilterTerm) throws(DisplayFilterError) -> FilterNode {
        switch try operand(term) {
        case .field(let field): return .isThere(field)
        case let other: return .hasValue(other)
        }
    }

    /// Both sides of a comparison, values read as what they are compared with.
    func pair(_ left: FilterTerm, _ comparison: FilterComparison, _ right: FilterTerm) throws(DisplayFilterError) -> (FilterOperand, FilterOperand) {
        guard let kind = left.operand?.kind ?? right.operand?.kind else { throw unknown(left) }
        for term in [left, right] {
            guard let operand = term.operand else { continue }
            if operand.kind == .none { throw error("this has no value to compare: its name alone asks whether it is there", term.column) }
            if comparison == .contains, operand.kind != .text, !operand.kind.isBytes { throw error("contains looks into text and bytes; this is \(operand.kind.title)", term.column) }
        }
        // What is contained may be of any length.
        let wanted: FilterKind = comparison == .contains && kind == .mac ? .bytes : kind
        let a = try resolve(left, as: wanted, beside: right.operand), b = try resolve(right, as: wanted, beside: left.operand)
        guard a.kind == b.kind || a.kind.isNumber && b.kind.isNumber || a.kind.isBytes && b.kind.isBytes || comparison == .contains else {
            throw error("this is \(b.kind.title), and the other side \(a.kind.title)", right.column)
        }
        return (a, b)
    }

    /// A term as an operand of this kind.
    private func resolve(_ term: FilterTerm, as kind: FilterKind, beside other: FilterOperand?) throws(DisplayFilterError) -> FilterOperand {
        if let operand = term.operand { return operand }
        guard let constant = term.constant else { throw error("a value is wanted here", term.column) }
        let literal: FilterLiteral?
        switch constant.kind {
        case .string(let bytes): literal = FilterLiteral(string: bytes, as: kind)
        case .character(let code): literal = kind.isNumber ? FilterLiteral(kind: kind, value: .number(Int128(code))) : kind == .text || kind == .bytes ? FilterLiteral(kind: kind, value: .bytes([UInt8(truncatingIfNeeded: code)])) : nil
        case .word: literal = FilterLiteral(word: constant.text, as: kind)
        case .slice, .symbol: literal = nil
        }
        if let literal { return .literal(literal) }
        if kind == .number, case .field(let field)? = other, let number = field.number(called: constant.text) { return .literal(FilterLiteral(kind: kind, value: .number(Int128(number)))) }
        let hint = kind == .bytes && constant.kind == .word ? ": 02:00:5e is, and \"text\"" : ""
        throw error("\"\(shortened(constant.text, 40))\" is not \(kind.title)\(kind == .ipv4 || kind == .ipv6 ? " or network" : hint)", term.column)
    }

    func reckon(_ left: FilterTerm, _ operation: FilterArithmetic, _ right: FilterTerm) throws(DisplayFilterError) -> FilterTerm {
        let kind = left.operand?.kind ?? right.operand?.kind ?? .number
        for term in [left, right] where term.operand.map({ !$0.kind.isNumber && $0.kind != .time }) ?? false { throw error("only numbers and times can be reckoned with; this is \(term.operand?.kind.title ?? "nothing")", term.column) }
        let a = try resolve(left, as: kind, beside: nil), b = try resolve(right, as: kind, beside: nil)
        if case .literal(let x) = b, x.value == .number(0), operation == .divide || operation == .remainder { throw error("nothing can be divided by 0", right.column) }
        return FilterTerm(operand: .arithmetic(a, operation, b), column: left.column)
    }

    func negative(_ term: FilterTerm, _ column: Int) throws(DisplayFilterError) -> FilterTerm {
        if var constant = term.constant, constant.kind == .word {
            constant.text = "-" + constant.text
            return FilterTerm(constant: constant, column: column)
        }
        let operand = try self.operand(term)
        guard operand.kind.isNumber || operand.kind == .time else { throw error("only numbers and times can be negative; this is \(operand.kind.title)", column) }
        return FilterTerm(operand: .negative(operand), column: column)
    }

    func apply(_ function: FilterFunction, to terms: [FilterTerm], _ column: Int) throws(DisplayFilterError) -> FilterOperand {
        guard function.arguments.contains(terms.count) else { throw error("\(function.rawValue) takes \(function.arguments.count == 1 ? "one argument" : "up to \(function.arguments.upperBound) arguments"), and here are \(terms.count)", column) }
        guard let kind = terms.lazy.compactMap(\.operand).first?.kind else { throw terms.first.map { unknown($0) } ?? error("a field is wanted here", column) }
        var arguments: [FilterOperand] = []
        for term in terms {
            let argument = try resolve(term, as: kind, beside: nil)
            guard function.takes(argument.kind), argument.kind == kind || argument.kind.isNumber && kind.isNumber else { throw error("\(function.rawValue) takes \(function.wants)\(argument.kind == kind ? "" : " of one kind"); this is \(argument.kind.title)", term.column) }
            arguments.append(argument)
        }
        return .call(function, arguments)
    }
}

extension FilterField {
    /// The number whose word this is: "echo request" of icmp.type is 8. The words are the inspector's own.
    func number(called word: String) -> UInt64? {
        guard case .records(let ids) = source else { return nil }
        let wanted = word.lowercased()
        for id in ids {
            guard let values = Registry.shared[id].values else { continue }
            for number in 0..<UInt64(65_536) where values(number)?.lowercased() == wanted { return number }
        }
        return nil
    }
}

/// What stands between square brackets.
enum FilterSliceText {
    /// "0:3", "-4:2", "1-2", "5:", ":5", "3", or several with commas between them.
    static func slices(_ text: String) -> [FilterSlice]? {
        var slices: [FilterSlice] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let plain = String(part.filter { $0 != " " })
            guard !plain.isEmpty, slices.count < 64, let slice = slice(plain) else { return nil }
            slices.append(slice)
        }
        return slices
    }

    private static func slice(_ text: String) -> FilterSlice? {
        func number(_ text: Substring) -> Int? { Int(text).flatMap { abs($0) <= 1 << 20 ? $0 : nil } }
        if let colon = text.firstIndex(of: ":") {
            let from = text[..<colon], count = text[text.index(after: colon)...]
            guard let start = from.isEmpty ? 0 : number(from) else { return nil }
            if count.isEmpty { return FilterSlice(start: start, end: .last) }
            return number(count).flatMap { $0 > 0 ? FilterSlice(start: start, end: .count($0)) : nil }
        }
        if let dash = text.dropFirst().firstIndex(of: "-") {
            guard let start = number(text[..<dash]) else { return nil }
            let to = text[text.index(after: dash)...]
            if to.isEmpty { return FilterSlice(start: start, end: .last) }
            return number(to).map { FilterSlice(start: start, end: .place($0)) }
        }
        return number(text[...]).map { FilterSlice(start: $0, end: .place($0)) }
    }

    /// "2", "-1", "1-2" and several with commas: layers, the first of which is 1.
    static func layers(_ text: String) -> [(first: Int, last: Int)]? {
        var layers: [(first: Int, last: Int)] = []
        for slice in slices(text) ?? [] {
            guard slice.start != 0 else { return nil }
            switch slice.end {
            case .place(let last): layers.append((slice.start, last))
            case .count(let count): layers.append((slice.start, slice.start + count - 1))
            case .last: layers.append((slice.start, -1))
            }
        }
        return layers.isEmpty ? nil : layers
    }
}
