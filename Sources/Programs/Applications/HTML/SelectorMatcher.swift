/// An element of a page as a matcher of one's own sees it.
public struct PlainElement: Codable, Hashable, Sendable {
    /// "span", in small letters.
    public var name: String
    public var id: String?
    /// The words of its class attribute.
    public var classes: [String]
    /// The place of the element around it, in the order of the page; nil for the outermost.
    public var parent: Int?
    public init(_ name: String, id: String? = nil, classes: [String] = [], parent: Int?) { (self.name, self.id, self.classes, self.parent) = (name, id, classes, parent) }
}

/// A place for the finding of elements by CSS selectors (Selectors Level 3).
///
/// Lab 09's exercise is a type of your own that conforms to this.
public protocol SelectorMatcher: Sendable {
    /// The places of the elements that `selector` means, in the order of the page, each once. A selector is made of parts such as `span`, `.titleline`, `#main`,
    /// `tr.story#first` and `*`, joined by a blank (anywhere inside) or ` > ` (directly inside).
    func places(of selector: String, in elements: [PlainElement]) throws -> [Int]
}
