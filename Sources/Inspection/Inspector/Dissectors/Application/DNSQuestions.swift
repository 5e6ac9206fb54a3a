/// Questions that wait for their answers, to tell how long those took, and which question or answer came twice.
struct DNSQuestions: ~Copyable {
    // Not private: see `ConversationTable.Slot`.
    /// A question, and the frame of its first answer (0: none yet).
    struct Exchange: BitwiseCopyable {
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

    private var exchanges = RecentTable<Exchange>(limit: 8192)
    /// The same question within this time is the same one again: 5 s, as in Wireshark.
    private static let patience: Int64 = 5_000_000_000

    /// Notes a question; the frame in which it was asked before, if this is the same again.
    mutating func ask(_ packet: PacketInfo, _ id: Int) -> Int? {
        let key = RecentTable<Exchange>.key(from: packet.source, to: packet.destination, Int(packet.sourcePort), id)
        if let before = exchanges[key], before.answer == 0, packet.time.nanoseconds &- before.time < Self.patience { return before.frame }
        exchanges.keep(Exchange(frame: packet.number, time: packet.time.nanoseconds), under: key)
        return nil
    }

    mutating func answer(_ packet: PacketInfo, _ id: Int) -> Answer {
        let key = RecentTable<Exchange>.key(from: packet.destination, to: packet.source, Int(packet.destinationPort), id)
        guard var exchange = exchanges[key] else { return .unsolicited }
        if exchange.answer > 0 { return .again(frame: exchange.answer) }
        exchange.answer = packet.number
        exchanges.keep(exchange, under: key)
        return .first(frame: exchange.frame, time: exchange.time)
    }
}
