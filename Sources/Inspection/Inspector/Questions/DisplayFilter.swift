/// A question about a frame's fields: `tcp.flags.syn == 1 and not ip.addr == 10.0.0.0/8`.
///
/// The language is Wireshark's (as of 4.0, wireshark-filter(4)):
///
/// - a field's or protocol's name alone asks whether it is there;
/// - `==`, `!=`, `<`, `<=`, `>`, `>=`, `contains`, `matches` and `in {…}` compare a field, a slice of its bytes (`eth.src[0:3]`), what a
///   function makes of it (`len(dns.qry.name)`) or a sum with a value or with another field;
/// - `not`, `and`, `xor`, `or` and parentheses combine.
///
/// A field may occur more than once in a frame. `==` and the others are true if they are true of any of its values, `!=` if it is true of
/// all of them; `any` or `all` in front of a comparison says otherwise. A comparison with a field that isn't there is false.
public struct DisplayFilter: Sendable {
    public let text: String
    let root: FilterNode

    public init(_ text: String) throws(DisplayFilterError) {
        self.text = text
        var parser = try FilterParser(text)
        root = try parser.parse()
    }

    /// Whether the frame answers to it. Needs a dissection with recorded fields.
    public func matches(_ dissection: borrowing Dissection) -> Bool { root.matches(dissection) }
}

/// What is wrong with a display filter, and where.
public struct DisplayFilterError: Error, Sendable, CustomStringConvertible {
    public let text: String
    /// In characters, from 0.
    public let column: Int
    public let reason: String

    /// Three lines, with a caret under the place; of a long question what stands around it.
    public var description: String {
        let characters = Array(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }), before = max(0, column - 60)
        let shown = String(characters[min(before, characters.count)..<min(characters.count, before + 90)])
        return "where: \(reason)\n  \(shortened(shown, 90))\n  \(String(repeating: " ", count: column - before))^"
    }
}

/// A question, taken apart.
indirect enum FilterNode: Sendable {
    /// True if all are, if any is, if an odd number are.
    case and([FilterNode]), or([FilterNode]), xor([FilterNode])
    case not(FilterNode)
    case isThere(FilterField)
    /// Whether an operand has a value, and if it is a sum: whether that isn't 0.
    case hasValue(FilterOperand)
    case compare(FilterOperand, FilterComparison, FilterOperand, isOfAll: Bool)
    case matches(FilterOperand, FilterPattern, isOfAll: Bool)
    case among(FilterOperand, [(FilterOperand, FilterOperand)], isOfAll: Bool)
}

enum FilterComparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains }

/// One side of a comparison.
indirect enum FilterOperand: Sendable {
    case literal(FilterLiteral)
    case field(FilterField)
    case slice(FilterOperand, [FilterSlice])
    case call(FilterFunction, [FilterOperand])
    case arithmetic(FilterOperand, FilterArithmetic, FilterOperand)
    case negative(FilterOperand)

    /// What its values are like.
    var kind: FilterKind {
        switch self {
        case .literal(let literal): literal.kind
        case .field(let field): field.kind
        case .slice(let inner, _): inner.kind == .text ? .text : .bytes
        case .call(let function, let arguments): function.kind(of: arguments.first?.kind ?? .none)
        case .arithmetic(let left, _, _): left.kind
        case .negative(let inner): inner.kind
        }
    }
}

enum FilterArithmetic: Character, Sendable { case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%", and = "&" }

/// Part of a value: from a place, counted from its end if negative, so many bytes; or to a place, including it; or to the end.
struct FilterSlice: Sendable {
    enum End: Sendable { case count(Int), place(Int), last }
    var start: Int
    var end: End

    /// The part of `count` bytes that is meant; nil if there is no such part.
    func range(of count: Int) -> Range<Int>? {
        let from = start < 0 ? count + start : start
        guard from >= 0, from < count else { return nil }
        let to: Int
        switch end {
        case .count(let length): to = from + length
        case .place(let place): to = (place < 0 ? count + place : place) + 1
        case .last: to = count
        }
        guard to > from, to <= count else { return nil }
        return from..<to
    }
}
