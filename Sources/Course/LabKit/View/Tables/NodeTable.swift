/// Something that a node knows at a moment, as a table for people: its neighbours, its routes, its leases.
public struct NodeTable: Encodable, Sendable, Equatable {
    public var title: String
    public var head: [String]
    public var rows: [[String]]

    public init(_ title: String, _ head: [String], _ rows: [[String]]) { (self.title, self.head, self.rows) = (title, head, rows) }

    /// More rows than this are counted and not sent.
    static let limit = 300

    /// What is sent of it.
    var shortened: NodeTable {
        guard rows.count > Self.limit else { return self }
        return NodeTable("\(title): the first \(Self.limit) of \(rows.count)", head, Array(rows[..<Self.limit]))
    }
}

/// All that one node knew at a moment.
struct NodeTables: Encodable, Sendable {
    var node: String
    var tables: [NodeTable]

    init(_ node: String, _ tables: [NodeTable]) {
        self.node = node
        self.tables = tables.filter { !$0.rows.isEmpty }.map(\.shortened)
    }
}
