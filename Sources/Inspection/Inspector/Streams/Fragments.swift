/// What fragments of one datagram have in common (RFC 791 section 3.2, RFC 8200 section 4.5).
struct FragmentKey: Hashable {
    var source: AddressKey
    var destination: AddressKey
    var identification: UInt32
    var proto: UInt8
}

/// Puts datagrams together from their fragments, within limits.
struct Fragments {
    struct Whole {
        var bytes: Octets
        var fragments: Int
    }

    private struct Datagram {
        /// Bytes so far, by their place.
        var bytes: [UInt8] = []
        /// What has arrived: ranges that do not touch, in order.
        var present: [Range<Int>] = []
        /// The datagram's length, once the last fragment has arrived.
        var total: Int?
        var fragments = 0
        var arrival = 0
    }

    private var datagrams: [FragmentKey: Datagram] = [:]
    private var order: [(FragmentKey, Int)] = []
    private var first = 0
    private var arrivals = 0
    private var bytesHeld = 0
    /// The most bytes that unfinished datagrams may hold together, and the most that one may have.
    let byteLimit: Int
    let countLimit: Int
    static let datagramLimit = 1 << 17
    /// Unfinished datagrams that were given up for want of room.
    private(set) var evicted = 0

    init(byteLimit: Int, countLimit: Int) {
        self.byteLimit = byteLimit
        self.countLimit = countLimit
    }

    /// Adds a fragment; the whole datagram if this was the last one missing.
    mutating func add(_ data: Octets, _ key: FragmentKey, offset: Int, more: Bool, frame: Int, into sources: inout SourceBytes, title: StaticString) -> Whole? {
        let end = offset + data.count
        guard end <= Self.datagramLimit else { return nil }
        var datagram = datagrams.removeValue(forKey: key) ?? Datagram()
        if datagram.fragments == 0 {
            arrivals += 1
            datagram.arrival = arrivals
            order.append((key, arrivals))
        }
        bytesHeld -= datagram.bytes.count
        datagram.fragments += 1
        if !more { datagram.total = min(datagram.total ?? end, end) }
        if datagram.bytes.count < end { datagram.bytes.append(contentsOf: repeatElement(0, count: end - datagram.bytes.count)) }
        fill(&datagram, data, offset)
        Self.insert(offset..<end, into: &datagram.present)
        if let total = datagram.total, datagram.present.count == 1, datagram.present[0].lowerBound == 0, datagram.present[0].upperBound >= total {
            let source = datagram.bytes.withUnsafeBytes { sources.add(UnsafeRawBufferPointer(rebasing: $0.prefix(total)), title: title) }
            guard let source else { return nil }
            return Whole(bytes: sources.octets(source), fragments: datagram.fragments)
        }
        bytesHeld += datagram.bytes.count
        datagrams[key] = datagram
        makeRoom()
        return nil
    }

    /// Copies what isn't there yet: the first fragment to arrive wins.
    private func fill(_ datagram: inout Datagram, _ data: Octets, _ offset: Int) {
        var at = offset
        let end = offset + data.count
        for range in datagram.present where range.upperBound > at {
            if range.lowerBound >= end { break }
            if range.lowerBound > at { copy(&datagram.bytes, data, offset, at..<range.lowerBound) }
            at = range.upperBound
        }
        if at < end { copy(&datagram.bytes, data, offset, at..<end) }
    }

    private func copy(_ bytes: inout [UInt8], _ data: Octets, _ offset: Int, _ range: Range<Int>) {
        bytes.withUnsafeMutableBytes { target in
            target.baseAddress!.advanced(by: range.lowerBound).copyMemory(from: data.base + (range.lowerBound - offset), byteCount: range.count)
        }
    }

    private static func insert(_ range: Range<Int>, into present: inout [Range<Int>]) {
        guard !range.isEmpty else { return }
        var merged = range, kept: [Range<Int>] = []
        for other in present {
            if other.upperBound < merged.lowerBound || other.lowerBound > merged.upperBound { kept.append(other) } else { merged = min(other.lowerBound, merged.lowerBound)..<max(other.upperBound, merged.upperBound) }
        }
        kept.append(merged)
        kept.sort { $0.lowerBound < $1.lowerBound }
        present = kept
    }

    /// Gives up the oldest unfinished datagrams.
    private mutating func makeRoom() {
        while bytesHeld > byteLimit || datagrams.count > countLimit, first < order.count {
            let (key, arrival) = order[first]
            first += 1
            if let datagram = datagrams[key], datagram.arrival == arrival {
                bytesHeld -= datagram.bytes.count
                datagrams[key] = nil
                evicted += 1
            }
        }
        // Entries of datagrams long since whole leave the list's front with the rest.
        if order.count > 2 * countLimit + 64 {
            let held = datagrams
            order = order[first...].filter { held[$0.0]?.arrival == $0.1 }
            first = 0
        }
    }
}
