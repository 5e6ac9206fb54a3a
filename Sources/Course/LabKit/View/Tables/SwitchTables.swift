import LinkLayer
import Simulation
import Wire

// What a switch knows: where it heard whom, and its place in the spanning tree.
extension NodeTable {
    /// - Parameter owner: whose card has an address.
    static func all(ofSwitch name: String, in simulation: Simulation, owner: (MACAddress) -> String) throws -> [NodeTable] {
        let now = simulation.now
        guard let managed = try simulation.managedSwitch(name) else {
            guard let table = (try simulation.forwarder(ofSwitch: name) as? LearningSwitch)?.table else { return [] }
            return [addresses(table, now, owner, tellsVLANs: false)]
        }
        var tables: [NodeTable] = []
        if let tree = managed.tree {
            let root = tree.isRoot ? "this switch is the root" : "root \(tree.root.address), \(tree.root.priority); cost \(tree.rootPathCost)"
            tables.append(NodeTable("spanning tree: \(root)", ["port", "role", "state"], managed.vlans.ports.indices.map { ["\($0 + 1)", "\(tree.role(of: $0))", tree.state(of: $0).rawValue] }))
        }
        tables.append(addresses(managed.vlans.table, now, owner, tellsVLANs: true))
        tables.append(NodeTable("neighbours (LLDP)", ["port", "neighbour", "its port"], managed.neighbours.map { ["\($0.port + 1)", $0.name, $0.remotePort] }))
        return tables
    }

    private static func addresses(_ table: MACTable, _ now: Instant, _ owner: (MACAddress) -> String, tellsVLANs: Bool) -> NodeTable {
        let rows = table.entries(at: now).map { [owner($0.address), "\($0.address)", "\($0.port + 1)"] + (tellsVLANs ? ["\($0.vlan)"] : []) + ["\($0.age) ago"] }
        return NodeTable("who is on which port", ["station", "MAC address", "port"] + (tellsVLANs ? ["VLAN"] : []) + ["heard"], rows)
    }
}
