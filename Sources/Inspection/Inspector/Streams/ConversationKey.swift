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
