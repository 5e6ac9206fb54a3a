import Wire

/// Many routes: a tree of nodes with 256 entries each, one for each value of the next octet of an address.
///
/// An entry says the best route for all addresses that come to it, or leads to a node for the octet after. A prefix that ends within
/// an octet fills all entries that it covers (controlled prefix expansion, Srinivasan and Varghese, 1998), so a lookup compares
/// nothing: it reads an entry for each octet until one is a route. The route to everything, a prefix of no bits, is
/// kept apart, so that it can change without a walk through the whole tree.
///
/// To take a route away one must know what stood under it: `rules` has every route by its network.
@usableFromInline
struct RouteTrie<Address: InternetAddress, Value: Hashable & Sendable>: Sendable {
    typealias Network = InternetNetwork<Address>
    typealias Route = RouteTable<Address, Value>.Route

    /// The nodes one after another, the root first; empty in a table that has none yet.
    @usableFromInline var entries: [RouteEntry] = []
    /// Nodes that are no longer in the tree.
    private var freeNodes: [UInt32] = []
    /// Each route's number in `values`.
    private var rules: [Network: UInt32] = [:]
    /// Different values; mostly few, the router's neighbours.
    @usableFromInline var values: RouteValues<Value> = RouteValues()
    /// What the route to everything says.
    @usableFromInline var defaultEntry: RouteEntry = .none

    /// No routes, and no room taken for any.
    init() {}

    init(_ routes: [Route]) {
        entries = Array(repeating: .none, count: 256)
        for route in routes { _ = try? insert(route.value, for: route.network, limit: .max) }
    }

    var count: Int { rules.count }
    subscript(network: Network) -> Value? { rules[network].map { values[$0] } }
    var routes: [Route] { rules.map { ($0.key, values[$0.value]) } }

    /// Bytes of all arrays; a dictionary is taken to be three quarters full.
    var memory: Int {
        entries.capacity * 4 + freeNodes.capacity * 4 + rules.capacity * 4 / 3 * (MemoryLayout<Network>.stride + 4) + values.count * (2 * MemoryLayout<Value>.stride + 16)
    }

    // MARK: - Lookup

    @inlinable @inline(__always)
    func entry(for address: Address) -> RouteEntry {
        let entries = entries.span
        let number = address.rawValue
        var shift = Address.bitWidth &- 8
        var node = 0
        while true {
            let octet = Int(truncatingIfNeeded: UInt8(truncatingIfNeeded: number &>> Address.RawValue(truncatingIfNeeded: shift)))
            // An entry that leads on is always to a node that is there, and never below the last octet.
            let entry = unsafe entries[unchecked: node &<< 8 | octet]
            guard entry.isNode else { return entry.isNone ? defaultEntry : entry }
            node = Int(truncatingIfNeeded: entry.number)
            shift &-= 8
        }
    }

    @inlinable
    func lookup(_ address: Address) -> Value? {
        let entry = entry(for: address)
        return entry.isNone ? nil : values[entry.number]
    }

    func match(_ address: Address) -> Route? {
        let entry = entry(for: address)
        return entry.isNone ? nil : (Network(containing: Address(rawValue: address.rawValue), prefixLength: entry.prefixLength), values[entry.number])
    }

    // MARK: - Change

    mutating func insert(_ value: Value, for network: Network, limit: Int) throws(RouteTableFull) -> Value? {
        let before = rules[network]
        // A new route makes at most a node for each octet.
        guard before != nil || rules.count < limit, entries.count / 256 + Address.bitWidth / 8 <= RouteEntry.mostNodes, let number = values.retain(value) else {
            throw RouteTableFull(limit: min(limit, rules.count))
        }
        rules[network] = number
        let entry = RouteEntry(route: number, prefixLength: network.prefixLength)
        if network.prefixLength == 0 {
            defaultEntry = entry
        } else {
            fill(range(of: network), with: entry) { $0.prefixLength <= entry.prefixLength }
        }
        guard let before else { return nil }
        return values.release(before)
    }

    mutating func remove(_ network: Network) -> Value? {
        guard let number = rules.removeValue(forKey: network) else { return nil }
        defer { _ = values.release(number) }
        if network.prefixLength == 0 {
            defaultEntry = .none
            return values[number]
        }
        let cover = nextShorter(network)
        fill(range(of: network), with: cover) { $0.prefixLength == network.prefixLength }
        prune(network)
        return values[number]
    }

    /// The entry for what `network` lies in.
    private func nextShorter(_ network: Network) -> RouteEntry {
        for length in stride(from: network.prefixLength - 1, to: 0, by: -1) {
            if let number = rules[Network(containing: network.address, prefixLength: length)] { return RouteEntry(route: number, prefixLength: length) }
        }
        return .none
    }

    private func octet(_ index: Int, of address: Address) -> Int {
        Int(truncatingIfNeeded: UInt8(truncatingIfNeeded: address.rawValue >> Address.RawValue(Address.bitWidth - 8 - 8 * index)))
    }

    /// The entries that `network` covers, all in one node, with the nodes that are needed on the way there.
    private mutating func range(of network: Network) -> Range<Int> {
        var node = 0
        let depth = (network.prefixLength - 1) / 8
        for index in 0..<depth {
            let place = node << 8 | octet(index, of: network.address)
            if !entries[place].isNode { entries[place] = RouteEntry(node: newNode(filledWith: entries[place])) }
            node = Int(entries[place].number)
        }
        let first = node << 8 | octet(depth, of: network.address)
        return first..<first + 1 << (8 * (depth + 1) - network.prefixLength)
    }

    /// Puts `new` in place of those entries in `range`, and in all nodes below, that say a route and are `replaceable`.
    private mutating func fill(_ range: Range<Int>, with new: RouteEntry, where replaceable: (RouteEntry) -> Bool) {
        for place in range {
            let entry = entries[place]
            if entry.isNode {
                let first = Int(entry.number) << 8
                fill(first..<first + 256, with: new, where: replaceable)
            } else if replaceable(entry) {
                entries[place] = new
            }
        }
    }

    private mutating func newNode(filledWith entry: RouteEntry) -> UInt32 {
        if let node = freeNodes.popLast() {
            for place in Int(node) << 8..<Int(node) << 8 + 256 { entries[place] = entry }
            return node
        }
        entries.append(contentsOf: repeatElement(entry, count: 256))
        return UInt32(entries.count / 256 - 1)
    }

    /// Gives back the nodes on the way to `network` that say no more than the entry above them.
    private mutating func prune(_ network: Network) {
        var places: [Int] = []
        var node = 0
        for index in 0..<(network.prefixLength - 1) / 8 {
            let place = node << 8 | octet(index, of: network.address)
            places.append(place)
            node = Int(entries[place].number)
        }
        for (index, place) in places.enumerated().reversed() {
            let node = entries[place].number
            let first = entries[Int(node) << 8]
            guard !first.isNode, first.prefixLength <= 8 * (index + 1), isUniform(node) else { return }
            entries[place] = first
            freeNodes.append(node)
        }
    }

    /// Whether all entries of a node are the same. (A slice of the entries would make the next change copy them all.)
    private func isUniform(_ node: UInt32) -> Bool {
        let first = Int(node) << 8
        return (first + 1..<first + 256).allSatisfy { entries[$0] == entries[first] }
    }
}
