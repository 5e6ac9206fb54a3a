import Wire

/// When each conversation's frames came: `tcp.time_relative`, `udp.time_delta` and their like are reckoned from it.
///
/// Bounded: where more conversations go on than are remembered, a later one takes the place of an older one, which then begins anew.
struct ConversationTimes: ~Copyable {
    private struct Entry {
        var number = -1
        var first: Int64 = 0
        var last: Int64 = 0
    }
    private var tcp: [Entry] = []
    private var udp: [Entry] = []
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    /// Tells the dissection how long after the others of its conversation the frame came.
    mutating func note(_ d: inout Dissection) {
        let now = d.packet.time.nanoseconds
        if d.packet.facts.contains(.tcp) {
            d.conversationTimes = Self.note(d.tcpFacts.stream, now, in: &tcp, limit)
        } else if let stream = d.packet.udpStream {
            d.conversationTimes = Self.note(stream, now, in: &udp, limit)
        } else {
            d.conversationTimes = nil
        }
    }

    private static func note(_ number: Int, _ now: Int64, in entries: inout [Entry], _ limit: Int) -> (sinceFirst: Int64, sincePrevious: Int64) {
        let place = number % limit
        while entries.count <= place { entries.append(Entry()) }
        if entries[place].number != number { entries[place] = Entry(number: number, first: now, last: now) }
        defer { entries[place].last = now }
        return (now &- entries[place].first, now &- entries[place].last)
    }
}
