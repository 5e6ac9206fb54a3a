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

/// UDP conversations: all that is kept is their numbers.
struct UDPStreams: ~Copyable {
    // Not private: see `ConversationTable.Slot`.
    struct Number: BitwiseCopyable {
        var value: Int32 = 0
        var isToBeRenewed = false
        var wasRenewed = false
        /// Who has been recognised in it; 0: nobody.
        var application: UInt16 = 0
    }

    private var table: ConversationTable
    private var numbers = Arena<Number>(capacity: 64)
    private(set) var count = 0
    /// The conversation that was asked for last.
    private var last = 0

    init(limit: Int) { table = ConversationTable(limit: limit) }

    var evicted: Int { table.evicted }

    /// Who has been recognised in the conversation that was asked for last, by what was said in it before.
    var application: ProtocolName? {
        get { numbers[last].application == 0 ? nil : ProtocolName(rawValue: numbers[last].application) }
        set { numbers[last].application = newValue?.rawValue ?? 0 }
    }

    mutating func stream(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) -> Int {
        let (key, _) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        let (slot, isNew) = table.find(key)
        last = slot
        if isNew {
            if slot == numbers.count { numbers.append(Number()) }
            let number = next()
            numbers[slot] = Number(value: number)
        } else if numbers[slot].isToBeRenewed {
            let number = next()
            numbers[slot].isToBeRenewed = false
            numbers[slot].value = number
        }
        return Int(numbers[slot].value)
    }

    private mutating func next() -> Int32 {
        count += 1
        return Int32(truncatingIfNeeded: count - 1)
    }

    /// The conversation gets another number from its next frame on, once: so Wireshark counts those of SNMP, which its dissector of SNMP
    /// takes for a conversation of its own.
    mutating func renewOnce(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) {
        let (key, _) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        guard let slot = table.known(key), !numbers[slot].wasRenewed else { return }
        numbers[slot].isToBeRenewed = true
        numbers[slot].wasRenewed = true
    }
}
