import Wire

/// Something that is going to happen: plain numbers, so that the queue moves it without touching a reference count.
struct Event: BitwiseCopyable {
    /// What happens. `target` and `argument` mean what the case says.
    enum Kind: UInt8 {
        /// A frame (slot `argument`) reaches port `port` of node `target`.
        case arrival
        /// Transmitter `target` has sent its frame and may send the next that waits.
        case transmitterFree
        /// Station `target` has a timer that is due.
        case wake
        /// Traffic source `target` sends; bulk transfer `argument` begins where `target` is all ones.
        case traffic
        /// Scripted change `argument` takes place.
        case script
        /// Port `target` of hub `argument` acts: senses, sends, collides, backs off.
        case medium
    }

    var time: Instant
    /// Insertion order: what happens at the same instant happens in the order in which it was planned.
    var order: UInt64
    var target: UInt32
    var argument: UInt32
    var port: UInt16
    var kind: Kind

    @inline(__always)
    static func precedes(_ a: Event, _ b: Event) -> Bool {
        a.time.nanoseconds < b.time.nanoseconds || a.time.nanoseconds == b.time.nanoseconds && a.order < b.order
    }
}

/// What is going to happen, earliest first.
///
/// Nearly everything that is planned happens within the next tenth of a second. It lies on a wheel of slots of 131 µs each, in lists, at the
/// cost of one write; only the slot that is due is sorted, in a heap that stays small enough for the processor's nearest cache. What lies
/// further off waits in a second heap until the wheel has come around.
struct EventQueue: ~Copyable {
    private static let slotBits = 17
    private static let slotCount = 1024

    /// What is due in the present slot, and what is further off than the wheel reaches.
    private var due = EventHeap(capacity: 256)
    private var far = EventHeap(capacity: 64)

    /// An event on the wheel, and the next one of its slot.
    private struct Cell {
        var event: Event
        var next: UInt32
    }
    private static let none = UInt32.max
    private var cells: UnsafeMutablePointer<Cell>
    private var cellCapacity = 256
    private var cellCount = 0
    private var freeCell = none
    /// The first cell of each slot, and a bit for each slot that has any.
    private let slots: UnsafeMutablePointer<UInt32>
    private let occupied: UnsafeMutablePointer<UInt64>

    /// The number of the present slot since the beginning of time: everything before its end is in `due`.
    private var present: Int64 = 0
    private var onWheel = 0
    private var planned: UInt64 = 0

    init() {
        cells = .allocate(capacity: cellCapacity)
        slots = .allocate(capacity: Self.slotCount)
        unsafe slots.initialize(repeating: Self.none, count: Self.slotCount)
        occupied = .allocate(capacity: Self.slotCount / 64)
        unsafe occupied.initialize(repeating: 0, count: Self.slotCount / 64)
    }

    deinit {
        unsafe cells.deallocate()
        unsafe slots.deallocate()
        unsafe occupied.deallocate()
    }

    /// Events planned.
    var count: Int { due.count + onWheel + far.count }

    /// When the next event happens; nil when none is planned.
    var next: Instant? {
        mutating get {
            fill()
            return due.first?.time
        }
    }

    mutating func add(_ kind: Event.Kind, at time: Instant, target: UInt32, argument: UInt32 = 0, port: UInt16 = 0) {
        planned += 1
        let event = Event(time: time, order: planned, target: target, argument: argument, port: port, kind: kind)
        let slot = time.nanoseconds >> Self.slotBits
        if slot <= present { return due.add(event) }
        if slot - present >= Self.slotCount { return far.add(event) }
        put(event, slot)
    }

    /// Turns the wheel if nothing is due; true if it has turned, and what ``dueEvents`` holds is all new.
    @inline(__always)
    mutating func turns() -> Bool {
        if due.count > 0 { return false }
        fill()
        return due.count > 0
    }

    /// What is due in the present slot, the earliest first and the others in no order. Valid until the queue changes.
    var dueEvents: UnsafeBufferPointer<Event> { due.events }

    /// Takes out the next event if it happens at `limit` or before.
    @inline(__always)
    mutating func pop(notAfter limit: Instant) -> Event? {
        if due.count == 0 { fill() }
        guard let first = due.first, first.time <= limit else { return nil }
        due.removeFirst()
        return first
    }

    private mutating func put(_ event: Event, _ slot: Int64) {
        var cell = freeCell
        if cell != Self.none {
            freeCell = unsafe cells[Int(cell)].next
        } else {
            if cellCount == cellCapacity { growCells() }
            cell = UInt32(truncatingIfNeeded: cellCount)
            cellCount += 1
        }
        let place = Int(slot) & (Self.slotCount - 1)
        unsafe cells[Int(cell)] = Cell(event: event, next: slots[place])
        unsafe slots[place] = cell
        unsafe occupied[place >> 6] |= 1 << UInt64(place & 63)
        onWheel += 1
    }

    /// Turns the wheel until something is due, or nothing is left.
    private mutating func fill() {
        while due.count == 0 {
            if onWheel == 0 {
                guard let first = far.first else { return }
                present = max(present, first.time.nanoseconds >> Self.slotBits)
            } else {
                present += nextOccupied()
            }
            // What was too far off may lie in this slot by now, or on the wheel.
            while let event = far.first, event.time.nanoseconds >> Self.slotBits - present < Self.slotCount {
                far.removeFirst()
                let slot = event.time.nanoseconds >> Self.slotBits
                if slot <= present { due.add(event) } else { put(event, slot) }
            }
            empty(Int(present) & (Self.slotCount - 1))
        }
    }

    /// How many slots on the next one lies that is not empty, or that a far event falls into.
    private func nextOccupied() -> Int64 {
        let start = Int(present + 1) & (Self.slotCount - 1)
        var word = start >> 6
        var bits = unsafe occupied[word] & (UInt64.max << UInt64(start & 63))
        var steps = 0
        while bits == 0, steps <= Self.slotCount / 64 {
            word = (word + 1) & (Self.slotCount / 64 - 1)
            bits = unsafe occupied[word]
            steps += 1
        }
        let found = word << 6 + bits.trailingZeroBitCount
        let distance = Int64((found - start) & (Self.slotCount - 1)) + 1
        guard let first = far.first else { return distance }
        return min(distance, max(1, first.time.nanoseconds >> Self.slotBits - present))
    }

    /// Moves a slot's events into the heap.
    private mutating func empty(_ place: Int) {
        var cell = unsafe slots[place]
        unsafe slots[place] = Self.none
        unsafe occupied[place >> 6] &= ~(1 << UInt64(place & 63))
        while cell != Self.none {
            let next = unsafe cells[Int(cell)].next
            due.add(unsafe cells[Int(cell)].event)
            unsafe cells[Int(cell)].next = freeCell
            freeCell = cell
            onWheel -= 1
            cell = next
        }
    }

    private mutating func growCells() {
        let larger = UnsafeMutablePointer<Cell>.allocate(capacity: cellCapacity * 2)
        unsafe larger.moveInitialize(from: cells, count: cellCount)
        unsafe cells.deallocate()
        unsafe cells = larger
        cellCapacity *= 2
    }
}

/// Events in a heap of four children to a parent, which is half as deep as a binary one.
struct EventHeap: ~Copyable {
    private var heap: UnsafeMutablePointer<Event>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        heap = .allocate(capacity: capacity)
    }

    deinit { unsafe heap.deallocate() }

    var events: UnsafeBufferPointer<Event> { unsafe UnsafeBufferPointer(start: heap, count: count) }

    var first: Event? {
        @inline(__always) get { count == 0 ? nil : unsafe heap[0] }
    }

    mutating func add(_ event: Event) {
        if count == capacity { grow() }
        let heap = unsafe heap
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

    /// There is a first.
    mutating func removeFirst() {
        count -= 1
        guard count > 0 else { return }
        let heap = unsafe heap, count = count
        // The last one goes to the top and sinks to its place.
        let event = unsafe heap[count]
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
