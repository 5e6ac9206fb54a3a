import Wire

/// What routers have said about how large a packet may be on the way to a destination (RFC 1191, RFC 8201).
struct PathMTUCache: Sendable {
    private struct Entry {
        var destination: IPAddress
        var mtu: Int
        var expires: Instant
    }

    private var entries: [Entry] = []
    /// Destinations remembered; the oldest is forgotten first.
    static let limit = 256
    /// After this time a larger size is tried again (RFC 1191 section 6.3).
    static let lifetime = Nanoseconds.seconds(600)

    func mtu(to destination: IPAddress, at now: Instant) -> Int? {
        if entries.isEmpty { return nil }
        return entries.first { $0.destination == destination && $0.expires > now }?.mtu
    }

    /// Remembers a smaller size. Returns whether that is news.
    mutating func learn(_ mtu: Int, to destination: IPAddress, at now: Instant) -> Bool {
        entries.removeAll { $0.expires <= now }
        if let index = entries.firstIndex(where: { $0.destination == destination }) {
            guard mtu < entries[index].mtu else { return false }
            entries[index].mtu = mtu
            entries[index].expires = now + Self.lifetime
            return true
        }
        if entries.count == Self.limit { entries.removeFirst() }
        entries.append(Entry(destination: destination, mtu: mtu, expires: now + Self.lifetime))
        return true
    }
}
