/// A message that does not end in the segment in which it begins.
final class Gathering {
    /// The sequence number of its first byte, and the one at which it will be looked at again.
    let start: UInt32
    var next: UInt32
    /// The whole of the next segment is wanted, however long.
    var takesWholeSegment = false
    /// It ends with the stream's direction.
    var untilFIN = false
    /// How far its chunks have been walked over: before their end it need not be looked at.
    private var chunks: ChunkWalk?
    /// Its first bytes, as far as they are kept; how many have come altogether tells `count`.
    private(set) var bytes = Arena<UInt8>(capacity: 1)
    private let limit: Int
    /// So many bytes are there without a gap; nil before the first has come.
    private var front: Int?
    /// What has come behind a gap, in the order of the message.
    private var islands: [Range<Int>] = []
    private var total: Int?

    /// `limit`: so many of its bytes are kept.
    init(start: UInt32, next: UInt32, limit: Int) {
        self.start = start
        self.next = next
        self.limit = limit
    }

    /// The end of what has come.
    var count: Int { islands.last?.upperBound ?? front ?? 0 }

    /// Makes room for a message that will have so many bytes, as far as one believes what it says of itself.
    func expect(_ count: Int) { bytes.reserve(max(0, min(count, 1 << 16))) }

    /// Adds bytes at their place, counted from the message's beginning; those that came first stay. `isLast`: they
    /// reach the place where the message is to be looked at.
    func add(_ data: Octets, at place: Int, isLast: Bool) {
        guard place >= 0 else { return }
        let end = place + data.count
        if islands.isEmpty, place == front ?? 0, bytes.count == min(place, limit) {
            if place < limit { bytes.append(UnsafeRawBufferPointer(rebasing: data.buffer.prefix(limit - place))) }
            front = end
        } else {
            fill(data, place, end)
        }
        if isLast { total = max(total ?? 0, end) }
    }

    /// Copies into whatever gaps there are, and notes that they are filled.
    private func fill(_ data: Octets, _ place: Int, _ end: Int) {
        while bytes.count < min(end, limit) { bytes.append(0) }
        var present = islands, at = place
        if let front { present.insert(0..<front, at: 0) }
        for range in present where range.upperBound > at && range.lowerBound < end {
            if range.lowerBound > at { copy(data, place, at..<range.lowerBound) }
            at = max(at, range.upperBound)
        }
        if at < end { copy(data, place, at..<end) }
        guard data.count > 0 else { return }
        var merged = place..<end
        islands.removeAll()
        for range in present {
            if range.upperBound < merged.lowerBound || range.lowerBound > merged.upperBound { islands.append(range) } else { merged = min(range.lowerBound, merged.lowerBound)..<max(range.upperBound, merged.upperBound) }
        }
        islands.append(merged)
        islands.sort { $0.lowerBound < $1.lowerBound }
        if islands[0].lowerBound == 0 { front = islands.removeFirst().upperBound }
    }

    private func copy(_ data: Octets, _ place: Int, _ range: Range<Int>) {
        guard range.lowerBound < limit else { return }
        for index in range.lowerBound..<min(range.upperBound, limit) { bytes[index] = data.base[index - place] }
    }

    /// Nothing is missing up to the place where the message is to be looked at.
    var isWhole: Bool {
        guard let total, let front else { return false }
        return front >= total
    }

    /// Walks over chunks from now on; nil: no more.
    func walk(_ chunks: ChunkWalk?) { self.chunks = chunks }

    /// Whether chunks are still to come. Their bytes are those that are kept, or those of the segment that has just been added at `place`; where it is
    /// neither, because a hole was filled behind what is kept, nobody knows.
    func awaitsChunks(_ segment: Octets, at place: Int) -> Bool {
        guard var walk = chunks else { return false }
        if count <= bytes.count, walk.seen <= count {
            walk.take(UnsafeRawBufferPointer(start: bytes.base + walk.seen, count: count - walk.seen))
        } else if count == place + segment.count, walk.seen >= place, walk.seen <= count {
            walk.take(UnsafeRawBufferPointer(rebasing: segment.buffer[(walk.seen - place)...]))
        } else {
            chunks = nil
            return false
        }
        chunks = walk
        return !walk.isOver
    }

    /// Hands its bytes over, as a source of them for the frame that is being dissected: nothing is copied. `takeBack` has them again.
    func hand(to sources: inout SourceBytes) -> Octets? {
        guard let index = sources.exchange(&bytes, title: "Reassembled TCP") else { return nil }
        return sources.octets(index, reported: count)
    }

    func takeBack(_ whole: Octets) {
        bytes.removeAll()
        bytes.append(whole.buffer)
    }

    /// The message goes on: it is not to be looked at before `next`.
    func extend(to next: UInt32) {
        self.next = next
        total = nil
    }

    /// The FIN has come: what is there is all there will be.
    func finish() { total = count }
}
