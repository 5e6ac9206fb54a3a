public import Wire

/// Timers in the order of their deadlines; those of one instant in the order in which they were set.
public struct TimerQueue {
    /// Names a timer, to cancel it.
    public struct Token: Hashable, Sendable {
        fileprivate let sequence: UInt64
    }

    private struct Entry {
        let deadline: Instant
        let sequence: UInt64
    }

    private var heap: [Entry] = []
    /// The bodies of timers that have neither fired nor been cancelled.
    private var bodies: [UInt64: () -> Void] = [:]
    private var sequence: UInt64 = 0

    public init() {}

    /// The earliest deadline; nil when no timer is set.
    public var next: Instant? { mutating get { dropCancelled(); return heap.first?.deadline } }

    public mutating func add(_ deadline: Instant, _ body: @escaping () -> Void) -> Token {
        sequence += 1
        bodies[sequence] = body
        heap.append(Entry(deadline: deadline, sequence: sequence))
        siftUp(heap.count - 1)
        return Token(sequence: sequence)
    }

    public mutating func cancel(_ token: Token) { bodies[token.sequence] = nil }

    /// Takes out the earliest timer if its deadline has come.
    public mutating func popDue(at now: Instant) -> (() -> Void)? {
        dropCancelled()
        guard let first = heap.first, first.deadline <= now else { return nil }
        removeFirst()
        return bodies.removeValue(forKey: first.sequence)
    }

    private mutating func dropCancelled() {
        while let first = heap.first, bodies[first.sequence] == nil { removeFirst() }
    }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool { (a.deadline, a.sequence) < (b.deadline, b.sequence) }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(heap[child], heap[least]) { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
}
