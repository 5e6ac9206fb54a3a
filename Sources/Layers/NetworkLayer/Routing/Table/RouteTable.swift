public import Wire

/// Where packets go: for an address, the value of the longest prefix that it begins with (RFC 1812 section 5.2.4.3, RFC 4632 section 5.1).
///
/// A host's few routes are kept as a list, longest prefix first, and read from the top: a few hundred bytes. From
/// ``RouteTable/longestList`` routes on, a ``RouteTrie`` takes over, in which a lookup reads one entry for each octet that
/// matters, however many routes there are.
public struct RouteTable<Address: InternetAddress, Value: Hashable & Sendable>: Sendable {
    public typealias Network = InternetNetwork<Address>
    public typealias Route = (network: Network, value: Value)

    /// As long as the table has no more routes than this it is a list.
    public static var longestList: Int { 24 }

    /// Routes that the table may hold.
    public let limit: Int
    @usableFromInline var list: RouteList<Address, Value>
    @usableFromInline var trie: RouteTrie<Address, Value>

    /// An empty table that will hold at most `limit` routes.
    public init(limit: Int = 1 << 21) {
        self.limit = limit
        list = RouteList()
        trie = RouteTrie()
    }

    /// How many routes there are.
    public var count: Int { isTrie ? trie.count : list.count }
    public var isEmpty: Bool { count == 0 }
    @inlinable var isTrie: Bool { !trie.entries.isEmpty }

    /// The value of the longest prefix that `address` begins with; nil if there is none.
    @inlinable public func lookup(_ address: Address) -> Value? {
        isTrie ? trie.lookup(address) : list.match(address)?.value
    }

    /// The longest prefix that `address` begins with and its value; nil if there is none.
    public func match(_ address: Address) -> Route? {
        isTrie ? trie.match(address) : list.match(address)
    }

    /// The value of the route to exactly `network`.
    public subscript(network: Network) -> Value? { isTrie ? trie[network] : list[network] }

    /// Adds the route to `network`, or gives it another value; returns the one it had before.
    @discardableResult
    public mutating func insert(_ value: Value, for network: Network) throws(RouteTableFull) -> Value? {
        if isTrie { return try trie.insert(value, for: network, limit: limit) }
        if list.count >= limit, list[network] == nil { throw RouteTableFull(limit: limit) }
        let before = list.insert(value, for: network)
        if list.count > Self.longestList {
            trie = RouteTrie(list.routes)
            list = RouteList()
        }
        return before
    }

    /// Takes the route to `network` away; returns its value, nil if there was none.
    @discardableResult
    public mutating func remove(_ network: Network) -> Value? {
        guard isTrie else { return list.remove(network) }
        let before = trie.remove(network)
        // Well below the length at which the list gave way, so that a route that comes and goes does not move the table each time.
        if trie.count <= Self.longestList / 2 {
            list = RouteList(trie.routes)
            trie = RouteTrie()
        }
        return before
    }

    /// About how many bytes the table takes, without what the values refer to.
    public var memory: Int {
        MemoryLayout<Self>.size + list.routes.capacity * MemoryLayout<Route>.stride + trie.memory
    }

    /// All routes, in the order of their networks.
    public var routes: [Route] { (isTrie ? trie.routes : list.routes).sorted { $0.network < $1.network } }
}

public typealias IPv4RouteTable<Value: Hashable & Sendable> = RouteTable<IPv4Address, Value>

/// A table that has reached its limit takes no further route.
public struct RouteTableFull: Error, Hashable, Sendable, CustomStringConvertible {
    public let limit: Int

    public var description: String { "the routing table is full: \(limit) routes" }
}
