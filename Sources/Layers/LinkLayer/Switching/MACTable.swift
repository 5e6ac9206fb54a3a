import Wire

/// Where a switch has last heard each station, by VLAN: a hash table of bounded size whose entries age.
///
/// Open addressing over a few flat arrays, since a switch looks twice into it for every frame. A station whose place cannot be
/// found within ``probeLimit`` steps is not learnt: a flood of made-up addresses costs a switch its memory, never its speed.
public struct MACTable: Sendable {
    /// How long a station is remembered that is no longer heard (IEEE 802.1Q table 8-6: 300 s).
    public var ageingTime: Nanoseconds
    /// The most stations remembered.
    public let capacity: Int
    /// Stations that found no room.
    public private(set) var refused = 0

    private static let probeLimit = 16
    /// The VLAN above the address; 0 is an empty slot.
    private var keys: [UInt64] = []
    private var ports: [UInt16] = []
    private var heard: [Int64] = []
    private var used = 0
    private var nextSweep = Instant(nanoseconds: .min)

    public init(capacity: Int = 8192, ageingTime: Nanoseconds = .seconds(300)) {
        self.capacity = max(1, capacity)
        self.ageingTime = ageingTime
    }

    /// The station `address` was heard on `port`. Group addresses and zero are no stations.
    public mutating func learn(_ address: MACAddress, vlan: UInt16 = 0, on port: Int, at now: Instant) {
        guard !address.isMulticast, address != .zero, port >= 0, port <= UInt16.max else { return }
        let key = Self.key(address, vlan)
        if keys.isEmpty { grow(to: min(16, Self.slots(for: capacity)), at: now) }
        while true {
            switch place(of: key, at: now) {
            case .found(let slot):
                ports[slot] = UInt16(port)
                heard[slot] = now.nanoseconds
                return
            case .reusable(let slot):
                if keys[slot] == 0 {
                    guard used < capacity else {
                        guard sweep(at: now) else { refuse(); return }
                        continue
                    }
                    used += 1
                }
                keys[slot] = key
                ports[slot] = UInt16(port)
                heard[slot] = now.nanoseconds
                if 2 * used > keys.count { grow(to: 2 * keys.count, at: now) }
                return
            case .full:
                guard keys.count < Self.slots(for: capacity) else { refuse(); return }
                grow(to: 2 * keys.count, at: now)
            }
        }
    }

    /// The port on which `address` was heard last; nil where it was not, or too long ago.
    public func port(of address: MACAddress, vlan: UInt16 = 0, at now: Instant) -> Int? {
        guard !keys.isEmpty, case .found(let slot) = place(of: Self.key(address, vlan), at: now), !hasAged(slot, now) else { return nil }
        return Int(ports[slot])
    }

    /// Forgets all that was heard on `port`: its cable was cut, or the spanning tree has changed.
    public mutating func forget(port: Int) {
        // A slot that is passed over when looking for others must stay taken: it only becomes too old.
        for slot in keys.indices where keys[slot] != 0 && Int(ports[slot]) == port { heard[slot] = .min }
    }

    /// Forgets all stations on all ports but `port`.
    public mutating func forget(except port: Int) {
        for slot in keys.indices where keys[slot] != 0 && Int(ports[slot]) != port { heard[slot] = .min }
    }

    /// One station that is remembered.
    public struct Entry: Hashable, Sendable {
        public let address: MACAddress
        public let vlan: UInt16
        public let port: Int
        /// Since it was last heard.
        public let age: Nanoseconds
    }

    /// What is remembered at `now`, by VLAN and address.
    public func entries(at now: Instant) -> [Entry] {
        keys.indices.filter { keys[$0] != 0 && !hasAged($0, now) }.sorted { keys[$0] < keys[$1] }.map { slot in
            Entry(address: MACAddress(rawValue: keys[slot]), vlan: UInt16(keys[slot] >> 48), port: Int(ports[slot]), age: now - Instant(nanoseconds: heard[slot]))
        }
    }

    // MARK: - Slots

    private enum Place { case found(Int), reusable(Int), full }

    private static func key(_ address: MACAddress, _ vlan: UInt16) -> UInt64 { UInt64(vlan) << 48 | address.rawValue }

    /// Where `key` is; else the first slot on its way that is empty or too old.
    private func place(of key: UInt64, at now: Instant) -> Place {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
        var reusable: Int?
        for _ in 0..<min(Self.probeLimit, keys.count) {
            if keys[slot] == key { return .found(slot) }
            if keys[slot] == 0 { return .reusable(reusable ?? slot) }
            if reusable == nil, hasAged(slot, now) { reusable = slot }
            slot = (slot + 1) & mask
        }
        return reusable.map { .reusable($0) } ?? .full
    }

    private func hasAged(_ slot: Int, _ now: Instant) -> Bool {
        heard[slot] == .min || Instant(nanoseconds: heard[slot]) + ageingTime <= now
    }

    /// A power of two, at least twice as many as are remembered.
    private static func slots(for capacity: Int) -> Int {
        var slots = 16
        while slots < 2 * capacity, slots < 1 << 24 { slots *= 2 }
        return slots
    }

    private mutating func grow(to count: Int, at now: Instant) {
        let old = (keys: keys, ports: ports, heard: heard)
        let fresh = old.keys.indices.filter { old.keys[$0] != 0 && !hasAged($0, now) }
        keys = Array(repeating: 0, count: count)
        ports = Array(repeating: 0, count: count)
        heard = Array(repeating: .min, count: count)
        used = 0
        for slot in fresh {
            if case .reusable(let place) = place(of: old.keys[slot], at: now) {
                keys[place] = old.keys[slot]
                ports[place] = old.ports[slot]
                heard[place] = old.heard[slot]
                used += 1
            } else {
                refuse()
            }
        }
    }

    /// Takes out all that are too old, but not so often that a flood of new addresses makes work of it; false where nothing was won.
    private mutating func sweep(at now: Instant) -> Bool {
        guard now >= nextSweep else { return false }
        nextSweep = now + .seconds(1)
        grow(to: keys.count, at: now)
        return used < capacity
    }

    private mutating func refuse() { refused = refused &+ 1 }
}
