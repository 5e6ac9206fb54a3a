import NetworkLayer
import TransportLayer
public import Wire

// Multicast groups on a host's links.
extension Stack {
    /// Listens to a group on a link from now on, and says so there (IGMP, MLD).
    public func join(_ group: IPAddress, on interface: Int, _ turn: inout Turn) throws(StackError) {
        guard group.isMulticast, interfaces.indices.contains(interface) else { throw .invalidArgument }
        guard groupService().join(group, on: interface, self, &turn) else { throw .noBuffers }
    }

    public func leave(_ group: IPAddress, on interface: Int, _ turn: inout Turn) { service(GroupService.self)?.leave(group, on: interface, self, &turn) }

    /// Asks on this router's links who listens to what.
    public func askForGroups() {
        guard service(GroupService.self) == nil else { return }
        add(GroupService(asks: true, random: RandomStream(seed: random.next())))
    }

    private func groupService() -> GroupService {
        if let service = service(GroupService.self) { return service }
        let service = GroupService(asks: false, random: RandomStream(seed: random.next()))
        add(service)
        return service
    }

    /// Whether a datagram to a group is for this host: groups of this link only (224.0.0.0/24) are everybody's.
    func isMember(of group: IPv4Address, on interface: Int) -> Bool {
        !group.isMulticast || group.rawValue >> 8 == 0xe0_0000 || service(GroupService.self)?.listens(to: group, on: interface) == true
    }

    /// Sends an MLD message: from the link-local address, for one hop, with the router alert option (RFC 2710 section 3).
    func sendMulticastListener(_ message: MulticastListenerMessage, to destination: IPv6Address, on interface: Int, _ turn: inout Turn) {
        guard interfaces[interface].isUp, let own = interfaces[interface].ipv6.first(where: { $0.address.isLinkLocal })?.address else { return }
        let chain = IPv6ExtensionChain(headers: [.hopByHop([.routerAlert(0)])], upperLayer: .icmpv6)
        var body = ByteWriter()
        chain.serialize(into: &body)
        ICMPv6Message.multicastListener(message).serialize(into: &body, pseudoHeader: PseudoHeader(source: own, destination: destination, protocolNumber: 58))
        sendIPv6(.hopByHop, body.bytes, along: IPv6Path(interface: interface, nextHop: destination, source: own, mtu: Int(interfaces[interface].mtu)), to: destination, hopLimit: 1, &turn)
    }
}

extension IPAddress {
    fileprivate var isMulticast: Bool {
        switch self {
        case .v4(let address): address.isMulticast
        case .v6(let address): address.isMulticast
        }
    }
}
