import Wire

extension Topology: CustomStringConvertible {
    /// The network as text, a line a cable: "client 10.0.0.11 ── 100 Mbit/s ── server 10.0.0.12".
    public var description: String {
        guard let plan = try? TopologyPlan(self) else { return cables.map { "\($0.first) ── \($0.second)" }.joined(separator: "\n") }
        var rows: [(left: String, middle: String, right: String)] = []
        for cable in plan.cables {
            var middle = "\(cable.properties.rate)"
            if cable.properties.delay >= .microseconds(1) { middle += ", \(cable.properties.delay)" }
            if cable.properties.bitErrorRate > 0 { middle += ", BER \(cable.properties.bitErrorRate)" }
            if cable.properties.mtu != 1500 { middle += ", MTU \(cable.properties.mtu)" }
            rows.append((plan.label(cable.first), middle, plan.label(cable.second)))
        }
        let left = rows.map(\.left.count).max() ?? 0, middle = rows.map(\.middle.count).max() ?? 0
        return rows.map { row in
            row.left + String(repeating: " ", count: left - row.left.count) + " ── " + row.middle
                + " " + String(repeating: "─", count: middle - row.middle.count + 2) + " " + row.right
        }.joined(separator: "\n")
    }
}

extension TopologyPlan {
    /// "client 10.0.0.11", "r1 eth1 10.0.2.1", "s1 port2".
    fileprivate func label(_ end: End) -> String {
        let node = nodes[end.node], interface = node.interfaces[end.port]
        let addresses = interface.ipv4.map { "\($0.address)" } + interface.ipv6.map { "\($0.address)" } + (interface.configuresItself ? ["slaac"] : [])
        let parts = [node.name] + (node.interfaces.count > 1 ? [interface.name] : []) + addresses
        return parts.joined(separator: " ")
    }
}
