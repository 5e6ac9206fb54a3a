import NetworkLayer
public import Wire

/// What an interface that configures itself has learnt: its addresses' machine (RFC 4862), the link's routers and its prefixes
/// (RFC 4861 section 6.3). All of it ends when its time is over, and none of it grows with what anybody on the link may claim.
struct InterfaceAutoconfiguration: Sendable {
    let interface: Int
    var addresses: AddressAutoconfiguration
    var routers: [(address: IPv6Address, until: Instant)] = []
    var prefixes: [(network: IPv6Address, length: Int, until: Instant)] = []
    /// Whether it begins when the stack next has its turn.
    var waitsToStart = false

    static let routerLimit = 8
    static let prefixLimit = 16

    /// When something begins or ends.
    var deadline: Instant {
        if waitsToStart { return .zero }
        var next = addresses.nextDeadline ?? .distantFuture
        for router in routers { next = min(next, router.until) }
        for prefix in prefixes { next = min(next, prefix.until) }
        return next
    }
}

extension Stack {
    /// Lets an interface speak IPv6. A host forms its link-local address, asks whether anybody has it already, and then asks for routers,
    /// from whose advertisements it takes more; a router takes its link-local address at once.
    public func enableIPv6(on interface: Int, _ turn: inout Turn) {
        guard configuration.autoconfigures, !configuration.forwards else { return addLinkLocalAddress(to: interface) }
        autoconfigure(on: interface)
        start(interface, &turn)
    }

    /// The same for a host, from the next ``advance(_:)`` on.
    public func autoconfigure(on interface: Int) {
        let address = IPv6Address(linkLocalFor: interfaces[interface].mac)
        guard !configures(interface), !interfaces[interface].ipv6.contains(where: { $0.address == address }) else { return }
        var settings = AddressAutoconfiguration.Configuration()
        settings.duplicateProbes = configuration.duplicateAddressProbes
        let machine = AddressAutoconfiguration(identifier: InterfaceIdentifier(modifiedEUI64: interfaces[interface].mac), configuration: settings)
        autoconfigurations.append(InterfaceAutoconfiguration(interface: interface, addresses: machine, waitsToStart: true))
        neighbourDeadline = .zero
    }

    private func start(_ interface: Int, _ turn: inout Turn) {
        guard let index = autoconfigurations.firstIndex(where: { $0.interface == interface && $0.waitsToStart }) else { return }
        autoconfigurations[index].waitsToStart = false
        configure(interface, &turn) { machine, now in machine.start(at: now) }
    }

    /// How an interface's own configuration stands, to look into.
    public func autoconfiguredAddresses(on interface: Int) -> [AddressAutoconfiguration.Address] {
        autoconfigurations.first { $0.interface == interface }?.addresses.addresses ?? []
    }

    /// The ways of IPv6, the longest prefix first.
    public var ipv6Routes: [Route<IPv6Address>] { routes6.entries.enumerated().sorted { (-$0.element.prefixLength, $0.offset) < (-$1.element.prefixLength, $1.offset) }.map(\.element) }

    /// Whether an interface configures itself.
    func configures(_ interface: Int) -> Bool { autoconfigurations.contains { $0.interface == interface } }

    /// Tells an interface's machine something, if it has one, and does what comes of it. `mac`: who brought the news.
    func configure(_ interface: Int, from mac: MACAddress = .zero, _ turn: inout Turn, _ event: (inout AddressAutoconfiguration, Instant) -> [AddressAutoconfiguration.Action]) {
        guard let index = autoconfigurations.firstIndex(where: { $0.interface == interface }) else { return }
        for action in event(&autoconfigurations[index].addresses, turn.now) { carryOut(action, on: interface, from: mac, &turn) }
        neighbourDeadline = min(neighbourDeadline, autoconfigurations[index].deadline)
    }

    private func carryOut(_ action: AddressAutoconfiguration.Action, on interface: Int, from mac: MACAddress, _ turn: inout Turn) {
        switch action {
        case .join(let group): reportGroups([(group, .changeToExclude)], on: interface, &turn)
        case .leave(let group): reportGroups([(group, .changeToInclude)], on: interface, &turn)
        case .probe(let target):
            send(.neighborSolicitation(target: target, options: []), from: .any, to: target.solicitedNode, scope: UInt32(interface + 1), hopLimit: 255, &turn)
        case .solicitRouters(let source):
            send(.routerSolicitation(options: [.sourceLinkLayerAddress(interfaces[interface].mac)]), from: source, to: .allRouters, scope: UInt32(interface + 1), hopLimit: 255, &turn)
        case .assigned(let address):
            if address.isLinkLocal { return addAddress(address, prefixLength: 64, to: interface) }
            // Whether the prefix is on this link is told apart from it (RFC 5942).
            interfaces[interface].ipv6.append(InterfaceAddress(address, prefixLength: 64))
            turn.note(.configured(.v6(address), prefixLength: 64, interface: interface))
        case .duplicate(let address): turn.note(.addressConflict(.v6(address), mac, interface: interface))
        case .deprecated(let address): turn.note(.deprecated(.v6(address), interface: interface))
        case .removed(let address):
            interfaces[interface].ipv6.removeAll { $0.address == address }
            turn.note(.removed(.v6(address), interface: interface))
        }
    }

    /// A router's advertisement has arrived.
    func configure(from advertisement: RouterAdvertisement, router: IPv6Address, on interface: Int, _ turn: inout Turn) {
        guard let index = autoconfigurations.firstIndex(where: { $0.interface == interface }), !autoconfigurations[index].addresses.isDisabled else { return }
        for option in advertisement.options {
            switch option {
            case .sourceLinkLayerAddress(let mac): learn6(router, mac, isRouter: true, on: interface, &turn)
            case .mtu(let mtu): if mtu >= 1280, mtu <= interfaces[interface].mtu { interfaces[interface].mtu = Int32(mtu) }
            case .prefixInformation(let prefix):
                if prefix.isOnLink { learn(prefix, at: index, turn.now) }
            default: break
            }
        }
        configure(interface, &turn) { machine, now in machine.handle(advertisement, at: now) }
        learn(router, lifetime: advertisement.routerLifetime, at: index, turn.now)
        neighbourDeadline = min(neighbourDeadline, autoconfigurations[index].deadline)
    }

    /// A default router, for as long as it says (RFC 4861 section 6.3.4).
    private func learn(_ router: IPv6Address, lifetime: UInt16, at index: Int, _ now: Instant) {
        let interface = autoconfigurations[index].interface
        let known = autoconfigurations[index].routers.firstIndex { $0.address == router }
        if lifetime == 0 {
            guard let known else { return }
            autoconfigurations[index].routers.remove(at: known)
            routes6.removeAll { $0.prefixLength == 0 && $0.interface == interface && $0.gateway == router }
        } else if let known {
            autoconfigurations[index].routers[known].until = now + .seconds(Int64(lifetime))
        } else if autoconfigurations[index].routers.count < InterfaceAutoconfiguration.routerLimit {
            autoconfigurations[index].routers.append((router, now + .seconds(Int64(lifetime))))
            routes6.add(Route(network: .any, prefixLength: 0, gateway: router, interface: interface))
        }
    }

    /// A prefix whose addresses are on the link.
    private func learn(_ prefix: NeighborDiscoveryOption.PrefixInformation, at index: Int, _ now: Instant) {
        let interface = autoconfigurations[index].interface, length = Int(prefix.prefixLength)
        guard length > 0, length <= 128, !prefix.prefix.isLinkLocal, !prefix.prefix.isMulticast else { return }
        let network = InterfaceAddress(prefix.prefix, prefixLength: length).network
        let until = prefix.validLifetime == .max ? Instant.distantFuture : now + .seconds(Int64(prefix.validLifetime))
        if let known = autoconfigurations[index].prefixes.firstIndex(where: { $0.network == network && $0.length == length }) {
            autoconfigurations[index].prefixes[known].until = until
        } else if prefix.validLifetime > 0, autoconfigurations[index].prefixes.count < InterfaceAutoconfiguration.prefixLimit, !routes6.entries.contains(where: { $0.network == network && $0.prefixLength == length && $0.gateway == nil && $0.interface == interface }) {
            // Where the administrator has said so already, that stays.
            autoconfigurations[index].prefixes.append((network, length, until))
            routes6.add(Route(network: network, prefixLength: length, gateway: nil, interface: interface))
        }
    }

    /// Lets begin and end what is due.
    func advanceAutoconfiguration(_ turn: inout Turn) {
        for index in autoconfigurations.indices where autoconfigurations[index].deadline <= turn.now {
            let interface = autoconfigurations[index].interface, now = turn.now
            turn.cause = turn.note(.timer("address autoconfiguration"))
            start(interface, &turn)
            configure(interface, &turn) { machine, now in machine.tick(at: now) }
            for router in autoconfigurations[index].routers where router.until <= now {
                routes6.removeAll { $0.prefixLength == 0 && $0.interface == interface && $0.gateway == router.address }
            }
            autoconfigurations[index].routers.removeAll { $0.until <= now }
            for prefix in autoconfigurations[index].prefixes where prefix.until <= now {
                routes6.removeAll { $0.prefixLength == prefix.length && $0.network == prefix.network && $0.gateway == nil && $0.interface == interface }
            }
            autoconfigurations[index].prefixes.removeAll { $0.until <= now }
        }
        for entry in autoconfigurations { neighbourDeadline = min(neighbourDeadline, entry.deadline) }
    }

    /// A router no longer answers, or is none any more: another one, where there is one, is asked from now on (RFC 4861 section 6.3.6).
    func routerIsLost(_ router: IPv6Address, on interface: Int) {
        guard let index = autoconfigurations.firstIndex(where: { $0.interface == interface }), let place = autoconfigurations[index].routers.firstIndex(where: { $0.address == router }), autoconfigurations[index].routers.count > 1 else { return }
        autoconfigurations[index].routers.append(autoconfigurations[index].routers.remove(at: place))
        routes6.removeAll { $0.prefixLength == 0 && $0.interface == interface && $0.gateway == router }
        routes6.add(Route(network: .any, prefixLength: 0, gateway: router, interface: interface))
    }

    /// Whether an address of this host's own is not to be chosen for new conversations any more.
    func isDeprecated(_ address: IPv6Address) -> Bool {
        autoconfigurations.contains { $0.addresses.addresses.contains { $0.address == address && $0.state == .deprecated } }
    }
}
