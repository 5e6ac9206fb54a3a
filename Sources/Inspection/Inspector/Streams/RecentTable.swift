/// What waits for something that belongs to it, as questions do for their answers. Bounded: what has been silent for longest makes room.
struct RecentTable<Value: BitwiseCopyable>: ~Copyable {
    private var table: ConversationTable
    private var values = Arena<Value?>(capacity: 16)

    init(limit: Int) { table = ConversationTable(limit: limit) }

    /// By who asks whom, and two numbers that tell questions of the same two apart.
    static func key(from asker: AddressKey, to asked: AddressKey, _ one: Int, _ other: Int) -> ConversationKey {
        ConversationKey(low: asker, high: asked, lowPort: UInt16(truncatingIfNeeded: one), highPort: UInt16(truncatingIfNeeded: other))
    }

    /// What is kept under the key.
    subscript(key: ConversationKey) -> Value? { table.known(key).flatMap { values[$0] } }

    mutating func keep(_ value: Value, under key: ConversationKey) {
        let slot = table.find(key).slot
        if slot == values.count { values.append(value) } else { values[slot] = value }
    }

    mutating func forget(_ key: ConversationKey) {
        if let slot = table.known(key) { values[slot] = nil }
    }
}
