/// What a selector asks of one element: `span.titleline[data-rank]:first-child`.
struct CSSCompound: Sendable {
    enum Test: Sendable {
        case type(String)
        case id(String)
        case className(String)
        case attribute(name: String, Comparison, value: String, ignoringCase: Bool)
        /// The place among its siblings, counted from 1, is a·n + b for some n ≥ 0; from the end on with `fromEnd`.
        case nthChild(a: Int, b: Int, fromEnd: Bool)
        case empty
        indirect case not(CSSCompound)
    }
    enum Comparison: Sendable { case isThere, equals, hasWord, isLanguage, begins, ends, contains }

    var tests: [Test] = []

    func matches(_ index: Int, _ nodes: [HTMLDocument.Node], _ family: CSSFamily) -> Bool {
        guard case .element(let name, let attributes) = nodes[index].kind else { return false }
        func value(_ wanted: String) -> String? { attributes.first { $0.name == wanted }?.value }
        return tests.allSatisfy { test in
            switch test {
            case .type(let type): return type == name
            case .id(let id): return value("id") == id
            case .className(let one): return value("class").map { Self.words($0).contains(one[...]) } ?? false
            case .attribute(let name, let comparison, let wanted, let ignoringCase):
                guard let value = value(name) else { return false }
                return ignoringCase ? Self.compare(value.lowercased(), comparison, wanted.lowercased()) : Self.compare(value, comparison, wanted)
            case .nthChild(let a, let b, let fromEnd):
                let place = fromEnd ? family.siblings[index] - family.place[index] : family.place[index] + 1
                return a == 0 ? place == b : (place - b) % a == 0 && (place - b) / a >= 0
            case .empty: return nodes[index].end == index + 1
            case .not(let other): return !other.matches(index, nodes, family)
            }
        }
    }

    private static func words(_ text: String) -> [Substring] { text.split { $0.isASCII && $0.isWhitespace } }

    private static func compare(_ value: String, _ comparison: Comparison, _ wanted: String) -> Bool {
        switch comparison {
        case .isThere: true
        case .equals: value == wanted
        case .hasWord: words(value).contains(wanted[...])
        case .isLanguage: value == wanted || value.hasPrefix(wanted + "-")
        case .begins: !wanted.isEmpty && value.hasPrefix(wanted)
        case .ends: !wanted.isEmpty && value.hasSuffix(wanted)
        case .contains: !wanted.isEmpty && value.contains(wanted)
        }
    }
}
