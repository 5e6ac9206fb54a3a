import NetworkLayer
import Stack
public import Wire

/// Routers in a grid, each joined to its neighbours by cables of 1 Gbit/s and 1 ms, all running OSPF: what it takes to agree on a map.
public enum GridNetwork {
    /// - Returns: nil unless both sides are from 1 to 100.
    public static func build(width: Int, height: Int, seed: UInt64 = 1) -> Simulation? {
        guard (1...100).contains(width), (1...100).contains(height) else { return nil }
        let simulation = Simulation(seed: seed)
        var links: [(from: Int, to: Int)] = []
        for y in 0..<height {
            for x in 0..<width {
                let here = y * width + x
                if x + 1 < width { links.append((here, here + 1)) }
                if y + 1 < height { links.append((here, here + width)) }
            }
        }
        func subnet(_ link: Int) -> UInt32 { 10 << 24 | UInt32(link) * 4 }
        var ends: [[(link: Int, isFirst: Bool)]] = Array(repeating: [], count: width * height)
        for (index, link) in links.enumerated() {
            ends[link.from].append((index, true))
            ends[link.to].append((index, false))
        }
        var ids: [NodeID] = [], names: [String] = []
        for router in 0..<width * height {
            let name = "r\(router)", own = ends[router]
            names.append(name)
            ids.append(simulation.addStation(name) { random in
                let stack = Stack(name: name, configuration: .router, random: random)
                for end in own {
                    let address = subnet(end.link) + (end.isFirst ? 1 : 2)
                    let index = stack.addInterface("eth\(stack.interfaces.count)", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(address)))
                    stack.addAddress(IPv4Address(rawValue: address), prefixLength: 30, to: index)
                }
                // An address of its own, that stays whatever its cables do.
                let loopback = stack.addInterface("lo1", mac: MACAddress(rawValue: 0x0202_0000_0000 | UInt64(router)))
                stack.addAddress(self.loopback(router), prefixLength: 32, to: loopback)
                return stack
            })
        }
        for (index, link) in links.enumerated() {
            let first = ends[link.from].firstIndex { $0.link == index } ?? 0, second = ends[link.to].firstIndex { $0.link == index } ?? 0
            simulation.connect(ids[link.from], port: first, ids[link.to], port: second, LinkProperties(rate: .gigabits(1), delay: .milliseconds(1), queue: .dropTail(frames: 1000)), name: "r\(link.from)-r\(link.to)")
        }
        do { try simulation.runOSPF(on: names) } catch { return nil }
        return simulation
    }

    /// The address that a router has besides those of its cables.
    public static func loopback(_ router: Int) -> IPv4Address { IPv4Address(rawValue: 192 << 24 | 168 << 16 | UInt32(router)) }

    /// How many routers know the way to how many of the others' own addresses: all to all when they agree.
    public static func knownWays(in simulation: Simulation, routers: Int) -> Int {
        var known = 0
        for router in 0..<routers {
            guard let ospf = try? simulation.ospf(of: "r\(router)") else { continue }
            known += ospf.routes.count { $0.prefixLength == 32 && $0.network >> 16 == 0xc0a8 }
        }
        return known
    }
}
