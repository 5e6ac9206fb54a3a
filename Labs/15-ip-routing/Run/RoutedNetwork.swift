import Applications
import LabKit
import NetworkLayer
import Simulation
import Sockets
import Stack
import Wire

/// alice, four routers, bob: a short way over r2 and a narrow one over r3.
struct RoutedNetwork: NetworkProgram {
    let usesOSPF: Bool

    var topology: Topology {
        var topology = Topology {
            Computer("alice", "10.1.0.2/24")
            Computer("bob", "10.2.0.2/24")
            Router("r1", "10.1.0.1/24", "10.0.1.1/30", "10.0.2.1/30")
            Router("r2", "10.0.1.2/30", "10.0.3.1/30")
            Router("r3", "10.0.2.2/30", "10.0.4.1/30")
            Router("r4", "10.2.0.1/24", "10.0.3.2/30", "10.0.4.2/30")
            Cable("alice", "r1.eth0")
            Cable("bob", "r4.eth0")
            Cable("r1.eth1", "r2.eth0", delay: .milliseconds(1))
            Cable("r2.eth1", "r4.eth1", delay: .milliseconds(1))
            // The narrow way: slower, and with a smaller MTU.
            Cable("r1.eth2", "r3.eth0", rate: .megabits(10), delay: .milliseconds(5), mtu: 576)
            Cable("r3.eth1", "r4.eth2", rate: .megabits(10), delay: .milliseconds(5), mtu: 576)
        }
        topology.givesRoutes = false
        return topology
    }

    func prepare(_ simulation: Simulation) throws {
        if usesOSPF { try simulation.runOSPF() } else { try simulation.runRIP() }
    }

    func run(in network: LabNetwork) async throws {
        let alice = try network.host("alice"), simulation = network.simulation
        network.chapter("1. the routers greet each other and tell what they know")
        try await alice.clock.sleep(for: usesOSPF ? .seconds(6) : .seconds(40))

        network.chapter("2. alice asks whether bob is there: ARP at each hop, and one hop less at each router")
        try await Ping("10.2.0.2", count: 1).run(on: alice)

        network.chapter("3. traceroute: packets whose hops run out on purpose")
        try await Traceroute("10.2.0.2", probes: 1).run(on: alice)

        network.chapter("4. the cable between r2 and r4 is cut: the routers tell each other, and reckon anew")
        try simulation.plan(.cut("r2-r4"), at: simulation.now)
        try await alice.clock.sleep(for: usesOSPF ? .seconds(2) : .seconds(12))

        network.chapter("5. the same question, longer: the other way's MTU is smaller, and r1 cuts the packet up")
        try await Ping("10.2.0.2", count: 1, size: 1200).run(on: alice)
        try await Traceroute("10.2.0.2", probes: 1).run(on: alice)

        network.chapter("6. nobody knows a way to 10.9.9.9")
        try await Ping("10.9.9.9", count: 1).run(on: alice)
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        var lines = ["the routers' tables at the end"]
        for name in ["r1", "r2", "r3", "r4"] {
            let stack = try network.simulation.stack(of: name)
            for (index, route) in stack.ipv4Routes.enumerated() where route.isUp {
                let ways = route.hops.map { hop in (hop.gateway == 0 ? "on" : "via \(IPv4Address(rawValue: hop.gateway)) on") + " \(stack.interfaces[Int(hop.interface)].name)" }.joined(separator: " or ")
                lines.append("  \(index == 0 ? name : "  ")  \(pad("\(route.network)/\(route.prefixLength)", 13))  \(pad(ways, 23))  \(route.origin == "link" ? "its own link" : "\(route.origin.uppercased()), metric \(route.metric)")")
            }
        }
        return lines
    }

    private func pad(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
}
