public import Wire

/// What a resolver remembers of the answers it was given, for as long as they may be kept, and answers that there is nothing (RFC 2308).
///
/// Two ranks (RFC 2181 section 5.4.1): what a server said about its own zone is told to others; what came along with a
/// delegation only leads the way, and never takes the place of the former.
public struct DNSCache: Sendable {
    public enum Rank: Int, Comparable, Sendable {
        /// Name servers and addresses from a delegation.
        case leading
        /// From the zone itself.
        case answer
        public static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
    }

    /// Something that is remembered.
    public enum Content: Hashable, Sendable {
        case records([DNSRecord])
        /// The name is there without records of that type; the zone's SOA record.
        case noData(DNSRecord?)
        case noSuchName(DNSRecord?)
    }

    private struct Key: Hashable { var name: DNSName, type: UInt16 }
    private struct Entry {
        var content: Content
        var rank: Rank
        var since: Instant
        var until: Instant
        var number: UInt64
    }

    /// Nothing is kept for longer than a day, nothing that is not there longer than three hours (RFC 2308 section 5).
    static let longest: UInt32 = 86_400, longestNegative: UInt32 = 10_800

    /// Sets of records that are kept; the oldest makes room.
    public let limit: Int
    private var entries: [Key: Entry] = [:]
    private var order: [(key: Key, number: UInt64)] = []
    private var head = 0
    private var last: UInt64 = 0
    public private(set) var hits = 0
    public private(set) var misses = 0

    public init(limit: Int = 10_000) { self.limit = max(1, limit) }

    /// Sets of records, in time or not.
    public var count: Int { entries.count }

    /// Records of one name and type.
    public mutating func keep(_ records: [DNSRecord], rank: Rank, at now: Instant) {
        guard let first = records.first else { return }
        let life = min(records.map(\.timeToLive).min() ?? 0, Self.longest)
        store(.records(records), Key(name: first.name, type: first.type.rawValue), rank, life, now)
    }

    /// That there is nothing. `start` is the zone's SOA record; without one it is not kept.
    public mutating func keepNothing(_ name: DNSName, _ type: DNSType, exists: Bool, start: DNSRecord?, at now: Instant) {
        guard let start, case .soa(_, _, _, _, _, _, let minimum) = start.data else { return }
        let life = min(start.timeToLive, minimum, Self.longestNegative)
        store(exists ? .noData(start) : .noSuchName(start), Key(name: name, type: exists ? type.rawValue : 0), .answer, life, now)
    }

    private mutating func store(_ content: Content, _ key: Key, _ rank: Rank, _ life: UInt32, _ now: Instant) {
        if let present = entries[key], present.until > now, present.rank > rank { return }
        last += 1
        entries[key] = Entry(content: content, rank: rank, since: now, until: now + .seconds(Int64(life)), number: last)
        order.append((key, last))
        // What was stored anew since stands further back; its old place is passed over.
        while entries.count > limit, head < order.count {
            let (key, number) = order[head]
            head += 1
            if entries[key]?.number == number { entries[key] = nil }
        }
        if head > 1024 + entries.count || order.count > 4 * limit + 1024 {
            order = order[head...].filter { entries[$0.key]?.number == $0.number }
            head = 0
        }
    }

    /// What is known about a name, with the time that is left of it. Nil: nothing that may be told.
    public mutating func find(_ name: DNSName, _ type: DNSType, atLeast rank: Rank = .answer, at now: Instant) -> Content? {
        for key in [Key(name: name, type: type.rawValue), Key(name: name, type: 0)] {
            guard let entry = entries[key] else { continue }
            guard entry.until > now else {
                entries[key] = nil
                continue
            }
            guard entry.rank >= rank else { continue }
            hits += 1
            return aged(entry, now)
        }
        misses += 1
        return nil
    }

    private func aged(_ entry: Entry, _ now: Instant) -> Content {
        let age = UInt32(clamping: (now - entry.since).count / 1_000_000_000)
        func older(_ record: DNSRecord) -> DNSRecord {
            var record = record
            record.timeToLive = record.timeToLive > age ? record.timeToLive - age : 0
            return record
        }
        return switch entry.content {
        case .records(let records): .records(records.map(older))
        case .noData(let start): .noData(start.map(older))
        case .noSuchName(let start): .noSuchName(start.map(older))
        }
    }

    /// Forgets everything.
    public mutating func clear() {
        entries = [:]
        (order, head) = ([], 0)
    }

    /// What is kept, by name and type, for people to look at.
    public func contents(at now: Instant) -> [(record: DNSRecord, rank: Rank)] {
        entries.filter { $0.value.until > now }.sorted { a, b in a.key.name == b.key.name ? a.key.type < b.key.type : DNSName.precedes(a.key.name, b.key.name) }
            .flatMap { entry -> [(DNSRecord, Rank)] in
                if case .records(let records) = aged(entry.value, now) { records.map { ($0, entry.value.rank) } } else { [] }
            }
    }
}
