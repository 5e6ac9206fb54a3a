import NetworkLayer
import Wire

// The multicast groups that a host listens to, and telling so to switches and routers that pass on only what somebody wants
// (MLDv2, RFC 3810, the part of a host that takes every source).
extension Stack {
    /// Whether an interface listens to `group`.
    func listens(to group: IPv6Address, on interface: Int) -> Bool {
        if group == .allNodes || configuration.forwards && group == .allRouters { return true }
        return interfaces[interface].ipv6.contains { $0.address.solicitedNode == group }
            || autoconfigurations.contains { $0.interface == interface && $0.addresses.addresses.contains { $0.address.solicitedNode == group } }
    }

    /// The groups that are reported: all but the one of all nodes (RFC 3810 section 6).
    private func groups(on interface: Int) -> [IPv6Address] {
        var groups: [IPv6Address] = []
        func add(_ group: IPv6Address) { if !groups.contains(group) { groups.append(group) } }
        if configuration.forwards { add(.allRouters) }
        for address in interfaces[interface].ipv6 { add(address.address.solicitedNode) }
        for entry in autoconfigurations where entry.interface == interface { for address in entry.addresses.addresses { add(address.address.solicitedNode) } }
        return groups
    }

    /// Tells what has changed, or how things are.
    func reportGroups(_ changes: [(group: IPv6Address, kind: MulticastGroupRecord<IPv6Address>.Kind)], on interface: Int, _ turn: inout Turn) {
        let records = changes.filter { $0.group != .allNodes }.map { MulticastGroupRecord(kind: $0.kind, group: $0.group) }
        guard !records.isEmpty else { return }
        // From the link-local address, or from :: before there is one (RFC 3590); every router on the way looks at it.
        let own = interfaces[interface].ipv6.first { $0.address.isLinkLocal }?.address ?? .any
        let message = ICMPv6Message.multicastListener(.reportV2(records))
        guard let path = path6(to: .reportGroup, scope: UInt32(interface + 1), from: own, at: turn.now) else { return }
        var body = ByteWriter()
        IPv6ExtensionChain(headers: [.hopByHop([.routerAlert(0)])], upperLayer: .icmpv6).serialize(into: &body)
        var report = ByteWriter()
        message.serialize(into: &report, pseudoHeader: PseudoHeader(source: own, destination: .reportGroup, protocolNumber: 58))
        body.write(report.bytes)
        sendIPv6(.hopByHop, body.bytes, along: path, to: .reportGroup, hopLimit: 1, &turn)
    }

    /// A router asks who listens to what.
    func receiveListenerQuery(_ message: MulticastListenerMessage, _ arrival: IPv6Arrival, _ turn: inout Turn) {
        let asked: IPv6Address
        switch message {
        case .query(_, let group): asked = group
        case .queryV2(let query): asked = query.group
        default: return
        }
        guard arrival.interface >= 0, arrival.hopLimit == 1, arrival.source.isLinkLocal, mayReport(to: .v6(arrival.source), &turn) else { return }
        let groups = groups(on: arrival.interface).filter { asked == .any || $0 == asked }
        reportGroups(groups.map { ($0, .modeIsExclude) }, on: arrival.interface, &turn)
    }
}

extension IPv6Address {
    /// All routers that speak MLDv2.
    fileprivate static let reportGroup = IPv6Address(rawValue: 0xff02 << 112 | 0x16)
}
