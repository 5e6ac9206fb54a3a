/// A bounded table of conversations: a hash table over a bounded number of slots; when they are all taken, a conversation that has been silent
/// for longest makes room. What is known of a conversation is kept by slot, elsewhere.
///
/// The order of last use is kept roughly: a conversation among the quarter that were used last stays where it is when it is used again, which
/// spares memory that is slow to reach for nearly every frame. So whoever makes room has been silent while as many others as three
/// quarters of the table were.
struct ConversationTable: ~Copyable {
    // Not private: Swift 6.3.1 cannot emit the metadata of a private type in an arena.
    struct Slot: BitwiseCopyable {
        var key: ConversationKey
        var hash: UInt64
        /// Neighbours in the order of use.
        var newer: Int32
        var older: Int32
        /// The next slot of the same bucket.
        var chain: Int32
        /// How many places in the order had been given out when it got its own.
        var place: UInt32
    }
    private var slots: Arena<Slot>
    /// As many as a power of two, and more than slots in use.
    private var buckets: Arena<Int32>
    private var mask: UInt64
    private var newest: Int32 = -1
    private var oldest: Int32 = -1
    private var places: UInt32 = 0
    let limit: Int
    /// A quarter of them.
    private let quarter: UInt32
    /// How many conversations had to make room.
    private(set) var evicted = 0

    init(limit: Int) {
        self.limit = max(2, limit)
        quarter = UInt32(clamping: self.limit / 4)
        slots = Arena(capacity: 64)
        buckets = Arena(repeating: -1, count: 64)
        mask = 63
    }

    var count: Int { slots.count }

    /// The conversation's slot and whether it is new to it: then whatever the slot held before is another's.
    @inline(__always) mutating func find(_ key: ConversationKey) -> (slot: Int, isNew: Bool) {
        let hash = key.mixed
        var index = buckets[Int(hash & mask)]
        while index >= 0 {
            let slot = slots.base + Int(index)
            if slot.pointee.hash == hash, ConversationKey.same(slot.pointee.key, key) {
                if index != newest, places &- slot.pointee.place >= quarter { touch(index) }
                return (Int(index), false)
            }
            index = slot.pointee.chain
        }
        return (insert(key, hash), true)
    }

    /// The conversation's slot, if it is known; that it was asked for changes nothing.
    func known(_ key: ConversationKey) -> Int? {
        let hash = key.mixed
        var index = buckets[Int(hash & mask)]
        while index >= 0 {
            let slot = slots.base + Int(index)
            if slot.pointee.hash == hash, ConversationKey.same(slot.pointee.key, key) { return Int(index) }
            index = slot.pointee.chain
        }
        return nil
    }

    @inline(never) private mutating func insert(_ key: ConversationKey, _ hash: UInt64) -> Int {
        let index: Int32, slot = Slot(key: key, hash: hash, newer: -1, older: -1, chain: -1, place: 0)
        if slots.count < limit {
            if slots.count == buckets.count / 2 { makeMoreBuckets() }
            index = Int32(slots.count)
            slots.append(slot)
        } else {
            index = oldest
            evicted += 1
            unlink(index)
            removeFromBucket(index)
            slots[Int(index)] = slot
        }
        addToBucket(index)
        link(index)
        return Int(index)
    }

    private mutating func makeMoreBuckets() {
        buckets = Arena(repeating: -1, count: buckets.count * 2)
        mask = UInt64(buckets.count - 1)
        for index in 0..<slots.count { addToBucket(Int32(index)) }
    }

    private func addToBucket(_ index: Int32) {
        let bucket = Int(slots[Int(index)].hash & mask)
        slots.base[Int(index)].chain = buckets[bucket]
        buckets[bucket] = index
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

    @inline(never) private mutating func touch(_ index: Int32) {
        unlink(index)
        link(index)
    }

    private mutating func unlink(_ index: Int32) {
        let slot = slots[Int(index)]
        if slot.newer >= 0 { slots.base[Int(slot.newer)].older = slot.older } else { newest = slot.older }
        if slot.older >= 0 { slots.base[Int(slot.older)].newer = slot.newer } else { oldest = slot.newer }
    }

    private mutating func link(_ index: Int32) {
        places &+= 1
        slots.base[Int(index)].place = places
        slots.base[Int(index)].newer = -1
        slots.base[Int(index)].older = newest
        if newest >= 0 { slots.base[Int(newest)].newer = index }
        newest = index
        if oldest < 0 { oldest = index }
    }

    func key(_ slot: Int) -> ConversationKey { slots[slot].key }

    /// The conversation that has been silent for longest, give or take what the order is kept roughly by, and the one that comes after another in that order; nil behind the last.
    var silentLongest: Int? { oldest < 0 ? nil : Int(oldest) }
    func next(after slot: Int) -> Int? { slots[slot].newer < 0 ? nil : Int(slots[slot].newer) }
}
