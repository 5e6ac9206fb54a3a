import Wire

/// The segments that are on their way, oldest first: the retransmission queue and SACK's scoreboard in one (RFC 6675 section 2).
///
/// A ring that grows by doubling and is reused: sending and acknowledging allocate nothing once it is large enough.
struct SentSegments: Sendable {
    /// What is known about a segment.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8
        /// The peer has it (RFC 2018), though not yet all before it.
        static let sacked = Marks(rawValue: 1)
        /// Thought lost.
        static let lost = Marks(rawValue: 2)
        /// Thought lost, and sent again since.
        static let resent = Marks(rawValue: 4)
        /// Sent more than once at any time.
        static let everResent = Marks(rawValue: 8)
        /// One byte into a closed window.
        static let probe = Marks(rawValue: 16)
    }

    struct Segment: Sendable {
        var sequence: SequenceNumber
        /// Sequence numbers taken: bytes, SYN and FIN.
        var length: UInt32
        /// When it was last sent.
        var sentAt: Instant
        var marks: Marks = []

        var end: SequenceNumber { sequence + Int(length) }
        /// Whether it counts as being in the network (RFC 6675's pipe).
        var isInNetwork: Bool { !marks.contains(.sacked) && (!marks.contains(.lost) || marks.contains(.resent)) }
    }

    private var slots: ContiguousArray<Segment> = []
    private var head = 0
    private(set) var count = 0
    /// Bytes selectively acknowledged, thought lost (resent or not), and both lost and resent.
    private(set) var sackedBytes = 0
    private(set) var lostBytes = 0
    private(set) var resentBytes = 0
    /// Segments selectively acknowledged.
    private(set) var sackedCount = 0

    var isEmpty: Bool { count == 0 }
    /// The oldest.
    var first: Segment? { count == 0 ? nil : slots[head] }
    /// Bytes of lost segments that have not been sent again.
    var waitingBytes: Int { lostBytes - resentBytes }

    private func slot(_ index: Int) -> Int { (head &+ index) & (slots.count &- 1) }

    /// The `index`-th oldest. Writing must not change `marks` or `length`: see ``mark(_:_:)``.
    subscript(_ index: Int) -> Segment {
        get { slots[slot(index)] }
        set { slots[slot(index)] = newValue }
    }

    mutating func append(_ segment: Segment) {
        if count == slots.count { grow() }
        slots[slot(count)] = segment
        count += 1
        account(segment, 1)
    }

    mutating func removeFirst() {
        account(slots[head], -1)
        head = slot(1)
        count -= 1
        // The ring of a connection that once had much on its way is let go when it is empty.
        if count == 0, slots.count > 256 { self = SentSegments() }
    }

    mutating func removeLast() {
        account(slots[slot(count - 1)], -1)
        count -= 1
    }

    mutating func removeAll() { self = SentSegments() }

    /// Cuts the front of the oldest segment: part of it has been acknowledged.
    mutating func trimFirst(to sequence: SequenceNumber) {
        account(slots[head], -1)
        slots[head].length = UInt32(max(0, slots[head].end - sequence))
        slots[head].sequence = sequence
        account(slots[head], 1)
    }

    /// Splits the `index`-th segment, `length` bytes from its start: what is sent must be smaller now.
    mutating func split(_ index: Int, after length: Int) {
        let whole = self[index]
        guard length > 0, length < Int(whole.length) else { return }
        if count == slots.count { grow() }
        var next = count
        while next > index + 1 {
            slots[slot(next)] = slots[slot(next - 1)]
            next -= 1
        }
        count += 1
        var first = whole, second = whole
        first.length = UInt32(length)
        second.sequence = whole.sequence + length
        second.length = whole.length - UInt32(length)
        slots[slot(index)] = first
        slots[slot(index + 1)] = second
    }

    /// Adds and removes marks of the `index`-th segment.
    mutating func mark(_ index: Int, adding: Marks = [], removing: Marks = []) {
        let place = slot(index)
        account(slots[place], -1)
        slots[place].marks.formUnion(adding)
        slots[place].marks.subtract(removing)
        account(slots[place], 1)
    }

    private mutating func account(_ segment: Segment, _ sign: Int) {
        guard !segment.marks.isDisjoint(with: [.sacked, .lost]) else { return }
        let length = Int(segment.length) * sign
        if segment.marks.contains(.sacked) {
            sackedBytes += length
            sackedCount += sign
        } else {
            lostBytes += length
            if segment.marks.contains(.resent) { resentBytes += length }
        }
    }

    /// The first segment that does not begin before `sequence`; `count` where there is none.
    func firstIndex(from sequence: SequenceNumber) -> Int {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What the peer has reported, in runs: for a look inside.
    var sackedRuns: [SACKBlock] {
        guard sackedBytes > 0 else { return [] }
        var runs: [SACKBlock] = []
        for index in 0..<count where self[index].marks.contains(.sacked) {
            let segment = self[index]
            if let last = runs.last, last.right == segment.sequence.rawValue { runs[runs.count - 1].right = segment.end.rawValue } else { runs.append(SACKBlock(left: segment.sequence.rawValue, right: segment.end.rawValue)) }
        }
        return runs
    }

    private mutating func grow() {
        var larger = ContiguousArray<Segment>()
        larger.reserveCapacity(max(8, slots.count * 2))
        for index in 0..<count { larger.append(self[index]) }
        let blank = Segment(sequence: SequenceNumber(0), length: 0, sentAt: .zero)
        while larger.count < max(8, slots.count * 2) { larger.append(blank) }
        slots = larger
        head = 0
    }
}
