/// Echo requests that wait for their replies, to tell how long those took.
struct EchoQuestions: ~Copyable {
    // Not private: see `ConversationTable.Slot`.
    struct Question: BitwiseCopyable {
        var frame: Int
        var time: Int64
    }
    private var asked = RecentTable<Question>(limit: 4096)

    mutating func ask(_ packet: PacketInfo, _ identifier: Int, _ sequence: Int) {
        asked.keep(Question(frame: packet.number, time: packet.time.nanoseconds), under: RecentTable<Question>.key(from: packet.source, to: packet.destination, identifier, sequence))
    }

    /// The request's frame, and how many milliseconds ago it was.
    mutating func answer(_ packet: PacketInfo, _ identifier: Int, _ sequence: Int) -> (frame: Int, milliseconds: Double)? {
        let key = RecentTable<Question>.key(from: packet.destination, to: packet.source, identifier, sequence)
        guard let question = asked[key] else { return nil }
        asked.forget(key)
        return (question.frame, Double(packet.time.nanoseconds &- question.time) / 1_000_000)
    }
}
