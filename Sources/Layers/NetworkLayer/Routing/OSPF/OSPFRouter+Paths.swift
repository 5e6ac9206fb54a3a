import Wire

// The shortest ways (RFC 2328 section 16): Dijkstra's algorithm over the database, equal ways kept side by side.
extension OSPFRouter {
    /// The database has changed: reckon anew, soon at first, later and later while it goes on changing.
    mutating func planPaths(_ now: Instant) {
        guard pathsAt == .distantFuture else { return }
        if lastPaths == Instant(nanoseconds: .min) || now - lastPaths > Self.longestPathDelay + Self.longestPathDelay { pathDelay = Self.firstPathDelay }
        pathsAt = max(now + Self.firstPathDelay, lastPaths + pathDelay)
        pathDelay = min(pathDelay + pathDelay, Self.longestPathDelay)
    }

    /// First hops, as many as one machine word has bits.
    private struct Hops {
        var hops: [OSPFRoute.Hop] = []

        mutating func bit(_ hop: OSPFRoute.Hop) -> UInt64 {
            if let index = hops.firstIndex(of: hop) { return 1 << UInt64(index) }
            guard hops.count < 64 else { return 0 }
            hops.append(hop)
            return 1 << UInt64(hops.count - 1)
        }

        func list(_ mask: UInt64) -> [OSPFRoute.Hop] {
            if mask & (mask &- 1) == 0 { return mask == 0 ? [] : [hops[mask.trailingZeroBitCount]] }
            return hops.indices.filter { mask >> UInt64($0) & 1 == 1 }.map { hops[$0] }
        }
    }

    /// A way to a network, before the best is chosen.
    private struct Candidate: BitwiseCopyable {
        /// Network and prefix length.
        var key: UInt64
        var cost: UInt32
        var hops: UInt64
    }

    mutating func findPaths(_ now: Instant) {
        pathsAt = .distantFuture
        lastPaths = now
        count(\.shortestPathRuns)
        guard let root = database.place(of: LSAKey(type: 1, id: id, router: id)) else { return publish([]) }
        let entries = database.entries
        var hops = Hops()
        var distance = [UInt32](repeating: .max, count: entries.count)
        var first = [UInt64](repeating: 0, count: entries.count)
        var isDone = [Bool](repeating: false, count: entries.count)
        var heap = PathHeap()
        // Networks by the address of their designated router (the advertisement's ID).
        var networks: [UInt32: Int] = [:]
        var routers: [UInt32: Int] = [:]
        routers.reserveCapacity(entries.count)
        for (place, entry) in entries.enumerated() where entry.isPresent && !entry.lsa.header.isMaximumAge {
            if entry.lsa.header.key.type == 2 { networks[entry.lsa.header.key.id] = place }
            if entry.lsa.header.key.type == 1, entry.lsa.header.key.id == entry.lsa.header.key.router { routers[entry.lsa.header.key.id] = place }
        }
        var candidates: [Candidate] = []
        distance[root] = 0
        heap.add(cost: 0, isRouter: true, place: root)
        while let place = heap.removeFirst() {
            if isDone[place] { continue }
            isDone[place] = true
            let here = distance[place]
            switch entries[place].lsa.body {
            case .router(_, let links):
                let router = entries[place].lsa.header.key.router
                for link in links {
                    let target: Int?
                    switch link.kind {
                    case .pointToPoint, .virtual: target = routers[link.id]
                    case .transit: target = networks[link.id]
                    case .stub:
                        guard here != .max else { continue }
                        candidates.append(Candidate(key: UInt64(link.id & link.data) << 8 | UInt64(link.data.nonzeroBitCount), cost: here &+ UInt32(link.metric), hops: place == root ? ownStub(link, &hops) : first[place]))
                        continue
                    }
                    guard let target, target != place, !isDone[target], leadsBack(entries[target].lsa, to: router, network: nil) else { continue }
                    let cost = here &+ UInt32(link.metric)
                    guard cost <= distance[target] else { continue }
                    let way = place == root ? firstHop(link, &hops) : first[place]
                    if cost < distance[target] {
                        distance[target] = cost
                        first[target] = way
                        heap.add(cost: cost, isRouter: link.kind != .transit, place: target)
                    } else {
                        first[target] |= way
                    }
                }
            case .network(let mask, let attached):
                let address = entries[place].lsa.header.key.id
                candidates.append(Candidate(key: UInt64(address & mask) << 8 | UInt64(mask.nonzeroBitCount), cost: here, hops: first[place]))
                for router in attached {
                    guard let target = routers[router], !isDone[target], let link = linkBack(entries[target].lsa, network: address) else { continue }
                    guard here <= distance[target] else { continue }
                    // Behind a network that we are on ourselves, the router's own address there is the next hop.
                    let isOwn = interfaces.firstIndex { $0.isUp && $0.designated == address && $0.configuration.kind == .broadcast }
                    let way = isOwn.map { hops.bit(OSPFRoute.Hop(interface: interfaces[$0].configuration.interface, gateway: link.data)) } ?? first[place]
                    if here < distance[target] {
                        distance[target] = here
                        first[target] = way
                        heap.add(cost: here, isRouter: true, place: target)
                    } else {
                        first[target] |= way
                    }
                }
            default: break
            }
        }
        publish(choose(candidates, hops) + outside(entries, routers, distance, first, isDone, hops))
    }

    /// Whether the other end says that the link is there, too: one that only one end knows is none.
    private func leadsBack(_ lsa: LSA, to router: UInt32, network: UInt32?) -> Bool {
        switch lsa.body {
        case .router(_, let links): links.contains { ($0.kind == .pointToPoint || $0.kind == .virtual) && $0.id == router }
        case .network(_, let attached): attached.contains(router)
        default: false
        }
    }

    private func linkBack(_ lsa: LSA, network: UInt32) -> LSA.Link? {
        guard case .router(_, let links) = lsa.body else { return nil }
        return links.first { $0.kind == .transit && $0.id == network }
    }

    /// The interface, and the neighbor behind it, that one of our own links leads to.
    private func firstHop(_ link: LSA.Link, _ hops: inout Hops) -> UInt64 {
        guard let interface = interfaces.first(where: { $0.isUp && $0.configuration.address.rawValue == link.data }) else { return 0 }
        switch link.kind {
        case .pointToPoint:
            guard let neighbor = interface.neighbors.first(where: { $0.router == link.id }) else { return 0 }
            return hops.bit(OSPFRoute.Hop(interface: interface.configuration.interface, gateway: neighbor.address))
        default: return hops.bit(OSPFRoute.Hop(interface: interface.configuration.interface, gateway: 0))
        }
    }

    private func ownStub(_ link: LSA.Link, _ hops: inout Hops) -> UInt64 {
        guard let interface = interfaces.first(where: { $0.isUp && $0.configuration.network == link.id && $0.configuration.mask == link.data }) else { return 0 }
        return hops.bit(OSPFRoute.Hop(interface: interface.configuration.interface, gateway: 0))
    }

    /// The cheapest way to each network; equal ones together.
    private func choose(_ all: [Candidate], _ hops: Hops) -> [OSPFRoute] {
        let sorted = all.sorted { ($0.key, $0.cost) < ($1.key, $1.cost) }
        var found: [OSPFRoute] = []
        var index = 0
        while index < sorted.count {
            let best = sorted[index]
            var mask = best.hops
            index += 1
            while index < sorted.count, sorted[index].key == best.key {
                if sorted[index].cost == best.cost { mask |= sorted[index].hops }
                index += 1
            }
            let list = hops.list(mask)
            // What lies on one of our own links needs no protocol.
            if list.isEmpty || list.contains(where: { $0.gateway == 0 }) { continue }
            found.append(OSPFRoute(network: UInt32(best.key >> 8), prefixLength: UInt8(best.key & 255), cost: best.cost, isExternal: false, hops: list))
        }
        return found
    }

    /// Networks outside, by the router that tells of them (section 16.4).
    private func outside(_ entries: [OSPFDatabase.Entry], _ routers: [UInt32: Int], _ distance: [UInt32], _ first: [UInt64], _ isDone: [Bool], _ hops: Hops) -> [OSPFRoute] {
        struct Choice { var key: UInt64, isType2: Bool, metric: UInt32, cost: UInt32, hops: UInt64 }
        var choices: [Choice] = []
        for entry in entries where entry.isPresent && entry.lsa.header.key.type == 5 && !entry.lsa.header.isMaximumAge && entry.lsa.header.key.router != id {
            guard case .external(let mask, let isType2, let metric, _, _) = entry.lsa.body, metric < 0xff_ffff else { continue }
            guard let place = routers[entry.lsa.header.key.router], isDone[place], case .router(let flags, _) = entries[place].lsa.body, flags & 2 != 0 else { continue }
            choices.append(Choice(key: UInt64(entry.lsa.header.key.id & mask) << 8 | UInt64(mask.nonzeroBitCount), isType2: isType2, metric: isType2 ? metric : distance[place] &+ metric, cost: distance[place], hops: first[place]))
        }
        choices.sort { ($0.key, $0.isType2 ? 1 : 0, $0.metric, $0.cost) < ($1.key, $1.isType2 ? 1 : 0, $1.metric, $1.cost) }
        var found: [OSPFRoute] = []
        for choice in choices {
            let network = UInt32(choice.key >> 8), length = UInt8(choice.key & 255)
            if let last = found.last, last.network == network, last.prefixLength == length { continue }
            let list = hops.list(choice.hops)
            if !list.isEmpty { found.append(OSPFRoute(network: network, prefixLength: length, cost: choice.metric, isExternal: true, hops: list)) }
        }
        return found
    }

    private mutating func publish(_ found: [OSPFRoute]) {
        guard found != routes else { return }
        routes = found
        actions.append(.routes(found))
    }
}

/// Places by cost; at equal cost networks before routers (section 16.1, step 3), then in the order of their numbers.
private struct PathHeap {
    private var heap: [UInt64] = []

    mutating func add(cost: UInt32, isRouter: Bool, place: Int) {
        heap.append(UInt64(cost) << 32 | (isRouter ? 1 << 31 : 0) | UInt64(place))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent] <= heap[child] { break }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] { least = child }
                if least == parent { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return Int(first & 0x7fff_ffff)
    }
}
