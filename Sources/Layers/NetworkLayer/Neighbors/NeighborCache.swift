import Wire

/// The neighbour cache of one interface (RFC 4861 sections 5, 7 and appendix C).
///
///                   enqueue                  solicited answer
///       (no entry) ─────────▶ INCOMPLETE ─────────────────────────▶ REACHABLE ◀──────────┐
///           │                    │ no answer to 3                     │  ▲ confirm       │ solicited
///           │ learn              ▼                       30 s, or      │  │               │ answer, or
///           │               unreachable                  other address ▼  │               │ confirm
///           └────────────────────────────────────────────────────▶  STALE ──used──▶ DELAY ──5 s──▶ PROBE
///                                                                                                   │ no answer to 3
///                                                                                                   ▼
///                                                                                              unreachable
///
/// Everything is bounded: entries, and packets that wait for one address.
public struct NeighborCache: NeighborResolutionCache {
    /// Times and limits (RFC 4861 section 10).
    public struct Configuration: Hashable, Sendable {
        /// How long a neighbour that has answered counts as reachable: 30 s, or what routers say, times something between 0.5 and 1.5
        /// that the owner draws.
        public var reachableTime = Nanoseconds.seconds(30)
        /// Between solicitations.
        public var retransmissionTimer = Nanoseconds.seconds(1)
        /// From the first use of a stale entry to the first probe: in the meantime the upper layer may confirm it.
        public var delayFirstProbe = Nanoseconds.seconds(5)
        /// Solicitations to the group before giving up.
        public var maximumMulticastSolicitations = 3
        /// Solicitations to the neighbour itself before giving up.
        public var maximumUnicastSolicitations = 3
        public var maximumEntries = 1024
        /// Packets that wait for one address: when there are more, the oldest goes.
        public var maximumWaiting = 16

        public init() {}
    }

    /// RFC 4861's names.
    public enum State: String, Hashable, Sendable { case incomplete, reachable, stale, delay, probe }

    /// What the cache holds about one neighbour.
    public struct Entry: Hashable, Sendable {
        public let address: IPv6Address
        public let linkLayer: MACAddress?
        public let state: State
        public let isRouter: Bool
    }

    private enum Reachability {
        case incomplete(solicitations: Int, retryAt: Instant, waiting: [WaitingPacket])
        case reachable(MACAddress, until: Instant)
        case stale(MACAddress)
        case delay(MACAddress, probeAt: Instant)
        case probe(MACAddress, solicitations: Int, retryAt: Instant)
    }
    private struct Record {
        var reachability: Reachability
        /// Where solicitations come from: the source of the packet that asked first. Nil for a neighbour that spoke first.
        var source: IPv6Address?
        var isRouter = false
        var lastUsed: Instant

        var linkLayer: MACAddress? {
            switch reachability {
            case .incomplete: nil
            case .reachable(let linkLayer, _), .stale(let linkLayer), .delay(let linkLayer, _), .probe(let linkLayer, _, _): linkLayer
            }
        }
    }

    public var configuration: Configuration
    /// Our own address on this link, for solicitations that no packet of ours asked for.
    public var linkLocal: IPv6Address
    private var records: [IPv6Address: Record] = [:]
    /// Addresses with a timer running, in the order in which they were started.
    private var timed: [IPv6Address] = []

    public init(linkLocal: IPv6Address, configuration: Configuration = Configuration()) {
        self.linkLocal = linkLocal
        self.configuration = configuration
    }

    // MARK: - Asking

    public mutating func resolve(_ address: IPv6Address, at now: Instant) -> MACAddress? {
        guard let record = records[address] else { return nil }
        switch record.reachability {
        case .incomplete: return nil
        case .reachable(let linkLayer, let until) where now < until: return linkLayer
        case .delay(let linkLayer, _), .probe(let linkLayer, _, _): return linkLayer
        case .reachable(let linkLayer, _), .stale(let linkLayer):
            records[address]?.lastUsed = now
            set(.delay(linkLayer, probeAt: now + configuration.delayFirstProbe), for: address)
            return linkLayer
        }
    }

    public mutating func enqueue(_ packet: WaitingPacket, for address: IPv6Address, from source: IPv6Address, at now: Instant) -> [NeighborAction] {
        if let known = resolve(address, at: now) { return [.release(packet, to: known)] }
        if case .incomplete(let solicitations, let retryAt, var waiting)? = records[address]?.reachability {
            var overflow: [NeighborAction] = []
            if waiting.count >= max(1, configuration.maximumWaiting) { overflow = [.unreachable(address, [waiting.removeFirst()])] }
            waiting.append(packet)
            records[address]?.reachability = .incomplete(solicitations: solicitations, retryAt: retryAt, waiting: waiting)
            records[address]?.lastUsed = now
            return overflow
        }
        let evicted = makeRoom()
        let first = Reachability.incomplete(solicitations: 1, retryAt: now + configuration.retransmissionTimer, waiting: [packet])
        records[address] = Record(reachability: first, source: source, lastUsed: now)
        timed.append(address)
        return evicted + [.solicit(target: address, source: source, destination: address.solicitedNode, linkLayer: nil)]
    }

    // MARK: - Hearing

    /// RFC 4861 section 7.2.5.
    public mutating func handle(_ advertisement: NeighborAdvertisement, at now: Instant) -> [NeighborAction] {
        let address = advertisement.target
        guard let record = records[address] else { return [] }
        let told = advertisement.targetLinkLayerAddress
        if let told, told.isMulticast { return [] }
        let reachable = now + configuration.reachableTime

        if case .incomplete(_, _, let waiting) = record.reachability {
            // Without an address there is nothing to learn on a link that has them.
            guard let told else { return [] }
            records[address]?.isRouter = advertisement.isRouter
            set(advertisement.isSolicited ? .reachable(told, until: reachable) : .stale(told), for: address)
            return waiting.map { .release($0, to: told) }
        }
        guard let known = record.linkLayer else { return [] }
        let isOther = told != nil && told != known
        if isOther, !advertisement.overrides {
            if case .reachable = record.reachability { set(.stale(known), for: address) }
            return []
        }
        if advertisement.isSolicited {
            set(.reachable(told ?? known, until: reachable), for: address)
        } else if isOther, let told {
            set(.stale(told), for: address)
        }
        records[address]?.isRouter = advertisement.isRouter
        return record.isRouter && !advertisement.isRouter ? [.routerLost(address)] : []
    }

    /// RFC 4861 sections 6.2.6, 6.3.4, 7.2.3 and 8.3: a new address makes the entry stale; the same changes nothing.
    public mutating func learn(_ address: IPv6Address, linkLayer: MACAddress, isRouter: Bool?, at now: Instant) -> [NeighborAction] {
        guard !address.isMulticast, !address.isUnspecified, !linkLayer.isMulticast else { return [] }
        guard let record = records[address] else {
            let evicted = makeRoom()
            records[address] = Record(reachability: .stale(linkLayer), source: nil, isRouter: isRouter ?? false, lastUsed: now)
            return evicted
        }
        if let isRouter { records[address]?.isRouter = isRouter }
        if record.linkLayer != linkLayer { set(.stale(linkLayer), for: address) }
        let released: [NeighborAction] = if case .incomplete(_, _, let waiting) = record.reachability { waiting.map { .release($0, to: linkLayer) } } else { [] }
        return released + (record.isRouter && isRouter == false ? [.routerLost(address)] : [])
    }

    public mutating func confirm(_ address: IPv6Address, at now: Instant) {
        guard let linkLayer = records[address]?.linkLayer else { return }
        set(.reachable(linkLayer, until: now + configuration.reachableTime), for: address)
    }

    // MARK: - Time

    public mutating func tick(at now: Instant) -> [NeighborAction] {
        var actions: [NeighborAction] = []
        for address in timed where deadline(of: address).map({ $0 <= now }) ?? false { actions += expire(address, at: now) }
        timed = timed.filter { deadline(of: $0) != nil }
        return actions
    }

    private mutating func expire(_ address: IPv6Address, at now: Instant) -> [NeighborAction] {
        guard let record = records[address] else { return [] }
        let retryAt = now + configuration.retransmissionTimer
        switch record.reachability {
        case .reachable, .stale: return []
        case .incomplete(let solicitations, _, let waiting):
            guard solicitations < configuration.maximumMulticastSolicitations else {
                records[address] = nil
                return [.unreachable(address, waiting)]
            }
            records[address]?.reachability = .incomplete(solicitations: solicitations + 1, retryAt: retryAt, waiting: waiting)
            return [.solicit(target: address, source: record.source ?? linkLocal, destination: address.solicitedNode, linkLayer: nil)]
        case .delay(let linkLayer, _):
            records[address]?.reachability = .probe(linkLayer, solicitations: 1, retryAt: retryAt)
            return [.solicit(target: address, source: record.source ?? linkLocal, destination: address, linkLayer: linkLayer)]
        case .probe(let linkLayer, let solicitations, _):
            guard solicitations < configuration.maximumUnicastSolicitations else {
                records[address] = nil
                return [.unreachable(address, [])]
            }
            records[address]?.reachability = .probe(linkLayer, solicitations: solicitations + 1, retryAt: retryAt)
            return [.solicit(target: address, source: record.source ?? linkLocal, destination: address, linkLayer: linkLayer)]
        }
    }

    private func deadline(of address: IPv6Address) -> Instant? {
        switch records[address]?.reachability {
        case .incomplete(_, let at, _), .delay(_, let at), .probe(_, _, let at): at
        case .reachable, .stale, nil: nil
        }
    }

    public var nextDeadline: Instant? { timed.lazy.compactMap(deadline).min() }

    /// Sets what is known of `address`, and starts or stops its timer.
    private mutating func set(_ reachability: Reachability, for address: IPv6Address) {
        let wasTimed = deadline(of: address) != nil
        records[address]?.reachability = reachability
        let isTimed = deadline(of: address) != nil
        if isTimed, !wasTimed { timed.append(address) }
        if !isTimed, wasTimed { timed.removeAll { $0 == address } }
    }

    // MARK: - Limits

    /// Where the cache is full, the entry that was used longest ago goes (of several, the one with the lowest address).
    private mutating func makeRoom() -> [NeighborAction] {
        guard records.count >= max(1, configuration.maximumEntries) else { return [] }
        guard let oldest = records.min(by: { ($0.value.lastUsed, $0.key) < ($1.value.lastUsed, $1.key) }) else { return [] }
        records[oldest.key] = nil
        timed.removeAll { $0 == oldest.key }
        if case .incomplete(_, _, let waiting) = oldest.value.reachability { return [.unreachable(oldest.key, waiting)] }
        return []
    }

    // MARK: - Looking

    /// The cache's contents at `now`, by address: what `ip neighbour` prints.
    public func entries(at now: Instant) -> [Entry] {
        records.sorted { $0.key < $1.key }.map { address, record in
            let state: State = switch record.reachability {
            case .incomplete: .incomplete
            case .reachable(_, let until): now < until ? .reachable : .stale
            case .stale: .stale
            case .delay: .delay
            case .probe: .probe
            }
            return Entry(address: address, linkLayer: record.linkLayer, state: state, isRouter: record.isRouter)
        }
    }
}
