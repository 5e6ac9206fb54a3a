/// The two ends of what a frame belongs to.
public struct ConversationEnds: Sendable, Hashable {
    /// "TCP", "UDP", "ICMP", "ARP".
    public var name: String
    public var source: String
    public var destination: String
    /// The filter that shows this conversation and nothing else.
    public var filter: String

    public init(name: String, source: String, destination: String, filter: String) {
        self.name = name
        self.source = source
        self.destination = destination
        self.filter = filter
    }
}

/// Who talked with whom, and how much.
struct Conversations {
    private struct Entry {
        var ends: ConversationEnds
        var framesThere = 0, framesBack = 0, bytesThere = 0, bytesBack = 0
        /// Nanoseconds from the page's first line.
        var first: Int, last: Int
    }

    private var entries: [Entry] = []
    private var places: [String: Int] = [:]
    /// A page with more of them would help nobody.
    private static let limit = 5000
    private(set) var leftOut = 0

    mutating func count(_ ends: ConversationEnds, bytes: Int, at time: Int) {
        guard let place = place(of: ends, at: time) else { return leftOut += 1 }
        if entries[place].ends.source == ends.source {
            entries[place].framesThere += 1
            entries[place].bytesThere += bytes
        } else {
            entries[place].framesBack += 1
            entries[place].bytesBack += bytes
        }
        entries[place].last = max(entries[place].last, time)
    }

    private mutating func place(of ends: ConversationEnds, at time: Int) -> Int? {
        if let place = places[ends.filter] { return place }
        guard entries.count < Self.limit else { return nil }
        entries.append(Entry(ends: ends, first: time, last: time))
        places[ends.filter] = entries.count - 1
        return entries.count - 1
    }

    var json: [UInt8] {
        var block = JSONBlock()
        for entry in entries {
            block.list {
                $0.text(entry.ends.name)
                $0.text(entry.ends.source)
                $0.text(entry.ends.destination)
                for number in [entry.framesThere, entry.bytesThere, entry.framesBack, entry.bytesBack, entry.first, entry.last] { $0.number(number) }
                $0.text(entry.ends.filter)
            }
        }
        return block.array
    }
}
