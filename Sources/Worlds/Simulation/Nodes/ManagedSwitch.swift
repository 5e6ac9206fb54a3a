public import LinkLayer
import Wire

/// What makes a switch more than a plain one: VLANs on its ports, a spanning tree among its like, and announcements of itself (LLDP).
struct ManagedSwitch {
    var vlans: VLANSwitch
    var tree: RSTPBridge?
    var announcer: LLDPAgent?
    let address: MACAddress
    /// BPDUs and announcements that were not understood.
    var malformed = 0
    var isStarted = false

    var nextDeadline: Instant? { [tree?.nextDeadline, announcer?.nextDeadline].compactMap { $0 }.min() }
}

extension Switch {
    /// A frame has come in.
    func receiveManaged(_ frame: consuming [UInt8], on port: Int, in simulation: Simulation) {
        start(in: simulation)
        let now = simulation.now, cause = simulation.turn.cause
        let destination = MACAddress(rawValue: frame[..<6].reduce(0) { $0 << 8 | UInt64($1) })
        if LearningSwitch.isReserved(destination) {
            receiveReserved(frame, to: destination, on: port, now, in: simulation)
            return settle(in: simulation)
        }
        let source = MACAddress(rawValue: frame[6..<12].reduce(0) { $0 << 8 | UInt64($1) })
        let before = simulation.linkObserver == nil ? nil : managed?.vlans.table.port(of: source, at: now)
        let copies = managed?.vlans.forward(frame, arrivingOn: port, at: now) ?? []
        if simulation.linkObserver != nil {
            let after = managed?.vlans.table.port(of: source, at: now)
            let learning: LinkEvent.Learning = after != port ? .nothing : before.map { $0 == port ? .known(source) : .moved(source, from: $0) } ?? .new(source)
            simulation.tellLink(name, cause, .switched(port: port, destination: destination, learning: learning, decision: copies.isEmpty ? .filter : copies.count == 1 ? .forward(to: copies[0].port) : .flood))
        }
        for copy in copies where ports.indices.contains(copy.port) && ports[copy.port] >= 0 {
            simulation.send(copy.frame, id: simulation.turn.nextID(), cause: cause, on: Int(ports[copy.port]))
        }
        simulation.turn.pool.give(frame)
    }

    /// What neighbours say to each other and nobody passes on: BPDUs and announcements.
    private func receiveReserved(_ frame: [UInt8], to destination: MACAddress, on port: Int, _ now: Instant, in simulation: Simulation) {
        if destination == BPDU.destination {
            guard managed?.tree != nil else { return }
            guard let bpdu = Self.bpdu(in: frame) else {
                managed?.malformed += 1
                return
            }
            carryOut(managed?.tree?.receive(bpdu, on: port, at: now) ?? [], simulation.turn.cause, in: simulation)
        } else if managed?.announcer != nil {
            if managed?.announcer?.receive(frame, on: port, at: now) == false { managed?.malformed += 1 }
        }
    }

    private static func bpdu(in frame: [UInt8]) -> BPDU? {
        // An 802.3 frame: its length, LLC's 42 42 03, then the BPDU.
        frame.decode(as: BPDU.context) { reader -> BPDU? in
            guard (try? reader.skip(12, "addresses")) != nil, let length = try? reader.uint16("length"), length >= 3, length <= 1500,
                var part = try? reader.slice(Int(length), "LLC"), (try? part.uint16("SAPs")) == 0x4242, (try? part.uint8("control")) == 3
            else { return nil }
            return try? BPDU(parsing: &part)
        }
    }

    /// Begins on the first occasion: all plugged ports are up.
    func start(in simulation: Simulation) {
        guard managed != nil, managed?.isStarted == false else { return }
        managed?.isStarted = true
        for port in ports.indices where ports[port] >= 0 && !simulation.transmitters[Int(ports[port])].isCut {
            carryOut(managed?.tree?.linkUp(port, at: simulation.now) ?? [], .none, in: simulation)
        }
        managed?.announcer?.start(at: simulation.now)
    }

    /// A cable has been plugged in or pulled out.
    func setLink(_ port: Int, isUp: Bool, in simulation: Simulation) {
        guard managed != nil else { return }
        start(in: simulation)
        carryOut((isUp ? managed?.tree?.linkUp(port, at: simulation.now) : managed?.tree?.linkDown(port, at: simulation.now)) ?? [], simulation.turn.cause, in: simulation)
        if !isUp { managed?.vlans.table.forget(port: port) }
        settle(in: simulation)
    }

    func wake(in simulation: Simulation) {
        guard managed != nil, wakeAt <= simulation.now else { return }
        wakeAt = .distantFuture
        simulation.turn.cause = .none
        start(in: simulation)
        carryOut(managed?.tree?.tick(at: simulation.now) ?? [], .none, in: simulation)
        if let deadline = managed?.announcer?.nextDeadline, deadline <= simulation.now {
            for port in ports.indices where ports[port] >= 0 {
                if let frame = managed?.announcer?.frame(for: port, at: simulation.now) { simulation.send(frame, id: simulation.turn.nextID(), cause: .none, on: Int(ports[port])) }
            }
            managed?.announcer?.announced(at: simulation.now)
        }
        settle(in: simulation)
    }

    private func carryOut(_ actions: [RSTPBridge.Action], _ cause: EventID, in simulation: Simulation) {
        for action in actions {
            switch action {
            case .send(let bpdu, let port):
                guard ports.indices.contains(port), ports[port] >= 0, let address = managed?.address else { continue }
                var body = ByteWriter()
                bpdu.serialize(into: &body)
                var writer = ByteWriter()
                BPDU.destination.serialize(into: &writer)
                // Each port speaks under an address of its own.
                MACAddress(rawValue: address.rawValue + UInt64(port) + 1).serialize(into: &writer)
                writer.uint16(UInt16(body.count + 3))
                writer.write([0x42, 0x42, 0x03])
                writer.write(body.bytes)
                simulation.send(writer.bytes, id: simulation.turn.nextID(), cause: cause, on: Int(ports[port]))
            case .setState(let state, let port):
                managed?.vlans.states[port] = state
                simulation.tellLink(name, cause, .portState(port: port, state, role: managed?.tree?.role(of: port) ?? .disabled))
            case .flush(let port): managed?.vlans.table.forget(port: port)
            }
        }
    }

    func settle(in simulation: Simulation) {
        guard let deadline = managed?.nextDeadline else { return }
        let due = max(deadline, simulation.now)
        if due < wakeAt {
            wakeAt = due
            simulation.queue.add(.wake, at: due, target: UInt32(truncatingIfNeeded: index))
        }
    }
}

/// What a switch of a simulation is to be.
public struct SwitchSettings: Sendable {
    /// By port; those that are not named are access ports of VLAN 1.
    public var ports: [Int: VLANPort] = [:]
    /// Whether it takes part in the rapid spanning tree, and with which priority (in steps of 4096; the lowest is the root).
    public var spanningTree = true
    public var priority: UInt16 = 32_768
    /// Ports where only hosts are: they forward at once.
    public var edgePorts: Set<Int> = []
    /// Whether it announces itself to its neighbours (LLDP).
    public var announces = true
    /// Stations that it remembers.
    public var tableLimit = 8192

    public init() {}
}

extension Simulation {
    /// Makes a switch a managed one. Call it when all its cables are plugged in.
    public func manage(switch name: String, _ settings: SwitchSettings = SwitchSettings()) throws(SimulationError) {
        let bridge = try bridge(named: name)
        let count = max(1, bridge.ports.count)
        // Locally administered, from the node's number: the lower, the earlier it was built.
        let address = MACAddress(rawValue: 0x0220_0000_0000 | UInt64(bridge.index) << 8)
        var managed = ManagedSwitch(vlans: VLANSwitch(ports: (0..<count).map { settings.ports[$0] ?? .access(1) }, table: MACTable(capacity: settings.tableLimit)), address: address)
        if settings.spanningTree {
            let ports = (0..<count).map { port -> RSTPBridge.PortConfiguration in
                let rate = port < bridge.ports.count && bridge.ports[port] >= 0 ? transmitters[Int(bridge.ports[port])].rate : 1_000_000_000
                // 20,000,000,000 divided by the rate in kbit/s (IEEE 802.1D-2004 table 17-3).
                return RSTPBridge.PortConfiguration(pathCost: UInt32(clamping: max(1, 20_000_000_000 / max(1, rate / 1000))), isEdge: settings.edgePorts.contains(port))
            }
            managed.tree = RSTPBridge(identifier: BridgeIdentifier(priority: settings.priority, address: address), ports: ports)
            managed.vlans.states = Array(repeating: .discarding, count: count)
        }
        if settings.announces { managed.announcer = LLDPAgent(name: name, address: address, ports: (0..<count).map { "port\($0 + 1)" }) }
        bridge.managed = managed
        bridge.wakeAt = now
        queue.add(.wake, at: now, target: UInt32(truncatingIfNeeded: bridge.index))
    }

    /// A managed switch's spanning tree, VLANs and neighbours, to look into; nil for a plain one.
    public func managedSwitch(_ name: String) throws(SimulationError) -> (tree: RSTPBridge?, vlans: VLANSwitch, neighbours: [LLDPAgent.Neighbour])? {
        guard let managed = try bridge(named: name).managed else { return nil }
        return (managed.tree, managed.vlans, managed.announcer?.neighbours(at: now) ?? [])
    }
}
