/// An element of a page.
public struct HTMLElement: Sendable {
    let document: HTMLDocument
    let index: Int

    /// In lower case: "span".
    public var name: String {
        guard case .element(let name, _) = document.nodes[index].kind else { return "" }
        return name
    }

    /// An attribute's value; nil where it has none of that name.
    public subscript(attribute: String) -> String? {
        guard case .element(_, let attributes) = document.nodes[index].kind else { return nil }
        return attributes.first { $0.name == attribute }?.value
    }

    /// All text inside, as it stands in the page.
    public var textContent: String {
        document.nodes[index..<document.nodes[index].end].reduce(into: "") { all, node in
            if case .text(let text) = node.kind { all += text }
        }
    }

    /// All text inside, as people read it: white space, line breaks too, is one space.
    public var text: String {
        textContent.split { $0.isASCII && $0.isWhitespace }.joined(separator: " ")
    }

    /// The elements inside this one that `selector` means. What it says of ancestors may lie outside, as in a browser.
    public func select(_ selector: CSSSelector) -> [HTMLElement] { selector.matches(in: document.nodes, below: index).map { HTMLElement(document: document, index: $0) } }

    /// - Throws: ``CSSSelectorError``
    public func select(_ selector: String) throws(CSSSelectorError) -> [HTMLElement] { select(try CSSSelector(selector)) }
}
