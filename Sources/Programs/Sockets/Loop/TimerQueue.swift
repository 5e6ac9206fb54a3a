public import Wire

/// Timers in the order of their deadlines; those of one instant in the order in which they were set.
///
/// A binary heap in which every timer knows its place, so that a cancelled one leaves at once: a server that sets a
/// time limit for each of a million receives, and cancels each, holds no more than those that are running.
public struct TimerQueue {
    /// Names a timer, to cancel it. Stale once the timer has fired or has been cancelled; then it cancels nothing.
    public struct Token: Hashable, Sendable {
        fileprivate let slot: Int
        fileprivate let sequence: UInt64
    }

    private struct Entry {
        let deadline: Instant
        let sequence: UInt64
        let slot: Int
    }

    /// Where a timer stands in the heap, and what it does. Slots of timers that are gone are used again.
    private struct Slot {
        var position: Int
        var sequence: UInt64
        var body: (() -> Void)?
    }

    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    /// How many timers have ever been set: breaks ties, and tells a slot's tenants apart.
    private var sequence: UInt64 = 0

    public init() {}

    public var isEmpty: Bool { heap.isEmpty }
    /// Timers that have neither fired nor been cancelled.
    public var count: Int { heap.count }
    /// The earliest deadline; nil when no timer is set.
    public var next: Instant? { heap.first?.deadline }
    /// The last timer set, for ``popDue(at:upTo:)``.
    public var newest: UInt64 { sequence }

    public mutating func add(_ deadline: Instant, _ body: @escaping () -> Void) -> Token {
        sequence += 1
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            slots[slot] = Slot(position: heap.count, sequence: sequence, body: body)
        } else {
            slot = slots.count
            slots.append(Slot(position: heap.count, sequence: sequence, body: body))
        }
        heap.append(Entry(deadline: deadline, sequence: sequence, slot: slot))
        siftUp(heap.count - 1)
        return Token(slot: slot, sequence: sequence)
    }

    /// Takes the timer out, if it is still there.
    public mutating func cancel(_ token: Token) {
        guard slots.indices.contains(token.slot), slots[token.slot].sequence == token.sequence, slots[token.slot].body != nil else { return }
        _ = remove(at: slots[token.slot].position)
    }

    /// Takes out the earliest timer if its deadline has come and it was set no later than the one that ``newest`` named:
    /// a timer that sets another for the same instant must not keep the loop to itself.
    public mutating func popDue(at now: Instant, upTo newest: UInt64 = .max) -> (() -> Void)? {
        guard let first = heap.first, first.deadline <= now, first.sequence <= newest else { return nil }
        return remove(at: 0)
    }

    private mutating func remove(at position: Int) -> (() -> Void)? {
        let entry = heap[position]
        let body = slots[entry.slot].body
        slots[entry.slot].body = nil
        freeSlots.append(entry.slot)
        let last = heap.removeLast()
        if position < heap.count {
            put(last, at: position)
            siftDown(position)
            siftUp(slots[last.slot].position)
        }
        return body
    }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool {
        a.deadline != b.deadline ? a.deadline < b.deadline : a.sequence < b.sequence
    }

    private mutating func put(_ entry: Entry, at position: Int) {
        heap[position] = entry
        slots[entry.slot].position = position
    }

    private mutating func siftDown(_ start: Int) {
        let entry = heap[start]
        var parent = start
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
            guard precedes(heap[child], entry) else { break }
            put(heap[child], at: parent)
            parent = child
        }
        put(entry, at: parent)
    }

    private mutating func siftUp(_ start: Int) {
        let entry = heap[start]
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(entry, heap[parent]) else { break }
            put(heap[parent], at: child)
            child = parent
        }
        put(entry, at: child)
    }
}
