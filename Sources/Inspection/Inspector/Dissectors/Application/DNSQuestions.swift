/// Questions that wait for their answers, to tell how long those took, and which question or answer came twice.
struct DNSQuestions {
    private struct Key: Hashable {
        var client: AddressKey
        var server: AddressKey
        var port: UInt16
        var id: UInt16
    }

    /// A question, and the frame of its first answer (0: none yet).
    private struct Exchange {
        var frame: Int
        var time: Int64
        var answer = 0
    }

    /// What an answer is to what came before it.
    enum Answer {
        /// The first one, to the question of that frame and time.
        case first(frame: Int, time: Int64)
        /// The same again as in that frame.
        case again(frame: Int)
        /// Nobody has asked.
        case unsolicited
    }

    /// Two halves: when the younger one is full the older one is forgotten.
    private var young: [Key: Exchange] = [:]
    private var old: [Key: Exchange] = [:]
    private static let limit = 4096
    /// The same question within this time is the same one again: 5 s, as in Wireshark.
    private static let patience: Int64 = 5_000_000_000

    /// Notes a question; the frame in which it was asked before, if this is the same again.
    mutating func ask(_ packet: PacketInfo, _ id: Int) -> Int? {
        let key = Key(client: packet.source, server: packet.destination, port: packet.sourcePort, id: UInt16(truncatingIfNeeded: id))
        if let before = young[key] ?? old[key], before.answer == 0, packet.time.nanoseconds &- before.time < Self.patience { return before.frame }
        keep(key, Exchange(frame: packet.number, time: packet.time.nanoseconds))
        return nil
    }

    mutating func answer(_ packet: PacketInfo, _ id: Int) -> Answer {
        let key = Key(client: packet.destination, server: packet.source, port: packet.destinationPort, id: UInt16(truncatingIfNeeded: id))
        guard var exchange = young[key] ?? old[key] else { return .unsolicited }
        if exchange.answer > 0 { return .again(frame: exchange.answer) }
        exchange.answer = packet.number
        keep(key, exchange)
        return .first(frame: exchange.frame, time: exchange.time)
    }

    private mutating func keep(_ key: Key, _ exchange: Exchange) {
        if young.count >= Self.limit, young[key] == nil {
            swap(&young, &old)
            young.removeAll(keepingCapacity: true)
        }
        young[key] = exchange
    }
}
