import Wire

/// Where packets for a network go.
public struct Route<Address: Hashable & Sendable>: Hashable, Sendable {
    public var network: Address
    public var prefixLength: Int
    /// The router to give them to; nil where the network is on the link itself.
    public var gateway: Address?
    /// The index of the interface.
    public var interface: Int

    public init(network: Address, prefixLength: Int, gateway: Address?, interface: Int) {
        self.network = network
        self.prefixLength = prefixLength
        self.gateway = gateway
        self.interface = interface
    }
}

/// A host's or router's IPv4 routes, and its own addresses among them, so that one look tells what becomes of a packet.
///
/// For lookups the prefixes are cut into ranges that do not overlap, each with the longest prefix that covers it, in the order of their
/// first addresses: a search in a dense array, for which a router's whole table is a few lines of the processor's cache. The ranges
/// are made anew after a change, when they are next needed.
struct IPv4Routes: Sendable {
    struct Entry: BitwiseCopyable, Sendable {
        /// `several`: equal ways, found in ``IPv4Routes/groups`` at the index that stands for the gateway.
        enum Kind: UInt8, Sendable { case route, own, broadcast, several }
        var network: UInt32
        /// 0: on the link.
        var gateway: UInt32
        var interface: Int16
        var prefixLength: UInt8
        var kind: Kind
    }

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
        var prefixLength: UInt8
        /// The entry's kind; 255: no entry.
        var kind: UInt8
    }
    private var ranges: [Range] = []

    /// Where the ranges lie in memory, and how many bytes they are.
    var memory: (address: UInt, size: UInt) {
        (ranges.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }, UInt(ranges.count &* MemoryLayout<Range>.stride))
    }

    /// The entry with the longest prefix that covers `destination`; its network is not filled in.
    mutating func lookup(_ destination: UInt32) -> Entry? {
        if ranges.isEmpty { flatten() }
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
        guard let kind = Entry.Kind(rawValue: range.kind) else { return nil }
        return Entry(network: 0, gateway: range.gateway, interface: range.interface, prefixLength: range.prefixLength, kind: kind)
    }

    mutating func add(_ route: Route<IPv4Address>) {
        insert(Entry(network: route.network.rawValue, gateway: route.gateway?.rawValue ?? 0, interface: Int16(clamping: route.interface), prefixLength: UInt8(clamping: min(max(route.prefixLength, 0), 32)), kind: .route))
    }

    /// An address of this host's own, and that of everyone on its link.
    mutating func add(own address: InterfaceAddress<IPv4Address>, interface: Int) {
        insert(Entry(network: address.address.rawValue, gateway: 0, interface: Int16(clamping: interface), prefixLength: 32, kind: .own))
        if let broadcast = address.broadcast {
            insert(Entry(network: broadcast.rawValue, gateway: 0, interface: Int16(clamping: interface), prefixLength: 32, kind: .broadcast))
        }
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
        entries.removeAll { $0.kind == .route && Int($0.prefixLength) == prefixLength && $0.network == network.rawValue & Self.mask($0.prefixLength) }
        ranges = []
    }

    mutating func remove(own address: InterfaceAddress<IPv4Address>, interface: Int) {
        entries.removeAll { $0.kind == .own && $0.network == address.address.rawValue || $0.kind == .broadcast && $0.network == address.broadcast?.rawValue && Int($0.interface) == interface }
        ranges = []
    }

    /// Takes away one way only: that through `gateway`, or the one on the link.
    mutating func remove(_ network: IPv4Address, prefixLength: Int, gateway: IPv4Address?) {
        entries.removeAll { $0.kind == .route && Int($0.prefixLength) == prefixLength && $0.network == network.rawValue & Self.mask($0.prefixLength) && $0.gateway == gateway?.rawValue ?? 0 }
        ranges = []
    }

    mutating func replace(foundBy service: String, with routes: [DynamicRoute]) {
        found.removeAll { $0.service == service }
        found.append((service, routes))
        // OSPF is believed before RIP: it counts what ways cost, not only how many they are.
        found.sort { $0.service < $1.service }
        ranges = []
    }

    mutating func setLink(of interface: Int, isUp: Bool) {
        down.removeAll { $0 == Int16(clamping: interface) }
        if !isUp { down.append(Int16(clamping: interface)) }
        ranges = []
    }

    /// The one of several equal ways that a flow takes.
    func choose(_ entry: Entry, flow: UInt64) -> Entry {
        let group = groups[Int(entry.gateway)]
        let hop = group[Int(flow.multipliedFullWidth(by: UInt64(group.count)).high)]
        return Entry(network: entry.network, gateway: hop.gateway, interface: hop.interface, prefixLength: entry.prefixLength, kind: .route)
    }

    /// All routes, for people to look at.
    var views: [RouteView] {
        var views: [RouteView] = []
        for entry in entries where entry.kind == .route {
            views.append(RouteView(network: IPv4Address(rawValue: entry.network), prefixLength: Int(entry.prefixLength), hops: [DynamicRoute.Hop(interface: entry.interface, gateway: entry.gateway)], metric: 0, origin: entry.gateway == 0 ? "link" : "static", isUp: !down.contains(entry.interface)))
        }
        for (service, routes) in found {
            for route in routes { views.append(RouteView(network: IPv4Address(rawValue: route.network), prefixLength: Int(route.prefixLength), hops: route.hops, metric: route.metric, origin: service.lowercased(), isUp: true)) }
        }
        return views.sorted { ($0.network.rawValue, $0.prefixLength) < ($1.network.rawValue, $1.prefixLength) }
    }

    private mutating func insert(_ new: Entry) {
        var entry = new
        entry.network &= Self.mask(entry.prefixLength)
        // The longest prefix first; own addresses before routes to them; the older of two equals is used.
        let place = entries.firstIndex { $0.prefixLength < entry.prefixLength || $0.prefixLength == entry.prefixLength && $0.kind == .route && entry.kind != .route } ?? entries.count
        entries.insert(entry, at: place)
        ranges = []
    }

    private static func mask(_ length: UInt8) -> UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - min(length, 32)) }

    /// Cuts the prefixes into ranges: longest last, so that it overwrites what it lies in.
    private mutating func flatten() {
        groups = []
        var entries = entries
        if !down.isEmpty { entries.removeAll { $0.kind == .route && down.contains($0.interface) } }
        for (_, routes) in found {
            entries.reserveCapacity(entries.count + routes.count)
            for route in routes {
                guard let first = route.hops.first else { continue }
                if route.hops.count == 1 {
                    entries.append(Entry(network: route.network, gateway: first.gateway, interface: first.interface, prefixLength: route.prefixLength, kind: .route))
                } else {
                    entries.append(Entry(network: route.network, gateway: UInt32(groups.count), interface: first.interface, prefixLength: route.prefixLength, kind: .several))
                    groups.append(route.hops)
                }
            }
        }
        var bounds: [UInt32] = [0]
        for entry in entries {
            bounds.append(entry.network)
            let (after, overflow) = (entry.network | ~Self.mask(entry.prefixLength)).addingReportingOverflow(1)
            if !overflow { bounds.append(after) }
        }
        bounds.sort()
        var starts: [UInt32] = []
        for bound in bounds where starts.last != bound { starts.append(bound) }
        // Prefixes nest or are apart: a stack of those that are open at a place tells which holds.
        ranges = []
        ranges.reserveCapacity(starts.count)
        let order = entries.indices.sorted { (entries[$0].network, entries[$0].prefixLength, $0) < (entries[$1].network, entries[$1].prefixLength, $1) }
        var open: [Int] = []
        var next = 0
        for start in starts {
            while let last = open.last, start > entries[last].network | ~Self.mask(entries[last].prefixLength) { open.removeLast() }
            while next < order.count, entries[order[next]].network == start {
                let entry = order[next]
                next += 1
                // The same prefix again: the one that comes first in `entries` holds already.
                if let last = open.last, entries[last].network == entries[entry].network, entries[last].prefixLength == entries[entry].prefixLength { continue }
                open.append(entry)
            }
            let range = open.last.map { Range(start: start, gateway: entries[$0].gateway, interface: entries[$0].interface, prefixLength: entries[$0].prefixLength, kind: entries[$0].kind.rawValue) }
                ?? Range(start: start, gateway: 0, interface: 0, prefixLength: 0, kind: .max)
            // Neighbours that lead to the same place are one.
            if let last = ranges.last, last.gateway == range.gateway, last.interface == range.interface, last.kind == range.kind, last.prefixLength == range.prefixLength, open.isEmpty || range.prefixLength < 32 { continue }
            ranges.append(range)
        }
    }
}

/// A route that a routing protocol has found.
public struct DynamicRoute: Hashable, Sendable {
    public struct Hop: Hashable, Sendable, BitwiseCopyable {
        public var interface: Int16
        /// 0: on the link.
        public var gateway: UInt32
        public init(interface: Int16, gateway: UInt32) { (self.interface, self.gateway) = (interface, gateway) }
    }
    public var network: UInt32
    public var prefixLength: UInt8
    public var metric: UInt32
    /// More than one: equal ways, between which flows are spread.
    public var hops: [Hop]

    public init(network: UInt32, prefixLength: UInt8, metric: UInt32, hops: [Hop]) {
        (self.network, self.prefixLength, self.metric, self.hops) = (network, prefixLength, metric, hops)
    }
}

/// A route, for people to look at.
public struct RouteView: Hashable, Sendable {
    public var network: IPv4Address
    public var prefixLength: Int
    public var hops: [DynamicRoute.Hop]
    public var metric: UInt32
    /// "link", "static", "ospf", "rip".
    public var origin: String
    /// Whether the interface's cable is plugged in.
    public var isUp: Bool
}

/// The same for IPv6.
struct IPv6Routes: Sendable {
    private(set) var entries: [Route<IPv6Address>] = []

    func lookup(_ destination: IPv6Address) -> Route<IPv6Address>? {
        for entry in entries where InterfaceAddress(entry.network, prefixLength: entry.prefixLength).contains(destination) { return entry }
        return nil
    }

    mutating func add(_ route: Route<IPv6Address>) {
        let place = entries.firstIndex { $0.prefixLength < route.prefixLength } ?? entries.count
        entries.insert(route, at: place)
    }

    mutating func removeAll(where matches: (Route<IPv6Address>) -> Bool) { entries.removeAll(where: matches) }
}
