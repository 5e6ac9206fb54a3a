public import Wire

/// A few routes, the longest prefix first: the first that matches is the best.
@usableFromInline
struct RouteList<Address: InternetAddress, Value: Hashable & Sendable>: Sendable {
    @usableFromInline typealias Network = InternetNetwork<Address>

    @usableFromInline var routes: [RouteTable<Address, Value>.Route] = []

    init() {}

    init(_ routes: [RouteTable<Address, Value>.Route]) {
        self.routes = routes.sorted { $0.network.prefixLength > $1.network.prefixLength }
    }

    var count: Int { routes.count }

    subscript(network: Network) -> Value? { routes.first { $0.network == network }?.value }

    @inlinable
    func match(_ address: Address) -> RouteTable<Address, Value>.Route? {
        for route in routes where route.network.contains(address) { return route }
        return nil
    }

    mutating func insert(_ value: Value, for network: Network) -> Value? {
        if let index = routes.firstIndex(where: { $0.network == network }) {
            let before = routes[index].value
            routes[index].value = value
            return before
        }
        let index = routes.firstIndex { $0.network.prefixLength <= network.prefixLength } ?? routes.count
        routes.insert((network, value), at: index)
        return nil
    }

    mutating func remove(_ network: Network) -> Value? {
        guard let index = routes.firstIndex(where: { $0.network == network }) else { return nil }
        return routes.remove(at: index).value
    }
}
