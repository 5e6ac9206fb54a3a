/// Echo requests that wait for their replies, to tell how long those took.
struct EchoQuestions {
    private struct Key: Hashable {
        var client: AddressKey
        var server: AddressKey
        var identifier: UInt16
        var sequence: UInt16
    }

    /// Two halves: when the younger one is full the older one is forgotten.
    private var young: [Key: (frame: Int, time: Int64)] = [:]
    private var old: [Key: (frame: Int, time: Int64)] = [:]
    private static let limit = 2048

    mutating func ask(_ packet: PacketInfo, _ identifier: Int, _ sequence: Int) {
        if young.count >= Self.limit {
            swap(&young, &old)
            young.removeAll(keepingCapacity: true)
        }
        young[Key(client: packet.source, server: packet.destination, identifier: UInt16(truncatingIfNeeded: identifier), sequence: UInt16(truncatingIfNeeded: sequence))] = (packet.number, packet.time.nanoseconds)
    }

    /// The request's frame, and how many milliseconds ago it was.
    mutating func answer(_ packet: PacketInfo, _ identifier: Int, _ sequence: Int) -> (frame: Int, milliseconds: Double)? {
        let key = Key(client: packet.destination, server: packet.source, identifier: UInt16(truncatingIfNeeded: identifier), sequence: UInt16(truncatingIfNeeded: sequence))
        guard let asked = young.removeValue(forKey: key) ?? old.removeValue(forKey: key) else { return nil }
        return (asked.frame, Double(packet.time.nanoseconds &- asked.time) / 1_000_000)
    }
}
