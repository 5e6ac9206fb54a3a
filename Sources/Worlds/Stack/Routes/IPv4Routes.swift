import NetworkLayer
import Wire

/// A host's or router's IPv4 routes, and its own addresses among them, so that one look tells what becomes of a packet.
///
/// Of a few hundred prefixes an index of ranges that do not overlap is made, each with the longest prefix that covers it, in the order of
/// their first addresses: a search in a dense array, for which a router's whole table is a few lines of the processor's cache. For more there
/// is a ``RouteTable``, whose lookups take a few reads however many prefixes there are, and which changes with them. Either is
/// made anew where that is simpler, when it is next needed.
struct IPv4Routes {
    /// What a prefix leads to.
    struct Way: BitwiseCopyable, Hashable, Sendable {
        /// `several`: equal ways, found in ``IPv4Routes/groups`` at the index that stands for the gateway.
        enum Kind: UInt8, Sendable { case route, own, broadcast, several }
        /// 0: on the link.
        var gateway: UInt32
        var interface: Int16
        var kind: Kind
    }

    struct Entry: BitwiseCopyable, Sendable {
        var network: UInt32
        var way: Way
        var prefixLength: UInt8

        fileprivate var prefix: IPv4Network { IPv4Network(containing: IPv4Address(rawValue: network), prefixLength: Int(prefixLength)) }
        fileprivate var last: UInt32 { network | ~mask(prefixLength) }
    }

    /// What was configured, in the order in which it was. Of several entries with one prefix own addresses hold before routes, and the
    /// older before the younger.
    private(set) var entries: [Entry] = []
    /// What routing protocols have found, in the order in which they are preferred; behind what was configured.
    private var found: [(service: String, routes: [DynamicRoute])] = []
    /// Equal ways.
    private(set) var groups: [[DynamicRoute.Hop]] = []
    /// Interfaces whose cable is not plugged in.
    private var down: [Int16] = []

    /// The addresses from `start` up to the next range's, and what holds for them.
    private struct Range: BitwiseCopyable {
        var start: UInt32
        var gateway: UInt32
        var interface: Int16
        /// The way's kind; 255: no way.
        var kind: UInt8
    }
    /// The index of a few; empty: to be made.
    private var ranges: [Range] = []
    /// The index of many; nil: there are few, or it is to be made.
    private var many: ManyRoutes?
    /// Whoever chooses in our place; then there is no index.
    private var own: OwnRoutes?

    /// From so many prefixes on they are many.
    static let fewest = 512

    /// Where the ranges lie in memory, and how many bytes they are.
    var memory: (address: UInt, size: UInt) {
        (ranges.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }, UInt(ranges.count &* MemoryLayout<Range>.stride))
    }

    // MARK: - Lookup

    /// What the longest prefix that covers `destination` leads to.
    mutating func lookup(_ destination: UInt32) -> Way? {
        if ranges.isEmpty {
            if let own { return own.lookup(destination, among: ranked()) }
            if many == nil { index() }
            if let many { return many.table.lookup(IPv4Address(rawValue: destination)) }
        }
        let range = ranges.withUnsafeBufferPointer { ranges in
            // The last range that begins at or before the destination. The first begins at 0.
            var low = 0, count = ranges.count
            while count > 1 {
                let half = count >> 1
                low = unsafe ranges[low + half].start <= destination ? low + half : low
                count -= half
            }
            return unsafe ranges[low]
        }
        guard let kind = Way.Kind(rawValue: range.kind) else { return nil }
        return Way(gateway: range.gateway, interface: range.interface, kind: kind)
    }

    /// The one of several equal ways that a flow takes.
    func choose(_ way: Way, flow: UInt64) -> Way {
        let group = groups[Int(way.gateway)]
        let hop = group[Int(flow.multipliedFullWidth(by: UInt64(group.count)).high)]
        return Way(gateway: hop.gateway, interface: hop.interface, kind: .route)
    }

    // MARK: - Changes

    mutating func add(_ route: Route<IPv4Address>) {
        insert(route.network.rawValue, prefixLength: UInt8(clamping: min(max(route.prefixLength, 0), 32)), Way(gateway: route.gateway?.rawValue ?? 0, interface: Int16(clamping: route.interface), kind: .route))
    }

    /// An address of this host's own, and that of everyone on its link.
    mutating func add(own address: InterfaceAddress<IPv4Address>, interface: Int) {
        insert(address.address.rawValue, prefixLength: 32, Way(gateway: 0, interface: Int16(clamping: interface), kind: .own))
        if let broadcast = address.broadcast {
            insert(broadcast.rawValue, prefixLength: 32, Way(gateway: 0, interface: Int16(clamping: interface), kind: .broadcast))
        }
    }

    /// From now on `chooser` chooses.
    mutating func use(_ chooser: any RouteChooser) {
        forget()
        own = OwnRoutes(chooser)
    }

    /// Hosts that lie behind another router than the routes say, as routers have told.
    private(set) var redirectCount = 0

    mutating func add(redirected host: IPv4Address, to gateway: IPv4Address, interface: Int) {
        remove(host, prefixLength: 32)
        // A redirect to where it goes already needs no entry; one to the host itself says that it is on the link.
        add(Route(network: host, prefixLength: 32, gateway: gateway == host ? nil : gateway, interface: interface))
        redirectCount += 1
    }

    mutating func remove(_ network: IPv4Address, prefixLength: Int) {
        remove { $0.way.kind == .route && Int($0.prefixLength) == prefixLength && $0.network == network.rawValue & mask($0.prefixLength) }
    }

    mutating func remove(own address: InterfaceAddress<IPv4Address>, interface: Int) {
        remove { $0.way.kind == .own && $0.network == address.address.rawValue || $0.way.kind == .broadcast && $0.network == address.broadcast?.rawValue && Int($0.way.interface) == interface }
    }

    /// Takes away one way only: that through `gateway`, or the one on the link.
    mutating func remove(_ network: IPv4Address, prefixLength: Int, gateway: IPv4Address?) {
        remove { $0.way.kind == .route && Int($0.prefixLength) == prefixLength && $0.network == network.rawValue & mask($0.prefixLength) && $0.way.gateway == gateway?.rawValue ?? 0 }
    }

    mutating func replace(foundBy service: String, with routes: [DynamicRoute]) {
        found.removeAll { $0.service == service }
        found.append((service, routes))
        // OSPF is believed before RIP: it counts what ways cost, not only how many they are.
        found.sort { $0.service < $1.service }
        forget()
    }

    mutating func setLink(of interface: Int, isUp: Bool) {
        down.removeAll { $0 == Int16(clamping: interface) }
        if !isUp { down.append(Int16(clamping: interface)) }
        forget()
    }

    private mutating func insert(_ network: UInt32, prefixLength: UInt8, _ way: Way) {
        let entry = Entry(network: network & mask(prefixLength), way: way, prefixLength: prefixLength)
        entries.append(entry)
        ranges = []
        guard let many, isUsable(entry) else { return }
        guard let present = many.table[entry.prefix] else { return many.insert(entry) }
        // A route that a protocol has found gives way to a configured one.
        guard found.isEmpty else { return forget() }
        if way.kind != .route, present.kind == .route { many.insert(entry) }
    }

    private mutating func remove(where isGone: (Entry) -> Bool) {
        let gone = entries.filter(isGone)
        guard !gone.isEmpty else { return }
        entries.removeAll(where: isGone)
        ranges = []
        guard let many else { return }
        // Another route to the same network takes the place of one that is gone.
        guard found.isEmpty, gone.count < 16 else { return forget() }
        for old in gone {
            many.table.remove(old.prefix)
            if let next = best(entries.filter { $0.network == old.network && $0.prefixLength == old.prefixLength }) { many.insert(next) }
        }
    }

    private func best(_ same: [Entry]) -> Entry? {
        let usable = same.filter(isUsable)
        return usable.first { $0.way.kind != .route } ?? usable.first
    }

    /// The indexes no longer hold.
    private mutating func forget() {
        ranges = []
        many = nil
    }

    private func isUsable(_ entry: Entry) -> Bool { entry.way.kind != .route || down.isEmpty || !down.contains(entry.way.interface) }

    // MARK: - The index

    /// Every prefix in use, those first that hold before others with the same prefix.
    private mutating func ranked() -> [Entry] {
        var ranked = entries.filter { $0.way.kind != .route } + entries.filter { $0.way.kind == .route && isUsable($0) }
        groups = []
        for (_, routes) in found {
            ranked.reserveCapacity(ranked.count + routes.count)
            for route in routes {
                guard let first = route.hops.first else { continue }
                if route.hops.count == 1 {
                    ranked.append(Entry(network: route.network & mask(route.prefixLength), way: Way(gateway: first.gateway, interface: first.interface, kind: .route), prefixLength: route.prefixLength))
                } else {
                    ranked.append(Entry(network: route.network & mask(route.prefixLength), way: Way(gateway: UInt32(groups.count), interface: first.interface, kind: .several), prefixLength: route.prefixLength))
                    groups.append(route.hops)
                }
            }
        }
        return ranked
    }

    private mutating func index() {
        let ranked = ranked()
        if ranked.count < Self.fewest { flatten(ranked) } else { many = ManyRoutes(ranked) }
    }

    /// Cuts the prefixes into ranges.
    private mutating func flatten(_ ranked: [Entry]) {
        var bounds: [UInt32] = [0]
        for entry in ranked {
            bounds.append(entry.network)
            if entry.last < .max { bounds.append(entry.last + 1) }
        }
        bounds.sort()
        var starts: [UInt32] = []
        for bound in bounds where starts.last != bound { starts.append(bound) }
        // Prefixes nest or are apart: a stack of those that are open at a place tells which holds.
        ranges.reserveCapacity(starts.count)
        let order = ranked.indices.sorted { (ranked[$0].network, ranked[$0].prefixLength, $0) < (ranked[$1].network, ranked[$1].prefixLength, $1) }
        var open: [Entry] = []
        var next = 0
        for start in starts {
            while let last = open.last, start > last.last { open.removeLast() }
            while next < order.count, ranked[order[next]].network == start {
                let entry = ranked[order[next]]
                next += 1
                // The same prefix again: the one that came first holds already.
                if let last = open.last, last.network == entry.network, last.prefixLength == entry.prefixLength { continue }
                open.append(entry)
            }
            let range = open.last.map { Range(start: start, gateway: $0.way.gateway, interface: $0.way.interface, kind: $0.way.kind.rawValue) } ?? Range(start: start, gateway: 0, interface: 0, kind: .max)
            // Neighbours that lead to the same place are one.
            if let last = ranges.last, last.gateway == range.gateway, last.interface == range.interface, last.kind == range.kind { continue }
            ranges.append(range)
        }
    }

    // MARK: - Looking

    /// All routes, for people to look at.
    var views: [RouteView] {
        var views: [RouteView] = []
        for entry in entries where entry.way.kind == .route {
            let way = entry.way
            views.append(RouteView(network: IPv4Address(rawValue: entry.network), prefixLength: Int(entry.prefixLength), hops: [DynamicRoute.Hop(interface: way.interface, gateway: way.gateway)], metric: 0, origin: way.gateway == 0 ? "link" : "static", isUp: !down.contains(way.interface)))
        }
        for (service, routes) in found {
            for route in routes { views.append(RouteView(network: IPv4Address(rawValue: route.network), prefixLength: Int(route.prefixLength), hops: route.hops, metric: route.metric, origin: service.lowercased(), isUp: true)) }
        }
        return views.sorted { ($0.network.rawValue, $0.prefixLength) < ($1.network.rawValue, $1.prefixLength) }
    }
}

/// Many routes. An object, so that changes never copy what a million of them take.
private final class ManyRoutes {
    var table = RouteTable<IPv4Address, IPv4Routes.Way>(limit: 1 << 23)

    /// - Parameter ranked: those first that hold before others with the same prefix.
    init(_ ranked: [IPv4Routes.Entry]) {
        for entry in ranked where table[entry.prefix] == nil { insert(entry) }
    }

    func insert(_ entry: IPv4Routes.Entry) {
        // The limit is far above what memory holds.
        _ = try? table.insert(entry.way, for: entry.prefix)
    }
}

private func mask(_ length: UInt8) -> UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - min(length, 32)) }
