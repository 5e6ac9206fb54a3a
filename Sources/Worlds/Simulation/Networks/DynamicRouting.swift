public import NetworkLayer
import Stack
import Wire

/// Routing protocols on a simulation's routers.
extension Simulation {
    /// Runs OSPF on routers. What each interface is follows from the cables: one to another of these routers is point to point, a switch with others
    /// around it is a network with a designated router, and where there are only hosts nothing is said.
    ///
    /// - Parameters:
    ///   - routers: their names; nil: all that forward.
    ///   - externals: networks outside that a router tells of.
    ///   - passive: interfaces ("router.eth1") on which nothing is said, whatever is there; `silent`: nor told of.
    public func runOSPF(on routers: [String]? = nil, externals: [String: [OSPFRouter.External]] = [:], passive: Set<String> = [], silent: Set<String> = [], helloInterval: UInt16 = 10, deadInterval: UInt32 = 40) throws(SimulationError) {
        let members = try members(routers)
        for name in members {
            let station = try station(named: name)
            var configurations: [OSPFInterfaceConfiguration] = []
            for (index, interface) in station.stack.interfaces.enumerated() where !silent.contains("\(name).\(interface.name)") {
                for (position, address) in interface.ipv4.enumerated() {
                    var kind = position == 0 && !passive.contains("\(name).\(interface.name)") ? wiring(of: station, port: index, among: Set(members)) : .passive
                    if address.prefixLength == 32 { kind = .passive }
                    configurations.append(OSPFInterfaceConfiguration(interface: index, address: address.address, prefixLength: address.prefixLength, kind: kind, cost: cost(of: station, port: index), helloInterval: helloInterval, deadInterval: deadInterval, mtu: Int(interface.mtu)))
                }
            }
            // The router's name is its highest address.
            guard let id = configurations.map(\.address).max(by: { $0.rawValue < $1.rawValue }) else { continue }
            let outside = externals[name] ?? []
            var stream = RandomStream(seed: seed, name: "ospf \(name)")
            let number = UInt32(truncatingIfNeeded: stream.next())
            station.equip { $0.add(OSPFService(OSPFRouter(id: id, interfaces: configurations, externals: outside, seed: number))) }
            settle(station)
        }
    }

    /// Runs RIP on routers.
    public func runRIP(on routers: [String]? = nil) throws(SimulationError) {
        let members = try members(routers)
        for name in members {
            let station = try station(named: name)
            var configurations: [RIPRouter.InterfaceConfiguration] = []
            for (index, interface) in station.stack.interfaces.enumerated() {
                guard let address = interface.ipv4.first else { continue }
                configurations.append(RIPRouter.InterfaceConfiguration(interface: index, address: address.address, prefixLength: address.prefixLength, isPassive: wiring(of: station, port: index, among: Set(members)) == .passive))
            }
            let stream = RandomStream(seed: seed, name: "rip \(name)")
            station.equip { $0.add(RIPService(RIPRouter(interfaces: configurations, random: stream))) }
            settle(station)
        }
    }

    private func members(_ named: [String]?) throws(SimulationError) -> [String] {
        if let named {
            for name in named { _ = try station(named: name) }
            return named
        }
        var found: [String] = []
        for case .station(let station) in nodes where station.stack.configuration.forwards { found.append(station.name) }
        return found
    }

    /// What is at the other end of an interface's cable.
    private func wiring(of station: Station, port: Int, among members: Set<String>) -> OSPFInterfaceConfiguration.Kind {
        guard port < station.ports.count, station.ports[port] >= 0 else { return .passive }
        var seen: Set<Int> = [], queue = [Int(transmitters[Int(station.ports[port])].peerNode)], routers = 0, isShared = false
        while let node = queue.popLast() {
            guard seen.insert(node).inserted else { continue }
            switch nodes[node] {
            case .station(let other): if other !== station, members.contains(other.name) { routers += 1 }
            case .bridge, .hub:
                isShared = true
                for transmitter in transmitters where Int(transmitter.node) == node { queue.append(Int(transmitter.peerNode)) }
            }
        }
        return routers == 0 ? .passive : isShared ? .broadcast : .pointToPoint
    }

    /// 100 Mbit/s cost 100; ten times as much, a tenth (Cisco's reference bandwidth of 10 Gbit/s).
    private func cost(of station: Station, port: Int) -> UInt16 {
        guard port < station.ports.count, station.ports[port] >= 0 else { return 1 }
        return UInt16(clamping: max(1, 10_000_000_000 / max(1, transmitters[Int(station.ports[port])].rate)))
    }

    /// The OSPF of a router, to look into; nil where there is none.
    public func ospf(of router: String) throws(SimulationError) -> OSPFRouter? { try stack(of: router).service(OSPFService.self)?.router }
    /// The RIP of a router.
    public func rip(of router: String) throws(SimulationError) -> RIPRouter? { try stack(of: router).service(RIPService.self)?.router }
}
