import NetworkLayer
public import Wire

/// What a router says on a link about itself, and about the networks that its own addresses there are in (RFC 4861 section 6.2.1).
public struct RouterAdvertising: Sendable {
    /// Seconds for which addresses with the networks' prefixes may be used, and may be chosen for new conversations; all ones is for ever.
    public var validLifetime: UInt32 = 2_592_000, preferredLifetime: UInt32 = 604_800
    /// Seconds for which this is a default router; 0: it is none.
    public var routerLifetime: UInt16 = 1800
    /// From one unasked advertisement to the next: a random time between these.
    public var minimumInterval = Nanoseconds.seconds(200), maximumInterval = Nanoseconds.seconds(600)

    public init() {}
}

extension Stack {
    /// Lets a router say on a link, when it is asked and from time to time, that it is there.
    public func advertise(_ settings: RouterAdvertising, on interface: Int) {
        addLinkLocalAddress(to: interface)
        let link = link6(interface)
        link.advertising = settings
        link.nextAdvertisement = .zero
        neighbourDeadline = .zero
    }

    /// Gives an interface its link-local address, unasked.
    public func addLinkLocalAddress(to interface: Int) {
        let address = IPv6Address(linkLocalFor: interfaces[interface].mac)
        guard !interfaces[interface].ipv6.contains(where: { $0.address == address }) else { return }
        addAddress(address, prefixLength: 64, to: interface)
    }

    /// A router's introduction of itself on a link: the networks of its own addresses there, and for how long it may be used.
    func sendAdvertisement(on interface: Int, to destination: IPv6Address, _ turn: inout Turn) {
        let settings = link6(interface).advertising ?? RouterAdvertising(), entry = interfaces[interface]
        // Hosts believe only what comes from this very link.
        guard let own = entry.ipv6.first(where: { $0.address.isLinkLocal })?.address else { return }
        var options: [NeighborDiscoveryOption] = [.sourceLinkLayerAddress(entry.mac), .mtu(UInt32(entry.mtu))]
        for address in entry.ipv6 where !address.address.isLinkLocal {
            options.append(.prefixInformation(.init(prefix: address.network, prefixLength: UInt8(clamping: address.prefixLength), validLifetime: settings.validLifetime, preferredLifetime: settings.preferredLifetime)))
        }
        let advertisement = RouterAdvertisement(currentHopLimit: configuration.timeToLive, routerLifetime: settings.routerLifetime, options: options)
        send(.routerAdvertisement(advertisement), from: own, to: destination, scope: UInt32(interface + 1), hopLimit: 255, &turn)
    }

    /// The next unasked advertisement: the first three soon after one another, so that hosts that start at the same time hear one.
    func advertiseAgain(_ link: IPv6Link, on interface: Int, _ turn: inout Turn) {
        guard let settings = link.advertising else { return link.nextAdvertisement = .distantFuture }
        sendAdvertisement(on: interface, to: .allNodes, &turn)
        link.advertisementsSent += 1
        let spread = max(0, (settings.maximumInterval - settings.minimumInterval).count)
        var interval = settings.minimumInterval + Nanoseconds(Int64(random.below(UInt64(spread) + 1)))
        if link.advertisementsSent < 3 { interval = min(interval, .seconds(16)) }
        link.nextAdvertisement = turn.now + max(interval, .seconds(3))
    }
}
