import Wire

/// Something that is going to happen: plain numbers, so that the queue moves it without touching a reference count.
struct Event: BitwiseCopyable {
    /// What happens. `target` and `argument` mean what the case says.
    enum Kind: UInt8 {
        /// A frame (slot `argument`) reaches the far end of transmitter `target`.
        case arrival
        /// Transmitter `target` has sent its frame and may send the next that waits.
        case transmitterFree
        /// Station `target` has a timer that is due.
        case wake
        /// Traffic source `target` sends.
        case traffic
        /// Scripted change `argument` takes place.
        case script
        /// Station `target` of shared medium `argument` acts: senses, collides, backs off.
        case medium
        /// A frame (slot `argument`) that a fault has held back goes out on transmitter `target`.
        case release
    }

    var time: Instant
    /// Insertion order: what happens at the same instant happens in the order in which it was planned.
    var order: UInt64
    var kind: Kind
    var target: UInt32
    var argument: UInt32

    @inline(__always)
    static func precedes(_ a: Event, _ b: Event) -> Bool {
        a.time.nanoseconds < b.time.nanoseconds || a.time.nanoseconds == b.time.nanoseconds && a.order < b.order
    }
}

/// What is going to happen, earliest first: a heap of four children to a parent, which is half as deep as a
/// binary one and finds a parent's children in two cache lines.
struct EventQueue: ~Copyable {
    private var heap: UnsafeMutablePointer<Event>
    private var capacity: Int
    private(set) var count = 0
    private var planned: UInt64 = 0

    init(capacity: Int = 256) {
        self.capacity = capacity
        heap = .allocate(capacity: capacity)
    }

    deinit { heap.deallocate() }

    /// When the next event happens; nil when none is planned.
    var next: Instant? { count == 0 ? nil : unsafe heap[0].time }

    mutating func add(_ kind: Event.Kind, at time: Instant, target: UInt32, argument: UInt32 = 0) {
        if count == capacity { grow() }
        planned += 1
        let event = Event(time: time, order: planned, kind: kind, target: target, argument: argument)
        var child = count
        count += 1
        while child > 0 {
            let parent = (child - 1) >> 2
            if unsafe Event.precedes(heap[parent], event) { break }
            unsafe heap[child] = heap[parent]
            child = parent
        }
        unsafe heap[child] = event
    }

    /// Takes out the next event if it happens at `limit` or before.
    mutating func pop(notAfter limit: Instant) -> Event? {
        guard count > 0 else { return nil }
        let first = unsafe heap[0]
        guard first.time <= limit else { return nil }
        count -= 1
        if count > 0 { sink(unsafe heap[count]) }
        return first
    }

    /// Puts `event` at the top and lets it sink to its place.
    private mutating func sink(_ event: Event) {
        let heap = unsafe heap, count = count
        var parent = 0
        while true {
            let first = parent << 2 + 1
            guard first < count else { break }
            var least = first
            let end = min(first + 4, count)
            var child = first + 1
            while child < end {
                if unsafe Event.precedes(heap[child], heap[least]) { least = child }
                child += 1
            }
            guard unsafe Event.precedes(heap[least], event) else { break }
            unsafe heap[parent] = heap[least]
            parent = least
        }
        unsafe heap[parent] = event
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Event>.allocate(capacity: capacity * 2)
        unsafe larger.moveInitialize(from: heap, count: count)
        unsafe heap.deallocate()
        unsafe heap = larger
        capacity *= 2
    }
}
