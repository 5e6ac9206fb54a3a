public import Wire

/// A DHCP server's part (RFC 2131 section 4.3), without I/O: a pool of addresses, who has which, and until when.
///
/// Rules: 1. A client gets the address again that it had before, if that is free. 2. An offer holds an address for a minute only. 3. An address that
/// a client has found in use is left alone for an hour. 4. One that asks under many names gets no more than its relay's or its own share: the
/// pool itself is the bound, offers can hold at most half of it.
public struct DHCPLeases: Sendable {
    public struct Configuration: Sendable {
        /// The server's own address on that network.
        public var server: IPv4Address
        public var network: IPv4Address
        public var prefixLength: Int
        /// The first and the last address to give.
        public var first: IPv4Address, last: IPv4Address
        public var routers: [IPv4Address]
        public var nameServers: [IPv4Address]
        public var domain: String?
        /// Seconds.
        public var leaseTime: UInt32
        /// Addresses that belong to certain cards.
        public var reservations: [MACAddress: IPv4Address] = [:]

        public init(server: IPv4Address, prefixLength: Int, first: IPv4Address, last: IPv4Address, routers: [IPv4Address] = [], nameServers: [IPv4Address] = [], domain: String? = nil, leaseTime: UInt32 = 3600) {
            self.server = server
            self.prefixLength = min(max(prefixLength, 1), 30)
            let mask = ~(UInt32.max >> UInt32(self.prefixLength))
            network = IPv4Address(rawValue: first.rawValue & mask)
            (self.first, self.last, self.routers, self.nameServers, self.domain) = (first, last, routers, nameServers, domain)
            self.leaseTime = max(10, leaseTime)
        }

        public var mask: IPv4Address { IPv4Address(rawValue: ~(UInt32.max >> UInt32(prefixLength))) }
    }

    public struct Lease: Hashable, Sendable {
        public var address: IPv4Address
        public var identity: [UInt8]
        public var hardware: MACAddress
        public var hostName: String?
        public var expires: Instant
        /// Offered only, not yet taken.
        public var isOffer: Bool
        /// Somebody else uses it.
        public var isDeclined = false
    }

    public struct Reply: Hashable, Sendable {
        public var message: DHCPMessage
        /// Where it goes, and to which port: the relay's, the client's own address, or everybody's.
        public var destination: IPv4Address
        public var port: UInt16
    }

    public struct Counters: Sendable, Hashable {
        public var received = 0, offers = 0, acknowledgements = 0, refusals = 0, declines = 0, releases = 0
        /// Requests for which there was no address left.
        public var exhausted = 0
        /// Messages that made no sense to a server.
        public var ignored = 0
    }

    static let offerTime = Nanoseconds.seconds(60), declineTime = Nanoseconds.seconds(3600)

    public let configuration: Configuration
    public private(set) var counters = Counters()
    private var leases: [UInt32: Lease] = [:]
    private var offers = 0

    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// What is held, in the order of the addresses.
    public func leases(at now: Instant) -> [Lease] { leases.values.filter { $0.expires > now }.sorted { $0.address.rawValue < $1.address.rawValue } }

    /// Addresses in the pool.
    public var size: Int { configuration.last.rawValue < configuration.first.rawValue ? 0 : Int(min(65_536, configuration.last.rawValue - configuration.first.rawValue + 1)) }

    // MARK: - Messages

    /// The answer to a client's message; nil: none.
    public mutating func handle(_ message: DHCPMessage, at now: Instant) -> Reply? {
        counters.received += 1
        guard !message.isReply, let kind = message.kind, message.hops <= 16 else { return ignore() }
        switch kind {
        case .discover: return discover(message, now)
        case .request: return request(message, now)
        case .decline:
            guard message.address(DHCPMessage.Code.server) == configuration.server, let address = message.address(DHCPMessage.Code.requestedAddress), let lease = leases[address.rawValue], lease.identity == message.identity else { return ignore() }
            counters.declines += 1
            leases[address.rawValue]?.isDeclined = true
            leases[address.rawValue]?.isOffer = false
            leases[address.rawValue]?.identity = []
            leases[address.rawValue]?.expires = now + Self.declineTime
            return nil
        case .release:
            guard let lease = leases[message.client.rawValue], lease.identity == message.identity else { return ignore() }
            counters.releases += 1
            // It is free, but remembered: the client gets it again if it comes back soon.
            leases[message.client.rawValue]?.expires = now
            return nil
        case .inform:
            guard message.client != .any else { return ignore() }
            var reply = answer(message, .acknowledge, lease: nil)
            reply.client = message.client
            return Reply(message: reply, destination: message.client, port: DHCPMessage.clientPort)
        case .offer, .acknowledge, .refuse: return ignore()
        }
    }

    private mutating func ignore() -> Reply? {
        counters.ignored += 1
        return nil
    }

    private mutating func discover(_ message: DHCPMessage, _ now: Instant) -> Reply? {
        guard let address = choose(message, now) else {
            counters.exhausted += 1
            return nil
        }
        // An offer does not shorten a lease that the client has.
        if leases[address.rawValue].map({ $0.identity == message.identity && !$0.isOffer && $0.expires > now }) != true {
            leases[address.rawValue] = lease(address, message, expires: now + Self.offerTime, isOffer: true)
        }
        counters.offers += 1
        var reply = answer(message, .offer, lease: configuration.leaseTime)
        reply.yours = address
        return send(reply, to: message)
    }

    private mutating func request(_ message: DHCPMessage, _ now: Instant) -> Reply? {
        let server = message.address(DHCPMessage.Code.server), requested = message.address(DHCPMessage.Code.requestedAddress)
        if let server, server != configuration.server {
            // It has chosen another server: what we offered is free again.
            for (address, lease) in leases where lease.isOffer && lease.identity == message.identity { leases[address] = nil }
            return nil
        }
        guard let address = requested ?? (message.client != .any ? message.client : nil) else { return ignore() }
        guard isOurs(address) else { return refuse(message, "not an address of this network") }
        let held = leases[address.rawValue]
        if let held, held.identity == message.identity {
            guard !held.isOffer || held.expires > now || isFree(address, for: message, now) else { return refuse(message, "the offer is too old") }
        } else if server != nil || held != nil && (held?.expires ?? now) > now || configuration.reservations.contains(where: { $0.value == address && $0.key != message.hardware }) {
            return refuse(message, "the address is somebody else's")
        } else if message.client == .any, held == nil, server == nil {
            // Somebody comes back with an address that we know nothing of (section 4.3.2): silence; another server may know.
            return nil
        }
        leases[address.rawValue] = lease(address, message, expires: now + .seconds(Int64(configuration.leaseTime)), isOffer: false)
        counters.acknowledgements += 1
        var reply = answer(message, .acknowledge, lease: configuration.leaseTime)
        reply.yours = address
        reply.client = message.client
        return send(reply, to: message)
    }

    private mutating func refuse(_ message: DHCPMessage, _ reason: String) -> Reply? {
        counters.refusals += 1
        var reply = message
        reply.isReply = true
        reply.client = .any
        reply.yours = .any
        reply.options = []
        reply.set(.refuse)
        reply.set(DHCPMessage.Code.server, [configuration.server])
        reply.set(DHCPMessage.Code.message, Array(reason.utf8))
        if let information = message.option(DHCPMessage.Code.relayInformation) { reply.set(DHCPMessage.Code.relayInformation, information) }
        if message.relay != .any {
            // The client may not be on the network that its address belongs to: everybody there is told.
            reply.wantsBroadcast = true
            return Reply(message: reply, destination: message.relay, port: DHCPMessage.serverPort)
        }
        return Reply(message: reply, destination: .broadcast, port: DHCPMessage.clientPort)
    }

    private func lease(_ address: IPv4Address, _ message: DHCPMessage, expires: Instant, isOffer: Bool) -> Lease {
        Lease(address: address, identity: message.identity, hardware: message.hardware, hostName: message.text(DHCPMessage.Code.hostName).map { String($0.prefix(63)) }, expires: expires, isOffer: isOffer)
    }

    private func answer(_ message: DHCPMessage, _ kind: DHCPMessage.Kind, lease: UInt32?) -> DHCPMessage {
        var reply = DHCPMessage(transaction: message.transaction, hardware: message.hardware)
        reply.isReply = true
        reply.wantsBroadcast = message.wantsBroadcast
        reply.relay = message.relay
        reply.set(kind)
        reply.set(DHCPMessage.Code.server, [configuration.server])
        if let lease {
            reply.set(DHCPMessage.Code.leaseTime, seconds: lease)
            reply.set(DHCPMessage.Code.renewal, seconds: lease / 2)
            reply.set(DHCPMessage.Code.rebinding, seconds: lease / 8 * 7)
        }
        reply.set(DHCPMessage.Code.mask, [configuration.mask])
        if !configuration.routers.isEmpty { reply.set(DHCPMessage.Code.router, configuration.routers) }
        if !configuration.nameServers.isEmpty { reply.set(DHCPMessage.Code.nameServer, configuration.nameServers) }
        if let domain = configuration.domain { reply.set(DHCPMessage.Code.domainName, Array(domain.utf8)) }
        if let information = message.option(DHCPMessage.Code.relayInformation) { reply.set(DHCPMessage.Code.relayInformation, information) }
        return reply
    }

    /// Section 4.1: to the relay; to the client's own address; otherwise to everybody on the link, which every client hears.
    private func send(_ reply: DHCPMessage, to message: DHCPMessage) -> Reply {
        if message.relay != .any { return Reply(message: reply, destination: message.relay, port: DHCPMessage.serverPort) }
        if message.client != .any { return Reply(message: reply, destination: message.client, port: DHCPMessage.clientPort) }
        return Reply(message: reply, destination: .broadcast, port: DHCPMessage.clientPort)
    }

    // MARK: - Choosing

    private func isOurs(_ address: IPv4Address) -> Bool {
        address.rawValue >= configuration.first.rawValue && address.rawValue <= configuration.last.rawValue || configuration.reservations.values.contains(address)
    }

    private func isFree(_ address: IPv4Address, for message: DHCPMessage, _ now: Instant) -> Bool {
        guard isOurs(address), address != configuration.server, !configuration.routers.contains(address) else { return false }
        if configuration.reservations.contains(where: { $0.value == address && $0.key != message.hardware }) { return false }
        guard let lease = leases[address.rawValue], lease.expires > now else { return true }
        return lease.identity == message.identity && !lease.isDeclined
    }

    /// Section 4.3.1: its present or last address, the one that it wishes for, or any that is free, those first that nobody has had.
    private func choose(_ message: DHCPMessage, _ now: Instant) -> IPv4Address? {
        if let reserved = configuration.reservations[message.hardware] { return reserved }
        if let known = leases.values.filter({ $0.identity == message.identity }).min(by: { $0.address.rawValue < $1.address.rawValue }), isFree(known.address, for: message, now) { return known.address }
        // A flood of made-up clients holds offers for half of the pool at most.
        let held = leases.values.count { $0.isOffer && $0.expires > now }
        guard 2 * held < max(2, size) else { return nil }
        if let wish = message.address(DHCPMessage.Code.requestedAddress), isFree(wish, for: message, now) { return wish }
        guard size > 0 else { return nil }
        var old: IPv4Address?
        for offset in 0..<UInt32(size) {
            let address = IPv4Address(rawValue: configuration.first.rawValue + offset)
            guard isFree(address, for: message, now) else { continue }
            if leases[address.rawValue] == nil { return address }
            if old == nil { old = address }
        }
        return old
    }
}

/// A relay's part (RFC 1542 section 4): it carries messages between clients on one link and a server elsewhere.
public struct DHCPRelay: Sendable {
    /// The relay's address on the clients' link, which tells the server which network they are on.
    public let address: IPv4Address
    public let servers: [IPv4Address]
    public private(set) var dropped = 0

    public init(address: IPv4Address, servers: [IPv4Address]) { (self.address, self.servers) = (address, servers) }

    /// What to do with a message: send it on to these, at this port.
    public mutating func handle(_ message: DHCPMessage) -> (message: DHCPMessage, destinations: [IPv4Address], port: UInt16)? {
        var message = message
        if message.isReply {
            guard message.relay == address else {
                dropped += 1
                return nil
            }
            let client = message.client != .any ? message.client : IPv4Address.broadcast
            return (message, [client], DHCPMessage.clientPort)
        }
        // What has gone round for too long goes no further.
        guard message.hops < 16 else {
            dropped += 1
            return nil
        }
        message.hops += 1
        if message.relay == .any { message.relay = address }
        return (message, servers, DHCPMessage.serverPort)
    }
}
