import Wire

/// The link state database of one area (RFC 2328 section 12.2): the latest instance of every advertisement.
///
/// Each advertisement has a place, a small number that stays its own as long as it is there: lists of them (what a neighbor has not yet
/// acknowledged) are sets of bits.
struct OSPFDatabase: Sendable {
    struct Entry: Sendable {
        var lsa: LSA
        /// When it was installed, with the age that the header says.
        var installed: Instant
        /// Whether it counts: a place that is empty keeps its number for the next.
        var isPresent = true
    }

    /// Advertisements that are kept at most: a hostile router's end in counting.
    static let limit = 50_000

    private(set) var entries: [Entry] = []
    private var places: [LSAKey: Int] = [:]
    private var free: [Int] = []

    var count: Int { places.count }

    func place(of key: LSAKey) -> Int? { places[key] }
    subscript(place: Int) -> Entry { _read { yield entries[place] } }

    /// The age of an advertisement now, at most an hour.
    func age(_ place: Int, at now: Instant) -> UInt16 {
        let entry = entries[place]
        if entry.lsa.header.isMaximumAge { return LSAHeader.maximumAge }
        return UInt16(clamping: min(Int64(LSAHeader.maximumAge), Int64(entry.lsa.header.age) + max(0, (now - entry.installed).count) / 1_000_000_000))
    }

    /// The header as it would be sent now.
    func header(_ place: Int, at now: Instant) -> LSAHeader {
        var header = entries[place].lsa.header
        header.age = age(place, at: now)
        return header
    }

    /// Puts an instance in the place of the one before. Nil: there is no room.
    mutating func install(_ lsa: LSA, at now: Instant) -> Int? {
        if let place = places[lsa.header.key] {
            entries[place] = Entry(lsa: lsa, installed: now)
            return place
        }
        guard places.count < Self.limit else { return nil }
        let place: Int
        if let reused = free.popLast() {
            place = reused
            entries[place] = Entry(lsa: lsa, installed: now)
        } else {
            place = entries.count
            entries.append(Entry(lsa: lsa, installed: now))
        }
        places[lsa.header.key] = place
        return place
    }

    mutating func remove(_ place: Int) {
        guard entries[place].isPresent else { return }
        places[entries[place].lsa.header.key] = nil
        entries[place].isPresent = false
        free.append(place)
    }

    /// Marks an advertisement as on its way out.
    mutating func expire(_ place: Int, at now: Instant) {
        entries[place].lsa.header.age = LSAHeader.maximumAge
        entries[place].installed = now
    }

    /// The places that are taken, in the order of their numbers.
    var present: [Int] { entries.indices.filter { entries[$0].isPresent } }
}

/// A set of small numbers, a bit each.
struct PlaceSet: Sendable {
    private var words: [UInt64] = []
    private(set) var count = 0
    var isEmpty: Bool { count == 0 }

    func contains(_ place: Int) -> Bool {
        let word = place >> 6
        return word < words.count && words[word] >> UInt64(place & 63) & 1 == 1
    }

    mutating func insert(_ place: Int) {
        let word = place >> 6
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        let bit: UInt64 = 1 << UInt64(place & 63)
        if words[word] & bit == 0 {
            words[word] |= bit
            count += 1
        }
    }

    mutating func remove(_ place: Int) {
        let word = place >> 6
        guard word < words.count else { return }
        let bit: UInt64 = 1 << UInt64(place & 63)
        if words[word] & bit != 0 {
            words[word] &= ~bit
            count -= 1
        }
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
        count = 0
    }

    /// The members, smallest first.
    var members: [Int] {
        var found: [Int] = []
        found.reserveCapacity(count)
        for (index, word) in words.enumerated() {
            var bits = word
            while bits != 0 {
                found.append(index << 6 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return found
    }
}
