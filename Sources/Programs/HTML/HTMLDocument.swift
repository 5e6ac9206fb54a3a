import CGumbo

/// A page, parsed the way browsers do (gumbo, the HTML standard's algorithm): any bytes make some tree.
///
///     let page = try HTMLDocument(html)
///     for story in page.select(try CSSSelector("span.titleline > a")) { print(story.text, story["href"] ?? "") }
public struct HTMLDocument: Sendable {
    /// What a page may cost. A page of a few kilobytes can be made so that it takes gigabytes, or hours.
    public struct Limits: Sendable {
        /// Bytes of HTML.
        public var size = 8 << 20
        /// Bytes of memory for parsing.
        public var memory = 256 << 20
        /// Milliseconds of the processor's time for parsing.
        public var milliseconds = 2_000
        public init() {}
    }

    /// All nodes, in the order in which they begin: a node's descendants follow it. The first is the document.
    let nodes: [Node]

    struct Node: Sendable {
        enum Kind: Sendable { case document, element(name: String, attributes: [(name: String, value: String)]), text(String) }
        var kind: Kind
        var parent: Int
        /// Behind the last descendant.
        var end: Int
    }

    public init(_ html: String, limits: Limits = Limits()) throws(HTMLError) { try self.init(utf8: Array(html.utf8), limits: limits) }

    /// - Throws: ``HTMLError`` when the page reaches a limit; there is no such thing as a syntax error.
    public init(utf8 bytes: [UInt8], limits: Limits = Limits()) throws(HTMLError) {
        guard bytes.count <= limits.size else { throw .tooBig("has \(bytes.count) bytes, more than \(limits.size)") }
        var page: OpaquePointer?
        let outcome = bytes.withUnsafeBytes { html_parse($0.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText, bytes.count, limits.memory, limits.milliseconds, &page) }
        defer { html_free(page) }
        guard outcome == HTML_OK, let page, let document = html_document(page) else {
            throw outcome == HTML_TOO_SLOW ? .tooSlow(milliseconds: limits.milliseconds) : .tooBig("takes more than \(limits.memory) bytes of memory")
        }
        nodes = Self.flat(document)
    }

    /// The tree in a row. Without recursion: a page may be as deep as it is long.
    private static func flat(_ document: UnsafePointer<GumboNode>) -> [Node] {
        var nodes = [Node(kind: .document, parent: -1, end: 1)]
        var path: [(node: UnsafePointer<GumboNode>, index: Int, next: UInt32)] = [(document, 0, 0)]
        while let (node, index, next) = path.last {
            guard let children = html_children(node), next < children.pointee.length, let child = children.pointee.data[Int(next)]?.assumingMemoryBound(to: GumboNode.self) else {
                nodes[index].end = nodes.count
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            if let element = html_element(child) {
                nodes.append(Node(kind: .element(name: name(of: element), attributes: attributes(of: element)), parent: index, end: 0))
                path.append((UnsafePointer(child), nodes.count - 1, 0))
            } else if let text = html_text(child) {
                nodes.append(Node(kind: .text(String(cString: text)), parent: index, end: nodes.count + 1))
            }
        }
        return nodes
    }

    private static func name(of element: UnsafePointer<GumboElement>) -> String {
        let known = String(cString: gumbo_normalized_tagname(element.pointee.tag))
        if !known.isEmpty { return known }
        // A name that gumbo does not know: as it was written, between its brackets.
        var piece = element.pointee.original_tag
        guard piece.data != nil else { return "" }
        gumbo_tag_from_original_text(&piece)
        return String(decoding: UnsafeRawBufferPointer(start: piece.data, count: piece.length), as: UTF8.self).lowercased()
    }

    private static func attributes(of element: UnsafePointer<GumboElement>) -> [(name: String, value: String)] {
        let vector = element.pointee.attributes
        return (0..<Int(vector.length)).compactMap { index in
            guard let attribute = vector.data[index]?.assumingMemoryBound(to: GumboAttribute.self).pointee else { return nil }
            return (String(cString: attribute.name), String(cString: attribute.value))
        }
    }

    // MARK: - Looking

    /// The elements that `selector` means, in the order of the page.
    public func select(_ selector: CSSSelector) -> [HTMLElement] { selector.matches(in: nodes, below: 0).map { HTMLElement(document: self, index: $0) } }

    /// - Throws: ``CSSSelectorError``
    public func select(_ selector: String) throws(CSSSelectorError) -> [HTMLElement] { select(try CSSSelector(selector)) }
}

/// Why a page was not parsed.
public enum HTMLError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooBig(String)
    case tooSlow(milliseconds: Int)

    public var description: String {
        switch self {
        case .tooBig(let how): "the page \(how)"
        case .tooSlow(let milliseconds): "parsing the page takes more than \(milliseconds) ms"
        }
    }
}

/// No bytes, where C wants a place all the same. Never written to.
nonisolated(unsafe) private let emptyText = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
