public import Wire

/// A router's part in RIP version 2 (RFC 2453), without I/O: it tells its neighbors every thirty seconds how far it is to where, and believes the
/// nearest.
///
/// Rules: 1. What was learnt on a link is told there as unreachable (split horizon with poisoned reverse), so that two never send packets back and
/// forth. 2. A change is told at once, after one to five seconds at most (triggered updates). 3. A way that is no longer told of is lost after three
/// minutes, and told as lost for two more.
public struct RIPRouter: Sendable {
    public struct InterfaceConfiguration: Sendable {
        public var interface: Int
        public var address: IPv4Address
        public var prefixLength: Int
        /// 1 to 15.
        public var cost: UInt32
        /// Told of, not spoken on.
        public var isPassive: Bool

        public init(interface: Int, address: IPv4Address, prefixLength: Int, cost: UInt32 = 1, isPassive: Bool = false) {
            (self.interface, self.address, self.prefixLength, self.cost, self.isPassive) = (interface, address, prefixLength, min(max(cost, 1), 15), isPassive)
        }

        var mask: UInt32 { prefixLength <= 0 ? 0 : prefixLength >= 32 ? .max : ~(.max >> UInt32(prefixLength)) }
    }

    public struct Route: Hashable, Sendable {
        public var network: UInt32, mask: UInt32
        /// 0: on the link.
        public var gateway: UInt32
        public var interface: Int
        public var metric: UInt32
        public var isChanged = false
        /// When it is lost if nobody tells of it; when, being lost, it is forgotten.
        public var expires: Instant
        public var forgotten: Instant?
        public var prefixLength: UInt8 { UInt8(mask.nonzeroBitCount) }
        var key: UInt64 { UInt64(network) << 32 | UInt64(mask) }
    }

    public enum Action: Hashable, Sendable {
        case send(RIPPacket, interface: Int, destination: IPv4Address, port: UInt16)
        /// All ways through others, in the order of their networks.
        case routes([Route])
    }

    static let interval = Nanoseconds.seconds(30), life = Nanoseconds.seconds(180), garbage = Nanoseconds.seconds(120)
    /// Networks that are remembered.
    public static let limit = 4096

    public let interfaces: [InterfaceConfiguration]
    public private(set) var malformed = 0
    public private(set) var refused = 0
    private var isUp: [Bool]
    private var table: [Route] = []
    private var random: RandomStream
    private var updateAt = Instant.distantFuture
    private var triggeredAt = Instant.distantFuture
    private var quietUntil = Instant.zero
    private var published: [Route] = []
    private var isStarted = false

    public init(interfaces: [InterfaceConfiguration], random: RandomStream) {
        self.interfaces = interfaces
        self.random = random
        isUp = Array(repeating: true, count: interfaces.count)
    }

    /// All that is known, in the order of the networks.
    public var routes: [Route] { table }

    // MARK: - Events

    public mutating func start(at now: Instant) -> [Action] {
        isStarted = true
        for index in interfaces.indices { connect(index, now) }
        updateAt = now + Nanoseconds(Int64(random.below(5_000_000_000)))
        triggeredAt = now + .milliseconds(100)
        return interfaces.filter { !$0.isPassive }.map { .send(.requestForAll, interface: $0.interface, destination: RIPPacket.group, port: RIPPacket.port) }
    }

    public mutating func linkUp(_ interface: Int, at now: Instant) -> [Action] {
        guard isStarted, let index = interfaces.firstIndex(where: { $0.interface == interface }), !isUp[index] else { return [] }
        isUp[index] = true
        connect(index, now)
        trigger(now)
        return (interfaces[index].isPassive ? [] : [.send(.requestForAll, interface: interface, destination: RIPPacket.group, port: RIPPacket.port)]) + publish()
    }

    public mutating func linkDown(_ interface: Int, at now: Instant) -> [Action] {
        guard let index = interfaces.firstIndex(where: { $0.interface == interface }), isUp[index] else { return [] }
        isUp[index] = false
        for place in table.indices where table[place].interface == interface { lose(place, now) }
        return publish()
    }

    private mutating func connect(_ index: Int, _ now: Instant) {
        let configuration = interfaces[index]
        var route = Route(network: configuration.address.rawValue & configuration.mask, mask: configuration.mask, gateway: 0, interface: configuration.interface, metric: configuration.cost, expires: .distantFuture)
        route.isChanged = true
        store(route)
    }

    private mutating func store(_ route: Route) {
        var low = 0, high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].key < route.key { low = middle + 1 } else { high = middle }
        }
        if low < table.count, table[low].key == route.key { table[low] = route } else { table.insert(route, at: low) }
    }

    private mutating func lose(_ place: Int, _ now: Instant) {
        guard table[place].metric < RIPPacket.infinity else { return }
        table[place].metric = RIPPacket.infinity
        table[place].isChanged = true
        table[place].expires = .distantFuture
        table[place].forgotten = now + Self.garbage
        trigger(now)
    }

    /// A message has come in.
    public mutating func receive(_ bytes: [UInt8], from source: IPv4Address, port: UInt16, on interface: Int, timeToLive: UInt8, at now: Instant) -> [Action] {
        guard isStarted, let index = interfaces.firstIndex(where: { $0.interface == interface }), !interfaces[index].isPassive else { return [] }
        let configuration = interfaces[index]
        guard let packet = bytes.decode(as: RIPPacket.context, { reader -> RIPPacket? in try? RIPPacket(parsing: &reader) }) else {
            malformed += 1
            return []
        }
        // From a neighbor on this link, and not from ourselves.
        guard (source.rawValue ^ configuration.address.rawValue) & configuration.mask == 0, !interfaces.contains(where: { $0.address == source }) else {
            refused += 1
            return []
        }
        guard packet.isResponse else {
            guard packet.entries.count == 1, packet.entries[0].family == 0, packet.entries[0].metric == RIPPacket.infinity else { return answer(packet, source, port, interface) }
            return messages(for: configuration, changedOnly: false, to: source, port: port)
        }
        guard port == RIPPacket.port else {
            refused += 1
            return []
        }
        for entry in packet.entries { learn(entry, from: source, configuration, now) }
        return publish()
    }

    /// A question about single networks (section 3.9.1).
    private func answer(_ packet: RIPPacket, _ source: IPv4Address, _ port: UInt16, _ interface: Int) -> [Action] {
        var reply = packet
        reply.isResponse = true
        for index in reply.entries.indices {
            let entry = reply.entries[index]
            reply.entries[index].metric = table.first { $0.network == entry.network && $0.mask == entry.mask }?.metric ?? RIPPacket.infinity
        }
        return reply.entries.isEmpty ? [] : [.send(reply, interface: interface, destination: source, port: port)]
    }

    private mutating func learn(_ entry: RIPPacket.Entry, from source: IPv4Address, _ configuration: InterfaceConfiguration, _ now: Instant) {
        let prefix = entry.mask.leadingZeroBitCount == 0 ? (~entry.mask).leadingZeroBitCount : 0
        let isMask = entry.mask == 0 || entry.mask == (prefix == 32 ? .max : ~(UInt32.max >> UInt32(prefix)))
        let first = entry.network >> 24
        guard entry.family == 2, entry.metric >= 1, entry.metric <= RIPPacket.infinity, isMask, entry.network & ~entry.mask == 0, first != 127, first < 224, first != 0 || entry.mask == 0 else {
            refused += 1
            return
        }
        let metric = min(entry.metric + configuration.cost, RIPPacket.infinity)
        // A better next hop on the same link; otherwise the sender.
        let hop = entry.nextHop != 0 && (entry.nextHop ^ configuration.address.rawValue) & configuration.mask == 0 && entry.nextHop != configuration.address.rawValue ? entry.nextHop : source.rawValue
        if let place = table.firstIndex(where: { $0.network == entry.network && $0.mask == entry.mask }) {
            let known = table[place]
            // What is on our own link we know better.
            if known.gateway == 0, known.metric < RIPPacket.infinity { return }
            let isSame = known.gateway == hop && known.interface == configuration.interface
            if isSame, metric < RIPPacket.infinity { table[place].expires = now + Self.life }
            guard isSame && metric != known.metric || metric < known.metric else { return }
            if metric >= RIPPacket.infinity { return lose(place, now) }
            table[place] = Route(network: entry.network, mask: entry.mask, gateway: hop, interface: configuration.interface, metric: metric, isChanged: true, expires: now + Self.life, forgotten: nil)
            trigger(now)
        } else if metric < RIPPacket.infinity {
            guard table.count < Self.limit else {
                refused += 1
                return
            }
            store(Route(network: entry.network, mask: entry.mask, gateway: hop, interface: configuration.interface, metric: metric, isChanged: true, expires: now + Self.life, forgotten: nil))
            trigger(now)
        }
    }

    // MARK: - Time

    public var nextDeadline: Instant? {
        guard isStarted else { return nil }
        var next = min(updateAt, triggeredAt)
        for route in table { next = min(next, route.forgotten ?? route.expires) }
        return next
    }

    public mutating func tick(at now: Instant) -> [Action] {
        guard isStarted else { return [] }
        for place in table.indices where table[place].forgotten == nil && table[place].expires <= now { lose(place, now) }
        table.removeAll { $0.forgotten.map { $0 <= now } ?? false }
        var actions: [Action] = []
        if updateAt <= now {
            // Not all at the same time (section 3.8): 25 to 35 seconds.
            updateAt = now + .seconds(25) + Nanoseconds(Int64(random.below(10_000_000_000)))
            triggeredAt = .distantFuture
            for (index, configuration) in interfaces.enumerated() where isUp[index] && !configuration.isPassive { actions += messages(for: configuration, changedOnly: false, to: RIPPacket.group, port: RIPPacket.port) }
            clearChanges()
        } else if triggeredAt <= now {
            triggeredAt = .distantFuture
            quietUntil = now + .seconds(1) + Nanoseconds(Int64(random.below(4_000_000_000)))
            for (index, configuration) in interfaces.enumerated() where isUp[index] && !configuration.isPassive { actions += messages(for: configuration, changedOnly: true, to: RIPPacket.group, port: RIPPacket.port) }
            clearChanges()
        }
        return actions + publish()
    }

    private mutating func trigger(_ now: Instant) { triggeredAt = min(triggeredAt, max(now + .milliseconds(10), quietUntil)) }
    private mutating func clearChanges() { for place in table.indices { table[place].isChanged = false } }

    /// What is told on one interface.
    private func messages(for configuration: InterfaceConfiguration, changedOnly: Bool, to destination: IPv4Address, port: UInt16) -> [Action] {
        let told = table.filter { !changedOnly || $0.isChanged }.map { route in
            // Poisoned reverse: what came from there is unreachable through us; the link itself needs no telling.
            RIPPacket.Entry(network: route.network, mask: route.mask, metric: route.interface == configuration.interface && route.gateway != 0 ? RIPPacket.infinity : route.metric)
        }
        return stride(from: 0, to: told.count, by: RIPPacket.limit).map { first in
            .send(RIPPacket(isResponse: true, entries: Array(told[first..<min(told.count, first + RIPPacket.limit)])), interface: configuration.interface, destination: destination, port: port)
        }
    }

    private mutating func publish() -> [Action] {
        func plain(_ route: Route) -> Route {
            var route = route
            (route.isChanged, route.expires, route.forgotten) = (false, .zero, nil)
            return route
        }
        let now = table.filter { $0.gateway != 0 && $0.metric < RIPPacket.infinity }.map(plain)
        guard now != published else { return [] }
        published = now
        return [.routes(now)]
    }
}
