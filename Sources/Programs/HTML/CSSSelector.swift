/// A selector (Selectors Level 3): `span.titleline > a[href^="https:"], li:first-child`.
///
/// Types, `*`, `#id`, `.class`, attributes (`=` `~=` `|=` `^=` `$=` `*=`, with `i`), `:first-child`, `:last-child`, `:only-child`,
/// `:nth-child(2n+1)`, `:empty`, `:not(…)` of one compound, the four combinators, and lists.
public struct CSSSelector: Sendable {
    /// Compounds with what joins each to the one before it.
    struct Chain: Sendable { var steps: [(combinator: Combinator, compound: CSSCompound)] }
    enum Combinator: Sendable { case descendant, child, next, later }

    let chains: [Chain]

    /// - Throws: ``CSSSelectorError`` with the place where it stops making sense.
    public init(_ text: String) throws(CSSSelectorError) {
        var parser = CSSSelectorParser(text)
        chains = try parser.selector()
    }

    /// Indices of the elements that match, among the descendants of node `root`.
    ///
    /// A step at a time over the whole page, each node asking only its neighbours: the time is that of the page's length times
    /// the selector's, however they are made.
    func matches(in nodes: [HTMLDocument.Node], below root: Int) -> [Int] {
        let family = CSSFamily(nodes)
        var all = [Bool](repeating: false, count: nodes.count)
        for chain in chains {
            var before: [Bool] = []
            for (number, step) in chain.steps.enumerated() {
                let reach = number == 0 ? [] : Self.reach(of: before, step.combinator, nodes, family)
                var now = [Bool](repeating: false, count: nodes.count)
                for index in nodes.indices where (number == 0 || reach[index]) && step.compound.matches(index, nodes, family) { now[index] = true }
                before = now
            }
            for index in nodes.indices where before[index] { all[index] = true }
        }
        return (root + 1..<max(root + 1, nodes[root].end)).filter { all[$0] }
    }

    /// Which nodes stand in the combinator's relation to one that is `set`.
    private static func reach(of set: [Bool], _ combinator: Combinator, _ nodes: [HTMLDocument.Node], _ family: CSSFamily) -> [Bool] {
        var reach = [Bool](repeating: false, count: nodes.count)
        for index in nodes.indices.dropFirst() {
            switch combinator {
            case .descendant: reach[index] = set[nodes[index].parent] || reach[nodes[index].parent]
            case .child: reach[index] = set[nodes[index].parent]
            case .next: if let previous = family.previous(index) { reach[index] = set[previous] }
            case .later: if let previous = family.previous(index) { reach[index] = set[previous] || reach[previous] }
            }
        }
        return reach
    }
}

/// Why a selector is none.
public struct CSSSelectorError: Error, Hashable, Sendable, CustomStringConvertible {
    public let selector: String
    /// Characters before the place where it stops making sense.
    public let offset: Int
    public let expected: String
    public var description: String { "the selector \"\(selector)\" makes no sense at character \(offset + 1): expected \(expected)" }
}

/// Which element of its parent's children each element is.
struct CSSFamily: Sendable {
    /// The element before it with the same parent; -1 for none.
    private var before: [Int]
    /// Elements before it, and how many its parent has.
    private(set) var place: [Int]
    private(set) var siblings: [Int]

    init(_ nodes: [HTMLDocument.Node]) {
        before = [Int](repeating: -1, count: nodes.count)
        place = [Int](repeating: 0, count: nodes.count)
        siblings = place
        var latest = before, counts = place
        for index in nodes.indices.dropFirst() {
            guard case .element = nodes[index].kind else { continue }
            let parent = nodes[index].parent
            (before[index], place[index]) = (latest[parent], counts[parent])
            latest[parent] = index
            counts[parent] += 1
        }
        for index in nodes.indices.dropFirst() { siblings[index] = counts[nodes[index].parent] }
    }

    func previous(_ index: Int) -> Int? { before[index] < 0 ? nil : before[index] }
}
