import Wire
import Stack

/// A network of three levels of routers with hosts below them, for traffic among many: a core, ten or twenty routers below it, ten or
/// twenty edges below each of those, and the hosts in equal parts below the edges.
///
/// Hosts' lines have 1 Gbit/s and 1 ms, the others 10 Gbit/s and 2 ms; each is a network of its own, 10.A.E.4H/30. Routes are static.
public enum TreeNetwork {
    /// Builds the network for a multiple of 100 (up to 1000) or of 400 hosts, at most 60 below an edge.
    ///
    /// - Returns: the simulation and its hosts; nil for another number.
    public static func build(hosts count: Int, seed: UInt64 = 1) -> (simulation: Simulation, hosts: [NodeID])? {
        let width = count <= 1000 ? 10 : 20
        let perEdge = count / (width * width)
        guard count > 0, perEdge * width * width == count, perEdge <= 60 else { return nil }
        let simulation = Simulation(seed: seed)
        let high = LinkProperties(rate: .gigabits(10), delay: .milliseconds(2), queue: .dropTail(frames: 100), framing: .pointToPoint)
        let low = LinkProperties(rate: .gigabits(1), delay: .milliseconds(1), queue: .dropTail(frames: 100), framing: .pointToPoint)
        var links: UInt32 = 0
        /// The next transfer network's first address.
        func transfer() -> UInt32 {
            defer { links += 1 }
            return 172 << 24 | 16 << 16 | (links / 64) << 8 | (links % 64) * 4
        }

        // Addresses first: a stack is made with all that it will have.
        let aggregates = (0..<width).map { _ in transfer() }
        let edges = (0..<width).map { _ in (0..<width).map { _ in transfer() } }
        let core = simulation.addStation("core") { random in
            let stack = Stack(name: "core", configuration: .router, random: random)
            for a in 0..<width {
                port(stack, aggregates[a] + 1)
                stack.addRoute(Route(network: IPv4Address(rawValue: 10 << 24 | UInt32(a) << 16), prefixLength: 16, gateway: IPv4Address(rawValue: aggregates[a] + 2), interface: a))
            }
            return stack
        }
        var hosts: [NodeID] = []
        for a in 0..<width {
            let aggregate = simulation.addStation("agg\(a)") { random in
                let stack = Stack(name: "agg\(a)", configuration: .router, random: random)
                port(stack, aggregates[a] + 2)
                stack.addRoute(Route(network: .any, prefixLength: 0, gateway: IPv4Address(rawValue: aggregates[a] + 1), interface: 0))
                for e in 0..<width {
                    port(stack, edges[a][e] + 1)
                    stack.addRoute(Route(network: IPv4Address(rawValue: 10 << 24 | UInt32(a) << 16 | UInt32(e) << 8), prefixLength: 24, gateway: IPv4Address(rawValue: edges[a][e] + 2), interface: e + 1))
                }
                return stack
            }
            simulation.connect(core, port: a, aggregate, port: 0, high, name: "core-agg\(a)")
            for e in 0..<width {
                let base = 10 << 24 | UInt32(a) << 16 | UInt32(e) << 8
                let edge = simulation.addStation("edge\(a).\(e)") { random in
                    let stack = Stack(name: "edge\(a).\(e)", configuration: .router, random: random)
                    port(stack, edges[a][e] + 2)
                    stack.addRoute(Route(network: .any, prefixLength: 0, gateway: IPv4Address(rawValue: edges[a][e] + 1), interface: 0))
                    for h in 0..<perEdge { port(stack, base + UInt32(4 * h) + 1) }
                    return stack
                }
                simulation.connect(aggregate, port: e + 1, edge, port: 0, high, name: "agg\(a)-edge\(a).\(e)")
                for h in 0..<perEdge {
                    let name = "host\(a).\(e).\(h)", address = base + UInt32(4 * h) + 2
                    let host = simulation.addStation(name) { random in
                        let stack = Stack(name: name, random: random)
                        port(stack, address)
                        stack.addRoute(Route(network: .any, prefixLength: 0, gateway: IPv4Address(rawValue: address - 1), interface: 0))
                        return stack
                    }
                    simulation.connect(edge, port: h + 1, host, port: 0, low, name: name)
                    hosts.append(host)
                }
            }
        }
        return (simulation, hosts)
    }

    /// An interface with a /30 address.
    private static func port(_ stack: Stack, _ address: UInt32) {
        let index = stack.addInterface("eth\(stack.interfaces.count)", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(address)))
        stack.addAddress(IPv4Address(rawValue: address), prefixLength: 30, to: index)
    }
}
