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

/// A host's or router's few IPv4 routes, the longest prefix first, so that the first that matches is the best.
struct IPv4Routes: Sendable {
    struct Entry: BitwiseCopyable, Sendable {
        var network: UInt32
        var mask: UInt32
        /// 0: on the link.
        var gateway: UInt32
        var interface: Int32
    }

    private(set) var entries: [Entry] = []

    func lookup(_ destination: UInt32) -> Entry? {
        for entry in entries where (destination ^ entry.network) & entry.mask == 0 { return entry }
        return nil
    }

    mutating func add(_ route: Route<IPv4Address>) {
        let mask = InterfaceAddress(route.network, prefixLength: route.prefixLength).mask
        let entry = Entry(network: route.network.rawValue & mask, mask: mask, gateway: route.gateway?.rawValue ?? 0, interface: Int32(truncatingIfNeeded: route.interface))
        // Behind those with as long a prefix: the older of two equals is used.
        let place = entries.firstIndex { $0.mask < mask } ?? entries.count
        entries.insert(entry, at: place)
    }

    mutating func remove(_ network: IPv4Address, prefixLength: Int) {
        let mask = InterfaceAddress(network, prefixLength: prefixLength).mask
        entries.removeAll { $0.mask == mask && $0.network == network.rawValue & mask }
    }
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
