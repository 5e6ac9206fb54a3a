import LinkLayer
import Stack
import Wire

extension Simulation {
    /// Adds a station with a stack of its own. Its stream of random numbers is named after it.
    func addStation(_ name: String, _ make: @escaping (RandomStream) -> Stack) -> NodeID {
        let seed = seed
        let shared = sharedTCP
        let station = Station(name: name, index: nodes.count) {
            let stack = make(RandomStream(seed: seed, name: "node \(name)"))
            stack.share(shared)
            return stack
        }
        return add(.station(station))
    }

    func add(_ node: Node) -> NodeID {
        nodes.append(node)
        if case .station(let station) = node { stations.append(unsafe Unmanaged.passUnretained(station)) } else { stations.append(nil) }
        return NodeID(nodes.count - 1)
    }

    /// Adds a switch.
    public func addSwitch(_ name: String) -> NodeID {
        add(.bridge(Switch(name: name, index: nodes.count)))
    }

    /// Plugs a cable in at both ends.
    @discardableResult
    func connect(_ a: NodeID, port first: Int, _ b: NodeID, port second: Int, _ properties: LinkProperties, name: String) -> LinkID {
        let link = LinkID(links.count)
        transmitters.append(Transmitter(from: (a.index, first), to: (b.index, second), properties))
        transmitters.append(Transmitter(from: (b.index, second), to: (a.index, first), properties))
        queues.append(TransmitterQueue(properties, random: RandomStream(seed: seed, name: "link \(name) first")))
        queues.append(TransmitterQueue(properties, random: RandomStream(seed: seed, name: "link \(name) second")))
        links.append(Link(name: name, first: a, second: b, properties: properties))
        plug(a.index, port: first, into: 2 * link.index)
        plug(b.index, port: second, into: 2 * link.index + 1)
        if properties.bitErrorRate > 0 {
            for side in 0...1 {
                queues[2 * link.index + side].faults.append(ActiveFault(fault: BitErrors(rate: properties.bitErrorRate), until: nil))
                transmitters[2 * link.index + side].needsAttention = true
            }
        }
        if !observers.isEmpty { refreshAttention() }
        return link
    }

    private func plug(_ node: Int, port: Int, into transmitter: Int) {
        switch nodes[node] {
        case .station(let station): station.plug(Int32(transmitter), at: port)
        case .bridge(let bridge): bridge.plug(Int32(transmitter), at: port)
        case .hub(let hub):
            hub.plug(transmitter, at: port, delay: transmitters[transmitter].delay, random: RandomStream(seed: seed, name: "hub \(hub.name) port \(port)"))
        }
        if case .hub = nodes[Int(transmitters[transmitter].peerNode)] { transmitters[transmitter].leadsToHub = true }
    }
}

/// A cable between two nodes.
struct Link {
    let name: String
    let first: NodeID
    let second: NodeID
    let properties: LinkProperties
}
