import NetworkLayer
public import Wire

/// Groups on the links of a host or router, IGMP for IPv4 and MLD for IPv6. A host says what its programs listen to; a router asks. (The groups of
/// a host's own IPv6 addresses the stack itself reports.)
public final class GroupService: StackService {
    /// One link, one version of IP.
    private struct Link<Address: Hashable & Sendable & Comparable> {
        var listener: GroupListener<Address>
        /// A router's part; nil on hosts, and where the interface has no address.
        var querier: GroupQuerier<Address>?

        var nextDeadline: Instant? { [listener.nextDeadline, querier?.nextDeadline].compactMap { $0 }.min() }

        mutating func receive(_ message: GroupMessage<Address>, from sender: Address, isNobody: Bool, at now: Instant) -> [GroupMessage<Address>] {
            listener.receive(message, at: now)
            // Who has no address asks for others (RFC 4541 section 2.1.1): he is answered, and no router.
            if case .query = message, isNobody { return [] }
            return querier?.receive(message, from: sender, at: now) ?? []
        }

        mutating func tick(at now: Instant) -> [GroupMessage<Address>] { listener.tick(at: now) + (querier?.tick(at: now) ?? []) }
    }

    private var links4: [Link<IPv4Address>] = [], links6: [Link<IPv6Address>] = []
    private let random: RandomStream
    /// Whether this is a router, which asks who listens, and hears what anybody says about any group.
    public let asks: Bool
    private var isStarted = false
    /// Messages that were not understood, or came from too far.
    public private(set) var malformed = 0

    public init(asks: Bool, random: RandomStream) { (self.asks, self.random) = (asks, random) }

    public var name: String { "IGMP" }
    public var protocolNumber: UInt8 { 2 }
    public var port: UInt16? { nil }

    public var nextDeadline: Instant? {
        guard isStarted else { return .zero }
        return (links4.compactMap(\.nextDeadline) + links6.compactMap(\.nextDeadline)).min()
    }

    private func start(_ stack: Stack, _ turn: inout Turn) {
        guard !isStarted else { return }
        isStarted = true
        var stream = random
        // Whoever speaks IPv6 has an address on its link, and speaks of groups from there.
        for (index, interface) in stack.interfaces.enumerated() where !interface.ipv6.isEmpty && !interface.ipv6.contains(where: { $0.address.isLinkLocal }) {
            stack.addAddress(IPv6Address(linkLocalFor: interface.mac), prefixLength: 64, to: index)
        }
        for (index, interface) in stack.interfaces.enumerated() {
            var link4 = Link(listener: GroupListener<IPv4Address>(random: RandomStream(seed: stream.next())), querier: asks ? interface.ipv4.first.map { GroupQuerier(address: $0.address) } : nil)
            var link6 = Link(listener: GroupListener<IPv6Address>(random: RandomStream(seed: stream.next())), querier: asks ? interface.ipv6.first { $0.address.isLinkLocal }.map { GroupQuerier(address: $0.address) } : nil)
            let said4 = link4.querier?.start(at: turn.now) ?? []
            let said6 = link6.querier?.start(at: turn.now) ?? []
            links4.append(link4)
            links6.append(link6)
            send(said4, on: index, stack, &turn)
            send(said6, on: index, stack, &turn)
        }
    }

    // MARK: - What programs want

    /// Listens to a group on a link. False: no group, or too many already.
    @discardableResult
    public func join(_ group: IPAddress, on interface: Int, _ stack: Stack, _ turn: inout Turn) -> Bool {
        start(stack, &turn)
        guard links4.indices.contains(interface) else { return false }
        switch group {
        case .v4(let group):
            guard group.isMulticast else { return false }
            let (isJoined, messages) = links4[interface].listener.join(group, at: turn.now)
            send(messages, on: interface, stack, &turn)
            return isJoined
        case .v6(let group):
            guard group.isMulticast else { return false }
            let (isJoined, messages) = links6[interface].listener.join(group, at: turn.now)
            send(messages, on: interface, stack, &turn)
            return isJoined
        }
    }

    public func leave(_ group: IPAddress, on interface: Int, _ stack: Stack, _ turn: inout Turn) {
        guard links4.indices.contains(interface) else { return }
        switch group {
        case .v4(let group): send(links4[interface].listener.leave(group), on: interface, stack, &turn)
        case .v6(let group): send(links6[interface].listener.leave(group), on: interface, stack, &turn)
        }
    }

    /// What this host itself listens to on a link.
    public func joined(on interface: Int) -> [IPAddress] {
        guard links4.indices.contains(interface) else { return [] }
        return links4[interface].listener.groups.map { .v4($0) } + links6[interface].listener.groups.map { .v6($0) }
    }

    /// Groups that somebody on a router's link listens to.
    public func groups(on interface: Int, at now: Instant) -> [IPAddress] {
        guard links4.indices.contains(interface) else { return [] }
        return (links4[interface].querier?.groups(at: now) ?? []).map { .v4($0) } + (links6[interface].querier?.groups(at: now) ?? []).map { .v6($0) }
    }

    func listens(to group: IPv4Address, on interface: Int) -> Bool { links4.indices.contains(interface) && links4[interface].listener.groups.contains(group) }
    func listens(to group: IPv6Address, on interface: Int) -> Bool { links6.indices.contains(interface) && links6[interface].listener.groups.contains(group) }

    // MARK: - What others say

    public func receive(_ packet: ServicePacket, _ stack: Stack, _ turn: inout Turn) {
        start(stack, &turn)
        guard links4.indices.contains(packet.interface) else { return }
        // From this link: time to live 1, and a checksum that is right.
        let bytes = packet.payload
        guard packet.timeToLive == 1, InternetChecksum.of(bytes) == 0, let message = bytes.decode(as: IGMPMessage.context, { reader in try? IGMPMessage(parsing: &reader) }) else {
            malformed += 1
            return
        }
        for said in GroupMessage.reading(message) { send(links4[packet.interface].receive(said, from: packet.source, isNobody: packet.source == .any, at: turn.now), on: packet.interface, stack, &turn) }
    }

    /// An MLD message, whose checksum is right.
    func receive(_ message: MulticastListenerMessage, _ arrival: IPv6Arrival, _ stack: Stack, _ turn: inout Turn) {
        start(stack, &turn)
        guard links6.indices.contains(arrival.interface) else { return }
        // From this link: a link-local address, or none yet (RFC 3590), and the last hop (RFC 2710 section 3).
        guard arrival.hopLimit == 1, arrival.source.isLinkLocal || arrival.source == .any else {
            malformed += 1
            return
        }
        for said in GroupMessage.reading(message) { send(links6[arrival.interface].receive(said, from: arrival.source, isNobody: arrival.source == .any, at: turn.now), on: arrival.interface, stack, &turn) }
    }

    public func linkChanged(_ interface: Int, isUp: Bool, _ stack: Stack, _ turn: inout Turn) {
        // Another switch, another router: they know nothing of us.
        guard isUp, links4.indices.contains(interface) else { return }
        links4[interface].listener.receive(.query(group: nil, within: .seconds(1)), at: turn.now)
        links6[interface].listener.receive(.query(group: nil, within: .seconds(1)), at: turn.now)
    }

    public func advance(_ stack: Stack, _ turn: inout Turn) {
        start(stack, &turn)
        for index in links4.indices {
            send(links4[index].tick(at: turn.now), on: index, stack, &turn)
            send(links6[index].tick(at: turn.now), on: index, stack, &turn)
        }
    }

    private func send(_ messages: [GroupMessage<IPv4Address>], on interface: Int, _ stack: Stack, _ turn: inout Turn) {
        for said in messages {
            let (message, destination) = said.igmp
            var writer = ByteWriter()
            message.serialize(into: &writer)
            // With the router alert option (RFC 2236 section 2): routers look at it though it is not for them.
            stack.sendPacket(2, writer.bytes, to: destination, on: interface, routerAlert: true, &turn)
        }
    }

    private func send(_ messages: [GroupMessage<IPv6Address>], on interface: Int, _ stack: Stack, _ turn: inout Turn) {
        for said in messages { stack.sendMulticastListener(said.mld, to: said.mldDestination, on: interface, &turn) }
    }
}
