public import Wire

/// A change that a run's script makes at a virtual time, or a list of which makes a run another one.
public enum Intervention: Sendable {
    /// The frame with this identifier (from an earlier run with the same seed) does not arrive.
    case dropFrame(EventID)
    /// Cuts a link's cable; what is on it is lost.
    case cut(String)
    /// Mends it.
    case mend(String)
    /// A host loses its power: all that its stack knew is gone, and its programs' sockets fail.
    case crash(String)
    /// It comes up again, with an empty stack.
    case restart(String)
    /// A link gets a fault, in both directions or in that from one node; `for` how long (nil: to the end).
    case fault(String, any LinkFault, from: String? = nil, for: Nanoseconds? = nil)
    /// All faults of a link are over.
    case repair(String)
}

struct ScriptedAction {
    var time: Instant
    var action: Intervention
}

/// A script that names what is not there.
public enum SimulationError: Error, Equatable, Sendable {
    case noSuchLink(String)
    case noSuchHost(String)
}

extension SimulationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchLink(let name): "no link is called \(name)"
        case .noSuchHost(let name): "no host is called \(name)"
        }
    }
}

extension Simulation {
    /// Plans an intervention. One that drops a frame needs no time.
    public func plan(_ action: Intervention, at time: Instant = .zero) throws(SimulationError) {
        switch action {
        case .dropFrame(let id):
            let place = droppedFrames.firstIndex { $0 > id } ?? droppedFrames.count
            droppedFrames.insert(id, at: place)
            return refreshAttention()
        case .cut(let name), .mend(let name), .repair(let name): _ = try link(named: name)
        case .fault(let name, _, let from, _):
            let link = try link(named: name)
            if let from, nodes[links[link.index].first.index].name != from, nodes[links[link.index].second.index].name != from { throw .noSuchHost(from) }
        case .crash(let name), .restart(let name): _ = try station(named: name)
        }
        script.append(ScriptedAction(time: time, action: action))
        queue.add(.script, at: max(time, turn.now), target: 0, argument: UInt32(script.count - 1))
    }

    /// The link with a name: "client-server", or "server-client"; where a node has several, its end may be "router.eth1".
    public func link(named name: String) throws(SimulationError) -> LinkID {
        if let index = links.firstIndex(where: { $0.name == name }) { return LinkID(index) }
        for index in links.indices {
            let (first, second) = (endNames(2 * index), endNames(2 * index + 1))
            if first.contains(where: { a in second.contains { b in name == "\(a)-\(b)" || name == "\(b)-\(a)" } }) { return LinkID(index) }
        }
        throw .noSuchLink(name)
    }

    /// What the end that a transmitter sends from may be called: "router" and "router.eth1".
    private func endNames(_ transmitter: Int) -> [String] {
        let node = nodes[Int(transmitters[transmitter].node)], port = Int(transmitters[transmitter].port)
        if case .station(let station) = node { return [station.name, "\(station.name).\(station.stack.interfaces[port].name)"] }
        return [node.name, "\(node.name).port\(port + 1)"]
    }

    /// All nodes, in the order in which they were made.
    public var nodeNames: [String] { nodes.map(\.name) }

    /// All links, in the order in which they were made.
    public var linkNames: [String] { links.map(\.name) }

    /// Those that end at a node.
    public func linkNames(at node: String) throws(SimulationError) -> [String] {
        guard nodes.contains(where: { $0.name == node }) else { throw .noSuchHost(node) }
        return links.filter { nodes[$0.first.index].name == node || nodes[$0.second.index].name == node }.map(\.name)
    }

    func station(named name: String) throws(SimulationError) -> Station {
        for case .station(let station) in nodes where station.name == name { return station }
        throw .noSuchHost(name)
    }

    /// A scripted change takes place.
    func perform(_ index: Int) {
        let id = turn.nextID()
        turn.cause = id
        switch script[index].action {
        case .dropFrame: break
        case .cut(let name):
            guard let link = try? link(named: name) else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("the cable \(name) is cut"))
            tellLink(links[link.index].name, id, .changed(.cut))
            for side in 0...1 {
                let index = 2 * link.index + side
                transmitters[index].isCut = true
                frames.cut(UInt32(truncatingIfNeeded: index), waiting: queues[index].waiting)
            }
            refreshAttention()
            tellCarrier(of: link)
        case .mend(let name):
            guard let link = try? link(named: name) else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("the cable \(name) is mended"))
            tellLink(links[link.index].name, id, .changed(.mended))
            for side in 0...1 { transmitters[2 * link.index + side].isCut = false }
            refreshAttention()
            tellCarrier(of: link)
        case .fault(let name, let fault, let from, let duration):
            guard let link = try? link(named: name) else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("\(fault.name) begins on \(name)"))
            // What has been there from the start is no event.
            if turn.now > .zero { tellLink(links[link.index].name, id, .changed(.fault(fault.name))) }
            for side in 0...1 {
                let transmitter = 2 * link.index + side
                if let from, nodes[Int(transmitters[transmitter].node)].name != from { continue }
                queues[transmitter].faults.append(ActiveFault(fault: fault, until: duration.map { turn.now + $0 }))
            }
            refreshAttention()
        case .repair(let name):
            guard let link = try? link(named: name) else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("\(name) is repaired"))
            tellLink(links[link.index].name, id, .changed(.repaired))
            for side in 0...1 { queues[2 * link.index + side].faults = [] }
            refreshAttention()
        case .crash(let name):
            guard let station = try? station(named: name), station.isUp else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("\(name) crashes"))
            tellLink(name, id, .changed(.crashed))
            station.isUp = false
            station.renewStack()
            station.wakeAt = .distantFuture
            tellCarrier(around: station)
            if let sockets = station.sockets {
                hasWoken = true
                sockets.crashed()
            }
        case .restart(let name):
            guard let station = try? station(named: name), !station.isUp else { return }
            story?.record(id: id, cause: .none, at: turn.now, .script("\(name) starts again"))
            tellLink(name, id, .changed(.restarted))
            station.isUp = true
            tellCarrier(around: station)
            // Whoever comes up says so: caches elsewhere may hold another address.
            for interface in station.stack.interfaces.indices { station.stack.announce(on: interface, &turn) }
            settle(station)
        }
    }
}
