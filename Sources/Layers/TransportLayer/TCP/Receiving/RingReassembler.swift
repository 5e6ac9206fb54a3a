/// A reassembler whose bytes lie in a ring, each at its own place from the start: what arrives out of order is copied once,
/// and only the runs beyond gaps are listed.
public struct RingReassembler: Reassembler {
    public private(set) var readable = 0
    public private(set) var outOfOrder = 0
    /// The most bytes held, in order or not, counting gaps.
    private let capacity: Int
    private var ring: [UInt8] = []
    /// The place in the ring of the first readable byte.
    private var head = 0
    /// Runs beyond a gap, lowest first, as offsets from the next byte expected. They neither touch nor overlap.
    private var beyond: [Range<Int>] = []
    /// The most runs kept: beyond that, bytes that would begin a new one are dropped and will be sent again.
    private static let runLimit = 1024

    public init(capacity: Int) { self.capacity = max(1, capacity) }

    public mutating func insert(_ bytes: RawSpan, at offset: Int) -> Int {
        let from = max(0, offset), end = min(offset + bytes.byteCount, capacity - readable)
        guard from < end else { return 0 }
        reserve(readable + end)
        if beyond.isEmpty && from == 0 {
            store(bytes, from - offset, 0..<end)
            readable += end
            return end
        }
        guard merge(from..<end, bytes, offset) else { return 0 }
        guard let first = beyond.first, first.lowerBound == 0 else { return 0 }
        let moved = first.count
        readable += moved
        outOfOrder -= moved
        beyond.removeFirst()
        for index in beyond.indices { beyond[index] = beyond[index].lowerBound - moved..<beyond[index].upperBound - moved }
        return moved
    }

    /// Stores what of `range` has not arrived yet and adds it to the runs.
    private mutating func merge(_ range: Range<Int>, _ bytes: RawSpan, _ offset: Int) -> Bool {
        // The runs that `range` overlaps or touches: all become one.
        var low = 0
        while low < beyond.count, beyond[low].upperBound < range.lowerBound { low += 1 }
        var high = low
        while high < beyond.count, beyond[high].lowerBound <= range.upperBound { high += 1 }
        if low == high, range.lowerBound > 0, beyond.count >= Self.runLimit { return false }
        var place = range.lowerBound
        for run in beyond[low..<high] {
            if place < run.lowerBound { store(bytes, place - offset, place..<run.lowerBound) }
            place = max(place, run.upperBound)
        }
        if place < range.upperBound { store(bytes, place - offset, place..<range.upperBound) }
        let merged = low == high ? range : min(range.lowerBound, beyond[low].lowerBound)..<max(range.upperBound, beyond[high - 1].upperBound)
        outOfOrder += merged.count - beyond[low..<high].reduce(0) { $0 + $1.count }
        beyond.replaceSubrange(low..<high, with: CollectionOfOne(merged))
        return true
    }

    public func runs(_ limit: Int) -> [Range<Int>] { Array(beyond.prefix(limit)) }

    public func run(at offset: Int) -> Range<Int>? {
        var low = 0, high = beyond.count
        while low < high {
            let middle = (low + high) / 2
            if beyond[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < beyond.count && beyond[low].contains(offset) ? beyond[low] : nil
    }

    public mutating func read(_ length: Int, into destination: inout MutableRawSpan, at position: Int) -> Int {
        let count = min(length, readable, destination.byteCount - position)
        guard count > 0, position >= 0 else { return 0 }
        let firstPart = min(count, ring.count - head)
        let source = head
        ring.withUnsafeBytes { ring in
            unsafe destination.withUnsafeMutableBytes { target in
                let start = unsafe target.baseAddress!.advanced(by: position)
                unsafe start.copyMemory(from: ring.baseAddress!.advanced(by: source), byteCount: firstPart)
                if count > firstPart { unsafe start.advanced(by: firstPart).copyMemory(from: ring.baseAddress!, byteCount: count - firstPart) }
            }
        }
        readable -= count
        head = readable == 0 && beyond.isEmpty ? 0 : (head + count) & (ring.count - 1)
        return count
    }

    public mutating func removeAll() {
        readable = 0
        outOfOrder = 0
        head = 0
        ring = []
        beyond = []
    }

    /// Copies bytes of a segment, from `source` on, to their places.
    private mutating func store(_ bytes: RawSpan, _ source: Int, _ range: Range<Int>) {
        let start = (head + readable + range.lowerBound) & (ring.count - 1)
        let firstPart = min(range.count, ring.count - start)
        let count = range.count
        ring.withUnsafeMutableBytes { ring in
            bytes.withUnsafeBytes { bytes in
                let from = unsafe bytes.baseAddress!.advanced(by: source)
                unsafe ring.baseAddress!.advanced(by: start).copyMemory(from: from, byteCount: firstPart)
                if count > firstPart { unsafe ring.baseAddress!.copyMemory(from: from.advanced(by: firstPart), byteCount: count - firstPart) }
            }
        }
    }

    /// Makes the ring large enough for `count` bytes: a power of two, so that places wrap by a mask.
    private mutating func reserve(_ count: Int) {
        guard count > ring.count else { return }
        var size = max(2048, ring.count)
        while size < count { size *= 2 }
        var larger = [UInt8](repeating: 0, count: size)
        // Everything moves to the front of the new ring: the part up to the old ring's end, then what had wrapped.
        let old = ring.count, firstPart = old - head
        if old > 0 {
            larger.withUnsafeMutableBytes { larger in
                ring.withUnsafeBytes { ring in
                    unsafe larger.baseAddress!.copyMemory(from: ring.baseAddress!.advanced(by: head), byteCount: firstPart)
                    if head > 0 { unsafe larger.baseAddress!.advanced(by: firstPart).copyMemory(from: ring.baseAddress!, byteCount: head) }
                }
            }
        }
        ring = larger
        head = 0
    }
}
