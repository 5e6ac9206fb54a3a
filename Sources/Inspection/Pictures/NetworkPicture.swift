import Wire

/// A network as a picture: its nodes, and the cables that join them.
public struct NetworkPicture: Sendable {
    public enum Kind: Sendable { case computer, router, bridge, hub }

    public struct Node: Sendable {
        public var name: String
        public var kind: Kind
        /// Below its name.
        public var address: String
        public init(_ name: String, _ kind: Kind, _ address: String) { (self.name, self.kind, self.address) = (name, kind, address) }
    }

    public struct Cable: Sendable {
        /// The nodes that it joins, by their places from 0.
        public var first: Int, second: Int
        public var rate: String
        public init(_ first: Int, _ second: Int, _ rate: String) { (self.first, self.second, self.rate) = (first, second, rate) }
    }

    public var title: String
    public var nodes: [Node]
    public var cables: [Cable]

    public init(title: String, nodes: [Node], cables: [Cable]) { (self.title, self.nodes, self.cables) = (title, nodes, cables) }

    public var layout: NetworkLayout { NetworkLayout(count: nodes.count, cables: cables.map { ($0.first, $0.second) }) }
    /// How large a node is with its words: small in a crowd.
    public var box: NetworkLayout.Spot { nodes.count > 8 ? .init(84, 52) : .init(104, 66) }

    /// As an SVG image, complete in itself; in the dark where the reader likes it dark.
    public func svg(width wanted: Int? = nil) -> String {
        let width = wanted ?? (nodes.count > 8 ? 900 : 760)
        let placement = layout.place(width: Double(width), box: box, limit: 340), top = 26
        let height = Int(placement.height) + top
        let said = nodes.map(\.name).joined(separator: ", ") + "; cables " + cables.map { "\(nodes[$0.first].name) to \(nodes[$0.second].name)" }.joined(separator: ", ")
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" font-family="system-ui, sans-serif" font-size="13" text-anchor="middle">
            <title>\(MarkupText.escaped(title))</title>
            <desc>\(MarkupText.escaped(said))</desc>
            <style>text{fill:#222}.s{font-size:11px;fill:#555;paint-order:stroke;stroke:#fff;stroke-width:4px}.c{stroke:#666;stroke-width:2.5}.n{fill:#f5f6f8;stroke:#222;stroke-width:1.5}@media(prefers-color-scheme:dark){text{fill:#eee}.s{fill:#bbb;stroke:#161b22}.c{stroke:#999}.n{fill:#222930;stroke:#ddd}}</style>
            <text x="12" y="18" font-size="14" font-weight="600" text-anchor="start">\(MarkupText.escaped(title))</text>

            """
        func spot(_ node: Int) -> (x: Int, y: Int) { (Int(placement.spots[node].x), Int(placement.spots[node].y) + top) }
        for cable in cables {
            let a = spot(cable.first), b = spot(cable.second)
            svg += "<path class=\"c\" d=\"M\(a.x) \(a.y)L\(b.x) \(b.y)\"/>\n"
            if nodes.count <= 8 { svg += "<text class=\"s\" x=\"\((a.x + b.x) / 2)\" y=\"\((a.y + b.y) / 2 + (a.y == b.y ? 16 : 4))\">\(MarkupText.escaped(cable.rate))</text>\n" }
        }
        for (index, node) in nodes.enumerated() { svg += draw(node, at: spot(index)) }
        return svg + "</svg>\n"
    }

    private func draw(_ node: Node, at spot: (x: Int, y: Int)) -> String {
        let isSmall = box.y < 60, half = isSmall ? (node.kind == .bridge ? 42 : 38) : 46, (x, y) = spot
        let shape = switch node.kind {
        case .computer: "<rect class=\"n\" x=\"\(x - half)\" y=\"\(y - (isSmall ? 15 : 20))\" width=\"\(2 * half)\" height=\"\(isSmall ? 30 : 40)\" rx=\"6\"/>"
        case .router: "<ellipse class=\"n\" cx=\"\(x)\" cy=\"\(y)\" rx=\"\(isSmall ? 32 : 40)\" ry=\"\(isSmall ? 17 : 22)\"/>"
        case .bridge, .hub: "<path class=\"n\" d=\"M\(x - half + 4) \(y - 14)h\(2 * half - 8)l8 14l-8 14h\(-2 * half + 8)l-8 -14z\"/>"
        }
        let below = node.address.isEmpty ? "\(node.kind == .bridge ? "switch" : "\(node.kind)")" : node.address
        return shape + "<text x=\"\(x)\" y=\"\(y + 4)\">\(MarkupText.escaped(node.name))</text><text class=\"s\" x=\"\(x)\" y=\"\(y + (isSmall ? 27 : 34))\">\(MarkupText.escaped(below))</text>\n"
    }
}
