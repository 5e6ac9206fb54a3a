import Internet
import LabKit
import Simulation
import Stack
import Wire

/// Lab 15's network, and what happens in it.
struct RoutedNetwork: NetworkProgram {
    private let network: FourRouters
    private let pieces: OwnPieces

    init(usesOSPF: Bool, pieces: OwnPieces) {
        var network = FourRouters()
        network.usesOSPF = usesOSPF
        (self.network, self.pieces) = (network, pieces)
    }

    var topology: Topology { network.topology }

    func prepare(_ simulation: Simulation) throws {
        for node in topology.nodes { try simulation.equip(node.name, pieces.plug) }
        try network.prepare(simulation)
    }

    func run(in network: LabNetwork) async throws { try await self.network.run(in: network.simulation) { network.chapter($0) } }

    func closing(_ network: LabNetwork) throws -> [String] {
        var lines = pieces.summary + ["the routers' tables at the end"]
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
