import Applications
import LabKit
import LinkLayer
import Simulation
import Sockets
import Wire

/// Three switches in a ring: a loop, which the spanning tree opens, and closes again elsewhere when a cable is cut.
struct RingNetwork: NetworkProgram {
    /// Whether the switches take part in the spanning tree.
    let hasTree: Bool

    var topology: Topology {
        Topology {
            Computer("alice", "10.0.0.1/24")
            Computer("bob", "10.0.0.2/24")
            for name in ["s1", "s2", "s3"] { EthernetSwitch(name) }
            Cable("alice", "s1")
            Cable("bob", "s3")
            Cable("s1", "s2")
            Cable("s2", "s3")
            Cable("s1", "s3")
        }
    }

    func prepare(_ simulation: Simulation) throws {
        for (index, name) in ["s1", "s2", "s3"].enumerated() {
            var settings = SwitchSettings()
            settings.spanningTree = hasTree
            settings.announces = hasTree
            settings.priority = UInt16(index + 1) * 4096
            try simulation.manage(switch: name, settings)
        }
    }

    func run(in network: LabNetwork) async throws {
        let alice = try network.host("alice"), simulation = network.simulation
        guard hasTree else {
            network.chapter("1. one question, to everybody, and a ring without a tree: for two milliseconds")
            let socket = try await alice.bind(to: SocketAddress(.v4(.any), 9))
            try await socket.send("Is anybody there?", to: SocketAddress(.v4(IPv4Address(10, 0, 0, 255)), 9))
            try await alice.clock.sleep(for: .milliseconds(2))
            socket.close()
            // Nothing but a cut ends it.
            try simulation.plan(.cut("s1-s3"), at: simulation.now)
            try await alice.clock.sleep(for: .milliseconds(1))
            network.chapter("2. a cable is cut by hand: the storm is over")
            return
        }
        network.chapter("1. the switches offer each other a way to the root, agree, and block one port")
        try await alice.clock.sleep(for: .seconds(4))
        network.chapter("2. alice asks whether bob is there")
        try await Ping("10.0.0.2", count: 1).run(on: alice)
        network.chapter("3. the cable that this went over is cut: what was learnt is forgotten, the blocked port opens")
        try simulation.plan(.cut("s1-s3"), at: simulation.now)
        try await alice.clock.sleep(for: .milliseconds(100))
        try await Ping("10.0.0.2", count: 1).run(on: alice)
        network.chapter("4. it is mended: back to the better way")
        try simulation.plan(.mend("s1-s3"), at: simulation.now)
        try await alice.clock.sleep(for: .milliseconds(100))
        try await Ping("10.0.0.2", count: 1).run(on: alice)
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        guard hasTree else { return ["\(network.simulation.hopCount) frames on all cables, from one"] }
        var lines = ["the tree at the end"]
        for name in ["s1", "s2", "s3"] {
            guard let managed = try network.simulation.managedSwitch(name), let tree = managed.tree else { continue }
            let ports = managed.vlans.ports.indices.map { "port \($0 + 1) \(tree.role(of: $0)), \(tree.state(of: $0).rawValue)" }
            lines.append("  \(name)\(tree.isRoot ? " (root)" : "       ")  " + ports.joined(separator: "   "))
        }
        return lines
    }
}

/// Two switches and one cable between them for two networks that know nothing of each other.
struct VLANNetwork: NetworkProgram {
    var topology: Topology {
        Topology {
            Computer("red1", "10.0.0.1/24")
            Computer("blue1", "10.0.0.2/24")
            Computer("red2", "10.0.0.3/24")
            Computer("blue2", "10.0.0.4/24")
            EthernetSwitch("s1")
            EthernetSwitch("s2")
            Cable("red1", "s1")
            Cable("blue1", "s1")
            Cable("s1", "s2")
            Cable("red2", "s2")
            Cable("blue2", "s2")
        }
    }

    func prepare(_ simulation: Simulation) throws {
        var first = SwitchSettings(), second = SwitchSettings()
        first.ports = [0: .access(10), 1: .access(20), 2: .trunk(native: nil, allowed: [10, 20])]
        second.ports = [0: .trunk(native: nil, allowed: [10, 20]), 1: .access(10), 2: .access(20)]
        for (name, var settings) in [("s1", first), ("s2", second)] {
            (settings.spanningTree, settings.announces) = (false, false)
            try simulation.manage(switch: name, settings)
        }
    }

    func run(in network: LabNetwork) async throws {
        let red = try network.host("red1"), blue = try network.host("blue1")
        network.chapter("1. red1 asks red2: between the switches its frames carry a tag, VLAN 10")
        try await Ping("10.0.0.3", count: 1).run(on: red)
        network.chapter("2. blue1 asks blue2: VLAN 20")
        try await Ping("10.0.0.4", count: 1).run(on: blue)
        network.chapter("3. red1 asks blue2: the question goes to all that are red, and to nobody else")
        try await Ping("10.0.0.4", count: 1).run(on: red)
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        var lines = ["the switches' tables at the end", "  switch  vlan  port  station            whose"]
        for name in ["s1", "s2"] {
            for entry in try network.simulation.managedSwitch(name)?.vlans.table.entries(at: network.simulation.now) ?? [] {
                lines.append("  \(name)      \(entry.vlan)    \(entry.port + 1)     \(entry.address)  \(network.owner(of: entry.address))")
            }
        }
        return lines
    }
}
