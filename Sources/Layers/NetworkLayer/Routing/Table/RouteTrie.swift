import Wire

/// Many routes: a tree of nodes with 256 entries each, one for each value of the next octet of an address.
///
/// An entry says the best route for all addresses that come to it, or leads to a node for the octet after. A prefix that ends within
/// an octet fills all entries that it covers (controlled prefix expansion, Srinivasan and Varghese, 1998), so a lookup mostly compares
/// nothing: it reads an entry for each octet until one is a route. A route that is longer and alone there gets no nodes of its own, of
/// which IPv6 would need many, but is kept beside the tree and compared. The route to everything, a prefix of no bits, is
/// kept apart too, so that it can change without a walk through the whole tree.
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
    /// Routes that are the only ones below an entry.
    @usableFromInline var lones: [LoneRoute<Address>] = []
    private var freeLones: [UInt32] = []
    /// Each route's number in `values`.
    private var rules: [Network: UInt32] = [:]
    /// Different values; mostly few, the router's neighbours.
    @usableFromInline var values: RouteValues<Value> = RouteValues()
    /// What the route to everything says.
    private var defaultEntry: RouteEntry = .none

    /// No routes, and no room taken for any.
    init() {}

    init(_ routes: [Route]) {
        entries = Array(repeating: .none, count: 256)
        for route in routes { _ = try? insert(route.value, for: route.network, limit: .max) }
    }

    var count: Int { rules.count }
    subscript(network: Network) -> Value? { rules[network].flatMap { values[$0] } }
    var routes: [Route] { rules.compactMap { rule in values[rule.value].map { (rule.key, $0) } } }

    /// Bytes of all arrays; a dictionary is taken to be three quarters full.
    var memory: Int {
        entries.capacity * 4 + (freeNodes.capacity + freeLones.capacity) * 4 + lones.capacity * MemoryLayout<LoneRoute<Address>>.stride
            + rules.capacity * 4 / 3 * (MemoryLayout<Network>.stride + 4) + values.count * (2 * MemoryLayout<Value>.stride + 16)
    }

    // MARK: - Lookup

    /// What the tree says of `address`, the route to everything apart. Few instructions: then the processor is on its way to
    /// the next addresses' nodes while it waits for this one's.
    @inlinable @inline(__always)
    func entry(for address: Address) -> RouteEntry {
        unsafe entries.withUnsafeBufferPointer { entries in
            var rest = address.rawValue
            var node = 0
            while true {
                // The first octet of what is left. An entry that leads on is always to a node that is there, and never below the last octet.
                let entry = unsafe entries[node &<< 8 | Int(truncatingIfNeeded: rest &>> Address.RawValue(truncatingIfNeeded: Address.bitWidth &- 8))]
                if entry.isFinal { return entry }
                if entry.isLone { return lones[Int(truncatingIfNeeded: entry.number)].entry(for: address) }
                node = Int(truncatingIfNeeded: entry.number)
                rest = rest &<< 8
            }
        }
    }

    @inlinable
    func lookup(_ address: Address) -> Value? { values[entry(for: address).number] }

    func match(_ address: Address) -> Route? {
        var entry = entry(for: address)
        if entry.isNone { entry = defaultEntry }
        guard let value = values[entry.number] else { return nil }
        return (Network(containing: Address(rawValue: address.rawValue), prefixLength: entry.prefixLength), value)
    }

    // MARK: - Change

    mutating func insert(_ value: Value, for network: Network, limit: Int) throws(RouteTableFull) -> Value? {
        let before = rules[network]
        // A new route makes at most a node for each octet.
        guard before != nil || rules.count < min(limit, RouteEntry.mostRoutes), entries.count / 256 + Address.bitWidth / 8 <= RouteEntry.mostNodes else {
            throw RouteTableFull(limit: min(limit, rules.count))
        }
        let number = values.retain(value)
        rules[network] = number
        let entry = RouteEntry(route: number, prefixLength: network.prefixLength)
        if network.prefixLength == 0 {
            defaultEntry = entry
            values.whereNone = value
        } else {
            put(entry, at: network)
        }
        guard let before else { return nil }
        return values.release(before)
    }

    mutating func remove(_ network: Network) -> Value? {
        guard let number = rules.removeValue(forKey: network) else { return nil }
        if network.prefixLength == 0 {
            defaultEntry = .none
            values.whereNone = nil
        } else {
            takeOut(network)
        }
        return values.release(number)
    }

    /// The node and the octet to which the tree goes on the way to `network`: that in which it ends, or one before where there is no node to go on.
    private func place(of network: Network) -> (entry: Int, index: Int) {
        var index = 0
        var place = octet(0, of: network.address)
        while index < (network.prefixLength - 1) / 8, entries[place].isNode {
            index += 1
            place = Int(entries[place].number) << 8 | octet(index, of: network.address)
        }
        return (place, index)
    }

    private mutating func put(_ entry: RouteEntry, at network: Network) {
        while true {
            let (place, index) = place(of: network)
            if index == (network.prefixLength - 1) / 8 {
                return fill(place..<place + 1 << (8 * (index + 1) - network.prefixLength), with: entry) { $0.prefixLength <= entry.prefixLength }
            }
            let present = entries[place]
            guard present.isLone else {
                entries[place] = RouteEntry(lone: newLone(LoneRoute(network: network, route: entry, cover: present)))
                return
            }
            let lone = lones[Int(present.number)]
            if lone.network == network {
                lones[Int(present.number)].route = entry
                return
            }
            // No longer alone: both go one octet further.
            freeLones.append(present.number)
            entries[place] = RouteEntry(node: newNode(filledWith: lone.cover))
            put(lone.route, at: lone.network)
        }
    }

    private mutating func takeOut(_ network: Network) {
        let (place, index) = place(of: network)
        let present = entries[place]
        if present.isLone, lones[Int(present.number)].network == network {
            entries[place] = lones[Int(present.number)].cover
            freeLones.append(present.number)
        } else {
            let cover = nextShorter(network)
            fill(place..<place + 1 << (8 * (index + 1) - network.prefixLength), with: cover) { $0.prefixLength == network.prefixLength }
        }
        prune(network)
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

    /// Puts `new` in place of those entries in `range`, and in all nodes below, that say a route and are `replaceable`.
    private mutating func fill(_ range: Range<Int>, with new: RouteEntry, where replaceable: (RouteEntry) -> Bool) {
        for place in range {
            let entry = entries[place]
            if entry.isNode {
                let first = Int(entry.number) << 8
                fill(first..<first + 256, with: new, where: replaceable)
            } else if entry.isLone {
                if replaceable(lones[Int(entry.number)].cover) { lones[Int(entry.number)].cover = new }
            } else if replaceable(entry) {
                entries[place] = new
            }
        }
    }

    private mutating func newLone(_ lone: LoneRoute<Address>) -> UInt32 {
        guard let number = freeLones.popLast() else {
            lones.append(lone)
            return UInt32(lones.count - 1)
        }
        lones[Int(number)] = lone
        return number
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
        var place = octet(0, of: network.address)
        while places.count < (network.prefixLength - 1) / 8, entries[place].isNode {
            places.append(place)
            place = Int(entries[place].number) << 8 | octet(places.count, of: network.address)
        }
        for (index, place) in places.enumerated().reversed() {
            let node = entries[place].number
            let first = entries[Int(node) << 8]
            guard !first.isNode, !first.isLone, first.prefixLength <= 8 * (index + 1), isUniform(node) else { return }
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

/// A route that is the only one below its entry.
@usableFromInline
struct LoneRoute<Address: InternetAddress>: Sendable {
    @usableFromInline let network: InternetNetwork<Address>
    @usableFromInline var route: RouteEntry
    /// What holds for the other addresses that come to the entry.
    @usableFromInline var cover: RouteEntry

    @inlinable func entry(for address: Address) -> RouteEntry { network.contains(address) ? route : cover }
}
