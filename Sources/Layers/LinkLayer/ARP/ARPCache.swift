import Wire

/// Address resolution for one interface (RFC 826; RFC 1122 section 2.3.2; states as RFC 4861 gives them to IPv6's neighbours).
///
///                    enqueue                        reply
///       (no entry) ───────────▶ incomplete ────────────────────▶ reachable
///                                 │  ▲ ask again                  │    ▲
///                       no answer │  └──┘ every second       30 s │    │ reply,
///                                 ▼                               ▼    │ request
///                            unreachable ◀─── probing ◀──────── stale ─┘
///                                   no answer       used, 5 s later
///
/// A stale address is used on, and checked with a request to that station alone. Entries that nobody uses are forgotten.
/// Everything is bounded: entries, packets that wait for one address, requests without an answer.
public struct ARPCache: AddressResolutionCache {
    /// Times and limits.
    public struct Configuration: Hashable, Sendable {
        /// How long an answer counts as fresh.
        public var reachableTime = Nanoseconds.seconds(30)
        /// How long a stale entry that nobody uses is kept.
        public var staleTime = Nanoseconds.seconds(600)
        /// From the first use of a stale entry to the first request that checks it.
        public var probeDelay = Nanoseconds.seconds(5)
        /// Between requests.
        public var retryInterval = Nanoseconds.seconds(1)
        /// Requests before giving up.
        public var maximumRequests = 3
        /// Entries, the unanswered among them.
        public var maximumEntries = 1024
        /// Packets that wait for one address: when there are more, the oldest goes.
        public var maximumWaiting = 16

        public init() {}
    }

    /// What the cache holds about one address.
    public struct Entry: Hashable, Sendable {
        public enum State: Hashable, Sendable { case incomplete, reachable, stale, probing }
        public let address: IPv4Address
        public let hardware: MACAddress?
        public let state: State
    }

    private enum State {
        case incomplete(requests: Int, retryAt: Instant, waiting: [WaitingPacket])
        /// Reachable until `freshUntil`, stale from then on. `probeAt` is set when a stale entry was used.
        case known(MACAddress, freshUntil: Instant, probeAt: Instant?, probes: Int)
    }
    private struct Record {
        var state: State
        var lastUsed: Instant
    }

    public let hardware: MACAddress
    /// Our own addresses, for which requests are answered. The first one asks.
    public var addresses: [IPv4Address]
    public let configuration: Configuration
    private var records: [IPv4Address: Record] = [:]
    /// Addresses with a timer running, in the order in which they were started.
    private var timed: [IPv4Address] = []

    public init(hardware: MACAddress, addresses: [IPv4Address], configuration: Configuration = Configuration()) {
        self.hardware = hardware
        self.addresses = addresses
        self.configuration = configuration
    }

    // MARK: - Asking

    public mutating func resolve(_ address: IPv4Address, at now: Instant) -> MACAddress? {
        guard let record = records[address], case .known(let hardware, let freshUntil, let probeAt, _) = record.state else { return nil }
        if now < freshUntil { return hardware }
        guard now < max(freshUntil, record.lastUsed) + configuration.staleTime || probeAt != nil else {
            records[address] = nil
            return nil
        }
        records[address]?.lastUsed = now
        if probeAt == nil {
            records[address]?.state = .known(hardware, freshUntil: freshUntil, probeAt: now + configuration.probeDelay, probes: 0)
            timed.append(address)
        }
        return hardware
    }

    public mutating func enqueue(_ packet: WaitingPacket, for address: IPv4Address, at now: Instant) -> [ARPAction] {
        switch records[address]?.state {
        case .known:
            // A cache of one's own may be asked without `resolve` before.
            guard let hardware = resolve(address, at: now) else { return enqueue(packet, for: address, at: now) }
            return [.release(packet, to: hardware)]
        case .incomplete(let requests, let retryAt, var waiting):
            var overflow: [ARPAction] = []
            if waiting.count >= max(1, configuration.maximumWaiting) { overflow = [.unreachable(address, [waiting.removeFirst()])] }
            waiting.append(packet)
            records[address] = Record(state: .incomplete(requests: requests, retryAt: retryAt, waiting: waiting), lastUsed: now)
            return overflow
        case nil:
            guard let own = addresses.first else { return [.unreachable(address, [packet])] }
            let evicted = makeRoom(at: now)
            records[address] = Record(state: .incomplete(requests: 1, retryAt: now + configuration.retryInterval, waiting: [packet]), lastUsed: now)
            timed.append(address)
            return evicted + [.transmit(request(for: address, from: own), to: .broadcast)]
        }
    }

    private func request(for address: IPv4Address, from own: IPv4Address) -> ARPPacket {
        ARPPacket(operation: .request, senderHardware: hardware, senderProtocol: own, targetProtocol: address)
    }

    // MARK: - Hearing

    /// RFC 826's algorithm: whoever is known is updated; whoever asks for us is learnt, and answered. A sender that claims a
    /// group's link-layer address is not believed (RFC 1812 section 3.3.2).
    public mutating func handle(_ packet: ARPPacket, at now: Instant) -> [ARPAction] {
        guard !packet.senderHardware.isMulticast, packet.senderHardware != hardware else { return [] }
        let isForUs = addresses.contains(packet.targetProtocol)
        var actions: [ARPAction] = []
        if packet.senderProtocol != .any {
            if addresses.contains(packet.senderProtocol) {
                return [.conflict(packet.senderProtocol, claimedBy: packet.senderHardware)]
            }
            // An announcement tells those who know the sender of its new place; it makes nobody remember a stranger.
            if records[packet.senderProtocol] != nil || isForUs {
                actions += learn(packet.senderProtocol, packet.senderHardware, at: now)
            }
        }
        if isForUs, packet.operation == .request {
            let reply = ARPPacket(
                operation: .reply, senderHardware: hardware, senderProtocol: packet.targetProtocol, targetHardware: packet.senderHardware, targetProtocol: packet.senderProtocol)
            actions.append(.transmit(reply, to: packet.senderHardware))
        }
        return actions
    }

    private mutating func learn(_ address: IPv4Address, _ hardware: MACAddress, at now: Instant) -> [ARPAction] {
        var actions: [ARPAction] = []
        if case .incomplete(_, _, let waiting)? = records[address]?.state {
            actions = waiting.map { .release($0, to: hardware) }
        } else if records[address] == nil {
            actions = makeRoom(at: now)
        }
        records[address] = Record(state: .known(hardware, freshUntil: now + configuration.reachableTime, probeAt: nil, probes: 0), lastUsed: now)
        timed.removeAll { $0 == address }
        return actions
    }

    /// What a host says when it has taken an address, so that neighbours who knew another station there learn of it
    /// (RFC 5227 section 2.3). Send it twice, two seconds apart.
    public func announcement(of address: IPv4Address) -> ARPAction {
        .transmit(request(for: address, from: address), to: .broadcast)
    }

    // MARK: - Time

    public mutating func tick(at now: Instant) -> [ARPAction] {
        var actions: [ARPAction] = []
        for address in timed where deadline(of: address).map({ $0 <= now }) ?? true {
            actions += expire(address, at: now)
        }
        timed = timed.filter { deadline(of: $0) != nil }
        return actions
    }

    private mutating func expire(_ address: IPv4Address, at now: Instant) -> [ARPAction] {
        guard let record = records[address], let own = addresses.first else { return [] }
        switch record.state {
        case .incomplete(let requests, _, let waiting):
            guard requests < configuration.maximumRequests else {
                records[address] = nil
                return [.unreachable(address, waiting)]
            }
            records[address]?.state = .incomplete(requests: requests + 1, retryAt: now + configuration.retryInterval, waiting: waiting)
            return [.transmit(request(for: address, from: own), to: .broadcast)]
        case .known(let hardware, let freshUntil, _?, let probes):
            guard probes < configuration.maximumRequests else {
                records[address] = nil
                return [.unreachable(address, [])]
            }
            records[address]?.state = .known(hardware, freshUntil: freshUntil, probeAt: now + configuration.retryInterval, probes: probes + 1)
            return [.transmit(request(for: address, from: own), to: hardware)]
        case .known: return []
        }
    }

    private func deadline(of address: IPv4Address) -> Instant? {
        switch records[address]?.state {
        case .incomplete(_, let retryAt, _): retryAt
        case .known(_, _, let probeAt, _): probeAt
        case nil: nil
        }
    }

    public var nextDeadline: Instant? { timed.lazy.compactMap(deadline).min() }

    // MARK: - Limits

    /// Where the cache is full, the entry that was used longest ago goes (of several, the one with the lowest address, so that
    /// the choice never hangs on a dictionary's order).
    private mutating func makeRoom(at now: Instant) -> [ARPAction] {
        guard records.count >= max(1, configuration.maximumEntries) else { return [] }
        guard let oldest = records.min(by: { ($0.value.lastUsed, $0.key) < ($1.value.lastUsed, $1.key) }) else { return [] }
        records[oldest.key] = nil
        timed.removeAll { $0 == oldest.key }
        if case .incomplete(_, _, let waiting) = oldest.value.state { return [.unreachable(oldest.key, waiting)] }
        return []
    }

    // MARK: - Looking

    /// The cache's contents at `now`, by address: what `arp` prints.
    public func entries(at now: Instant) -> [Entry] {
        records.sorted { $0.key < $1.key }.map { address, record in
            switch record.state {
            case .incomplete: Entry(address: address, hardware: nil, state: .incomplete)
            case .known(let hardware, let freshUntil, _, _) where now < freshUntil: Entry(address: address, hardware: hardware, state: .reachable)
            case .known(let hardware, _, nil, _): Entry(address: address, hardware: hardware, state: .stale)
            case .known(let hardware, _, _, let probes): Entry(address: address, hardware: hardware, state: probes == 0 ? .stale : .probing)
            }
        }
    }
}
