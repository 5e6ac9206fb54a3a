import NetworkLayer
import Wire

/// A host's or router's IPv6 routes.
struct IPv6Routes {
    /// Of several with one prefix the older holds.
    private(set) var entries: [Route<IPv6Address>] = []
    /// The index for lookups; nil: to be made.
    private var table: Table?

    private final class Table {
        var routes = RouteTable<IPv6Address, Way>(limit: 1 << 23)
    }

    struct Way: Hashable, Sendable {
        var gateway: IPv6Address?
        var interface: Int
    }

    mutating func lookup(_ destination: IPv6Address) -> Way? {
        if let table { return table.routes.lookup(destination) }
        let made = Table()
        for entry in entries { insert(entry, into: made) }
        table = made
        return made.routes.lookup(destination)
    }

    mutating func add(_ route: Route<IPv6Address>) {
        entries.append(route)
        if let table { insert(route, into: table) }
    }

    mutating func removeAll(where matches: (Route<IPv6Address>) -> Bool) {
        entries.removeAll(where: matches)
        table = nil
    }

    private func insert(_ route: Route<IPv6Address>, into table: Table) {
        let network = IPv6Network(containing: route.network, prefixLength: min(max(route.prefixLength, 0), 128))
        guard table.routes[network] == nil else { return }
        // The limit is far above what memory holds.
        _ = try? table.routes.insert(Way(gateway: route.gateway, interface: route.interface), for: network)
    }
}
