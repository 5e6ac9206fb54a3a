/// Both ends of a conversation, the lower one first, so that both directions have one key.
struct ConversationKey: Hashable, BitwiseCopyable {
    var low: AddressKey
    var high: AddressKey
    var lowPort: UInt16
    var highPort: UInt16

    /// The key, and whether the sender is its lower end.
    @inline(__always)
    static func of(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) -> (ConversationKey, Bool) {
        let order: Bool
        if source.high != destination.high {
            order = source.high < destination.high
        } else if source.low != destination.low {
            order = source.low < destination.low
        } else {
            order = sourcePort <= destinationPort
        }
        return order
            ? (ConversationKey(low: source, high: destination, lowPort: sourcePort, highPort: destinationPort), true)
            : (ConversationKey(low: destination, high: source, lowPort: destinationPort, highPort: sourcePort), false)
    }

    @inline(__always) var mixed: UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        func fold(_ word: UInt64) {
            let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
            hash = high ^ low &+ 0x2545_f491_4f6c_dd1d
        }
        fold(low.high)
        fold(low.low)
        fold(high.high)
        fold(high.low)
        fold(UInt64(lowPort) << 32 | UInt64(highPort) << 8 | UInt64(low.kind.rawValue))
        return hash ^ hash >> 32
    }

    @inline(__always) static func same(_ a: ConversationKey, _ b: ConversationKey) -> Bool {
        a.low.low == b.low.low && a.high.low == b.high.low && a.lowPort == b.lowPort && a.highPort == b.highPort && a.low.high == b.low.high && a.high.high == b.high.high && a.low.kind == b.low.kind
    }
}

/// A bounded table of conversations: a hash table over a fixed number of slots; when they are all taken, the conversation
/// that has been silent for longest makes room. What is known of a conversation is kept by slot, elsewhere.
struct ConversationTable: ~Copyable {
    // Not private: Swift 6.3.1 cannot emit the metadata of a private type in an arena.
    struct Slot: BitwiseCopyable {
        var key: ConversationKey
        var hash: UInt64
        /// Neighbours in the order of last use.
        var newer: Int32
        var older: Int32
        /// The next slot of the same bucket.
        var chain: Int32
    }
    private var slots: Arena<Slot>
    private var buckets: Arena<Int32>
    private let mask: UInt64
    private var newest: Int32 = -1
    private var oldest: Int32 = -1
    let limit: Int
    /// How many conversations had to make room.
    private(set) var evicted = 0

    init(limit: Int) {
        self.limit = max(2, limit)
        slots = Arena(capacity: 64)
        var size = 64
        while size < self.limit * 2 { size *= 2 }
        mask = UInt64(size - 1)
        buckets = Arena(repeating: -1, count: size)
    }

    var count: Int { slots.count }

    /// The conversation's slot and whether it is new to it: then whatever the slot held before is another's.
    @inline(__always) mutating func find(_ key: ConversationKey) -> (slot: Int, isNew: Bool) {
        let hash = key.mixed
        var index = buckets[Int(hash & mask)]
        while index >= 0 {
            let slot = slots.base + Int(index)
            if slot.pointee.hash == hash, ConversationKey.same(slot.pointee.key, key) {
                if index != newest { touch(index) }
                return (Int(index), false)
            }
            index = slot.pointee.chain
        }
        return (insert(key, hash), true)
    }

    @inline(never) private mutating func insert(_ key: ConversationKey, _ hash: UInt64) -> Int {
        let index: Int32
        if slots.count < limit {
            index = Int32(slots.count)
            slots.append(Slot(key: key, hash: hash, newer: -1, older: -1, chain: -1))
        } else {
            index = oldest
            evicted += 1
            unlink(index)
            removeFromBucket(index)
            slots[Int(index)] = Slot(key: key, hash: hash, newer: -1, older: -1, chain: -1)
        }
        let bucket = Int(hash & mask)
        slots.base[Int(index)].chain = buckets[bucket]
        buckets[bucket] = index
        link(index)
        return Int(index)
    }

    private func removeFromBucket(_ index: Int32) {
        let bucket = Int(slots[Int(index)].hash & mask)
        var at = buckets[bucket], before: Int32 = -1
        while at >= 0, at != index {
            before = at
            at = slots[Int(at)].chain
        }
        let next = slots[Int(index)].chain
        if before < 0 { buckets[bucket] = next } else { slots.base[Int(before)].chain = next }
    }

    private mutating func touch(_ index: Int32) {
        unlink(index)
        link(index)
    }

    private mutating func unlink(_ index: Int32) {
        let slot = slots[Int(index)]
        if slot.newer >= 0 { slots.base[Int(slot.newer)].older = slot.older } else { newest = slot.older }
        if slot.older >= 0 { slots.base[Int(slot.older)].newer = slot.newer } else { oldest = slot.newer }
    }

    private mutating func link(_ index: Int32) {
        slots.base[Int(index)].newer = -1
        slots.base[Int(index)].older = newest
        if newest >= 0 { slots.base[Int(newest)].newer = index }
        newest = index
        if oldest < 0 { oldest = index }
    }

    func key(_ slot: Int) -> ConversationKey { slots[slot].key }

    /// The conversation that has been silent for longest, and the one that comes after another in that order; nil behind the last.
    var silentLongest: Int? { oldest < 0 ? nil : Int(oldest) }
    func next(after slot: Int) -> Int? { slots[slot].newer < 0 ? nil : Int(slots[slot].newer) }
}

/// UDP conversations: all that is kept is their numbers.
struct UDPStreams: ~Copyable {
    private var table: ConversationTable
    private var numbers: [Int32] = []
    private(set) var count = 0

    init(limit: Int) { table = ConversationTable(limit: limit) }

    var evicted: Int { table.evicted }

    mutating func stream(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) -> Int {
        let (key, _) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        let (slot, isNew) = table.find(key)
        if isNew {
            if slot == numbers.count { numbers.append(0) }
            numbers[slot] = Int32(truncatingIfNeeded: count)
            count += 1
        }
        return Int(numbers[slot])
    }
}
