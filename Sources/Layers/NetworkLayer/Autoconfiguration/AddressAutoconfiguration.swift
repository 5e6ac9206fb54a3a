import Wire

/// How an interface comes to its IPv6 addresses by itself (SLAAC, RFC 4862), and finds routers (RFC 4861 section 6.3).
///
///              no answer within 1 s          preferred lifetime over       valid lifetime over
///     tentative ────────────────▶ preferred ────────────────────▶ deprecated ───────────────▶ (gone)
///         │                            ▲                              │           ▲
///         │ another has it             └──────── advertised again ────┘           │
///         ▼                                                                       │
///     (duplicate: never used)        the valid lifetime is not cut below two hours by whoever says so
public struct AddressAutoconfiguration: Sendable {
    /// What the interface wants done.
    public enum Action: Hashable, Sendable {
        /// Listen to this group (a report by MLD goes with it).
        case join(IPv6Address)
        case leave(IPv6Address)
        /// Ask whether somebody has `target`: a neighbour solicitation from :: to its solicited-node group, with a nonce if wanted.
        case probe(target: IPv6Address)
        /// Ask for routers, from `source`.
        case solicitRouters(source: IPv6Address)
        /// The address may be used.
        case assigned(IPv6Address)
        /// Another node has the address: it is not used.
        case duplicate(IPv6Address)
        /// The address is no longer chosen for new conversations; those that are go on.
        case deprecated(IPv6Address)
        /// The address is gone.
        case removed(IPv6Address)
    }

    /// What an address may be used for.
    public enum State: Hashable, Sendable { case tentative, preferred, deprecated }

    /// One of the interface's addresses.
    public struct Address: Hashable, Sendable {
        public fileprivate(set) var address: IPv6Address
        public let prefixLength: UInt8
        public fileprivate(set) var state: State
        public fileprivate(set) var preferredUntil: Instant
        public fileprivate(set) var validUntil: Instant
        fileprivate var probesLeft = 0
        fileprivate var nextProbe: Instant?
    }

    /// Times and limits.
    public struct Configuration: Hashable, Sendable {
        /// Probes before an address is used (DupAddrDetectTransmits); 0: used at once.
        public var duplicateProbes = 1
        /// After each of them.
        public var probeInterval = Nanoseconds.seconds(1)
        /// Router solicitations without an answer, and the time between them (RFC 4861 section 10).
        public var maximumRouterSolicitations = 3
        public var routerSolicitationInterval = Nanoseconds.seconds(4)
        /// Addresses, from any number of prefixes that anybody may advertise.
        public var maximumAddresses = 16

        public init() {}
    }

    public let identifier: InterfaceIdentifier
    public let configuration: Configuration
    /// The link-local one first, then in the order in which their prefixes came.
    public private(set) var addresses: [Address] = []
    private var solicitationsLeft = 0
    private var nextSolicitation: Instant?
    /// Whether the link-local address was a duplicate: then IPv6 is off on this interface (RFC 4862 section 5.4.5).
    public private(set) var isDisabled = false

    public init(identifier: InterfaceIdentifier, configuration: Configuration = Configuration()) {
        self.identifier = identifier
        self.configuration = configuration
    }

    /// The link-local address, once it may be used.
    public var linkLocal: IPv6Address? { addresses.first { $0.address.isLinkLocal && $0.state != .tentative }?.address }

    // MARK: - Events

    /// The interface has come up. The owner may wait a random time of up to a second before, so that a room full of hosts does not ask at once.
    public mutating func start(at now: Instant) -> [Action] {
        guard addresses.isEmpty else { return [] }
        solicitationsLeft = configuration.maximumRouterSolicitations
        return [.join(.allNodes)] + form(identifier.linkLocalAddress, validUntil: .distantFuture, preferredUntil: .distantFuture, at: now)
    }

    /// A valid advertisement has arrived (RFC 4862 section 5.5.3).
    public mutating func handle(_ advertisement: RouterAdvertisement, at now: Instant) -> [Action] {
        guard !isDisabled, !addresses.isEmpty else { return [] }
        if advertisement.routerLifetime > 0 {
            solicitationsLeft = 0
            nextSolicitation = nil
        }
        var actions: [Action] = []
        for case .prefixInformation(let information) in advertisement.options where information.isAutonomous { actions += handle(information, at: now) }
        return actions
    }

    private mutating func handle(_ information: NeighborDiscoveryOption.PrefixInformation, at now: Instant) -> [Action] {
        guard !information.prefix.isLinkLocal, !information.prefix.isMulticast, information.preferredLifetime <= information.validLifetime,
            let address = identifier.address(under: information.prefix, prefixLength: information.prefixLength)
        else { return [] }
        let preferredUntil = Self.end(of: information.preferredLifetime, from: now)
        var validUntil = Self.end(of: information.validLifetime, from: now)
        guard let index = addresses.firstIndex(where: { $0.address == address }) else {
            guard information.validLifetime > 0, addresses.count < max(1, configuration.maximumAddresses) else { return [] }
            return form(address, validUntil: validUntil, preferredUntil: preferredUntil, at: now)
        }
        // Whoever forges an advertisement shall not take an address away: less than two hours is not believed, unless less was left.
        let twoHours = now + .seconds(7200)
        if validUntil <= twoHours, validUntil < addresses[index].validUntil { validUntil = min(addresses[index].validUntil, twoHours) }
        addresses[index].validUntil = validUntil
        addresses[index].preferredUntil = preferredUntil
        if addresses[index].state == .deprecated, preferredUntil > now { addresses[index].state = .preferred }
        return tick(at: now)
    }

    /// A neighbour solicitation for `target` has arrived from `source`. From ::, it is another node's probe.
    public mutating func handleSolicitation(for target: IPv6Address, from source: IPv6Address) -> [Action] {
        source.isUnspecified ? conflict(target) : []
    }

    /// A neighbour advertisement for `target` has arrived.
    public mutating func handleAdvertisement(of target: IPv6Address) -> [Action] { conflict(target) }

    /// Another node has `target`, or wants it at the same time: if we were about to take it, neither does (RFC 4862 section 5.4.3).
    private mutating func conflict(_ target: IPv6Address) -> [Action] {
        guard let index = addresses.firstIndex(where: { $0.address == target && $0.state == .tentative }) else { return [] }
        addresses.remove(at: index)
        if target.isLinkLocal {
            isDisabled = true
            addresses = []
            nextSolicitation = nil
        }
        return [.duplicate(target)] + leave(target)
    }

    /// Leaves the group of an address that is gone, unless another address, which ends in the same 24 bits, needs it.
    private func leave(_ address: IPv6Address) -> [Action] {
        addresses.contains { $0.address.solicitedNode == address.solicitedNode } ? [] : [.leave(address.solicitedNode)]
    }

    // MARK: - Time

    /// The time is `now`.
    public mutating func tick(at now: Instant) -> [Action] {
        var actions: [Action] = []
        for index in addresses.indices {
            if let next = addresses[index].nextProbe, next <= now { actions += probe(index, at: now) }
            if addresses[index].state == .preferred, addresses[index].preferredUntil <= now {
                addresses[index].state = .deprecated
                actions.append(.deprecated(addresses[index].address))
            }
        }
        let gone = addresses.filter { $0.validUntil <= now }
        addresses.removeAll { $0.validUntil <= now }
        for address in gone { actions += [.removed(address.address)] + leave(address.address) }
        if let next = nextSolicitation, next <= now { actions += solicitRouters(at: now) }
        return actions
    }

    /// When to call ``tick(at:)`` next.
    public var nextDeadline: Instant? {
        var deadlines = [nextSolicitation].compactMap { $0 }
        for address in addresses {
            if let next = address.nextProbe { deadlines.append(next) }
            if address.state == .preferred, address.preferredUntil < .distantFuture { deadlines.append(address.preferredUntil) }
            if address.validUntil < .distantFuture { deadlines.append(address.validUntil) }
        }
        return deadlines.min()
    }

    private mutating func form(_ address: IPv6Address, validUntil: Instant, preferredUntil: Instant, at now: Instant) -> [Action] {
        addresses.append(Address(address: address, prefixLength: 64, state: .tentative, preferredUntil: preferredUntil, validUntil: validUntil, probesLeft: configuration.duplicateProbes, nextProbe: now))
        // The group is joined before the probe, or the answer to it might not be heard.
        return [.join(address.solicitedNode)] + probe(addresses.count - 1, at: now)
    }

    /// Asks once more, or takes the address.
    private mutating func probe(_ index: Int, at now: Instant) -> [Action] {
        guard addresses[index].probesLeft == 0 else {
            addresses[index].probesLeft -= 1
            addresses[index].nextProbe = now + configuration.probeInterval
            return [.probe(target: addresses[index].address)]
        }
        addresses[index].nextProbe = nil
        addresses[index].state = addresses[index].preferredUntil > now ? .preferred : .deprecated
        var actions = [Action.assigned(addresses[index].address)]
        if addresses[index].address.isLinkLocal { actions += solicitRouters(at: now) }
        return actions
    }

    private mutating func solicitRouters(at now: Instant) -> [Action] {
        guard solicitationsLeft > 0, let source = linkLocal else {
            nextSolicitation = nil
            return []
        }
        solicitationsLeft -= 1
        nextSolicitation = solicitationsLeft > 0 ? now + configuration.routerSolicitationInterval : nil
        return [.solicitRouters(source: source)]
    }

    /// Seconds as a router says them; all ones is for ever.
    private static func end(of lifetime: UInt32, from now: Instant) -> Instant {
        lifetime == .max ? .distantFuture : now + .seconds(Int64(lifetime))
    }
}
