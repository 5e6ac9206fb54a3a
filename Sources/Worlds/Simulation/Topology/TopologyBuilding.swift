import Sockets
import Stack
public import TransportLayer
public import Wire

extension Topology {
    /// Builds the network.
    ///
    /// - Throws: ``TopologyError``, the first thing that is wrong.
    public func simulation(seed: UInt64 = 1, callCost: Nanoseconds = .microseconds(20), tcp: TCPConfiguration = .textbook, keepsStory: Bool = false) throws(TopologyError) -> Simulation {
        let plan = try TopologyPlan(self)
        let simulation = Simulation(seed: seed, callCost: callCost, tcp: tcp, keepsStory: keepsStory)
        var ids: [NodeID] = []
        for node in plan.nodes {
            switch node.kind {
            case .bridge: ids.append(simulation.addSwitch(node.name))
            case .hub: ids.append(simulation.addHub(node.name))
            case .computer, .router: ids.append(simulation.addStation(node.name) { node.makeStack(random: $0) })
            }
            var addresses: [IPAddress] = []
            for interface in node.interfaces { addresses += interface.ipv4.map { .v4($0.address) } }
            for interface in node.interfaces { addresses += interface.ipv6.map { .v6($0.address) } }
            if !addresses.isEmpty { simulation.names[node.name.lowercased()] = addresses }
        }
        for cable in plan.cables {
            simulation.connect(ids[cable.first.node], port: cable.first.port, ids[cable.second.node], port: cable.second.port, cable.properties, name: cable.name)
        }
        simulation.refreshAttention()
        simulation.beginStacks()
        return simulation
    }

    /// Whether the network can be built.
    public func check() throws(TopologyError) { _ = try TopologyPlan(self) }
}

extension TopologyPlan.Node {
    func makeStack(random: RandomStream) -> Stack {
        let stack = Stack(name: name, configuration: kind == .router ? .router : .host, random: random)
        for interface in interfaces {
            let index = stack.addInterface(interface.name, mac: interface.mac, mtu: interface.mtu)
            for entry in interface.ipv4 { stack.addAddress(entry.address, prefixLength: entry.prefixLength, to: index) }
            for entry in interface.ipv6 { stack.addAddress(entry.address, prefixLength: entry.prefixLength, to: index) }
            // Every interface that speaks IPv6 has an address for its own link (RFC 4291 section 2.1).
            if !interface.ipv6.isEmpty { stack.addLinkLocalAddress(to: index) }
            if interface.configuresItself { stack.autoconfigure(on: index) }
            if interface.advertises { stack.advertise(RouterAdvertising(), on: index) }
        }
        for route in routes4 { stack.addRoute(route) }
        for route in routes6 { stack.addRoute(route) }
        return stack
    }
}

extension Simulation {
    /// Stacks that have something to do as soon as they are there get their turn.
    func beginStacks() {
        for case .station(let station) in nodes where station.stack.nextDeadline != nil { settle(station) }
    }

    /// Adds a hub.
    public func addHub(_ name: String) -> NodeID {
        add(.hub(Hub(name: name, index: nodes.count)))
    }
}
