import Stack
import Wire

// Static routes from the cables: every network by the way with the fewest routers.
extension TopologyPlan {
    /// Gives every node without routes of its own the way to all networks.
    mutating func findWays(ofRouters: Bool) {
        for node in nodes.indices where !nodes[node].hasOwnRoutes && (ofRouters || nodes[node].kind == .computer) && (nodes[node].kind == .computer || nodes[node].kind == .router) {
            if nodes[node].kind == .computer, leadsToOneRouter(node) { continue }
            walk(from: node)
        }
    }

    /// A computer with one router next to it sends everything there.
    private mutating func leadsToOneRouter(_ node: Int) -> Bool {
        var found: [(router: Int, theirs: Int, ours: Int)] = []
        for (port, interface) in nodes[node].interfaces.enumerated() where interface.segment >= 0 {
            for (router, theirs) in routers(on: interface.segment) { found.append((router, theirs, port)) }
        }
        guard found.count <= 1 else { return false }
        guard let only = found.first else { return true }
        let (theirs, ours) = (nodes[only.router].interfaces[only.theirs], nodes[node].interfaces[only.ours])
        if let gateway = theirs.ipv4.first(where: { entry in ours.ipv4.contains { $0.contains(entry.address) } }) {
            nodes[node].routes4.append(Route(network: .any, prefixLength: 0, gateway: gateway.address, interface: only.ours))
        }
        if let gateway = theirs.ipv6.first(where: { entry in ours.ipv6.contains { $0.contains(entry.address) } }) {
            nodes[node].routes6.append(Route(network: .any, prefixLength: 0, gateway: gateway.address, interface: only.ours))
        }
        return true
    }

    private func routers(on segment: Int) -> [(node: Int, port: Int)] {
        var found: [(Int, Int)] = []
        for node in nodes.indices where nodes[node].kind == .router {
            for (port, interface) in nodes[node].interfaces.enumerated() where interface.segment == segment { found.append((node, port)) }
        }
        return found
    }

    /// Breadth first through the routers, remembering by which neighbour the way began.
    private mutating func walk(from start: Int) {
        struct Step { var node: Int; var port: Int; var gateway4: IPv4Address?; var gateway6: IPv6Address? }
        var seen = Set([start])
        var seenSegments = Set(nodes[start].interfaces.map(\.segment))
        var queue: [Step] = []
        for (port, interface) in nodes[start].interfaces.enumerated() where interface.segment >= 0 {
            for (router, theirs) in routers(on: interface.segment) where router != start && seen.insert(router).inserted {
                let far = nodes[router].interfaces[theirs]
                let gateway4 = far.ipv4.first { entry in interface.ipv4.contains { $0.contains(entry.address) } }?.address
                let gateway6 = far.ipv6.first { entry in interface.ipv6.contains { $0.contains(entry.address) } }?.address
                queue.append(Step(node: router, port: port, gateway4: gateway4, gateway6: gateway6))
            }
        }
        var next = 0
        while next < queue.count {
            let step = queue[next]
            next += 1
            for interface in nodes[step.node].interfaces where interface.segment >= 0 && !seenSegments.contains(interface.segment) {
                seenSegments.insert(interface.segment)
                if let gateway = step.gateway4 {
                    for entry in interface.ipv4 { nodes[start].routes4.append(Route(network: entry.network, prefixLength: entry.prefixLength, gateway: gateway, interface: step.port)) }
                }
                if let gateway = step.gateway6 {
                    for entry in interface.ipv6 { nodes[start].routes6.append(Route(network: entry.network, prefixLength: entry.prefixLength, gateway: gateway, interface: step.port)) }
                }
                for (router, _) in routers(on: interface.segment) where seen.insert(router).inserted {
                    queue.append(Step(node: router, port: step.port, gateway4: step.gateway4, gateway6: step.gateway6))
                }
            }
        }
    }
}
