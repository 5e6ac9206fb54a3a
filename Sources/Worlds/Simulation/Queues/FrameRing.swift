import Wire

/// Frames that wait in line, first in, first out: slots in the ``FrameStore``. Empty ones hold no memory.
struct FrameRing {
    private var slots: [UInt32] = []
    private var head = 0
    private(set) var count = 0

    /// The slot at the front.
    var first: UInt32? { count == 0 ? nil : slots[head] }

    mutating func append(_ slot: UInt32) {
        if count == slots.count { grow() }
        slots[(head + count) & (slots.count - 1)] = slot
        count += 1
    }

    mutating func popFirst() -> UInt32? {
        guard count > 0 else { return nil }
        let slot = slots[head]
        head = (head + 1) & (slots.count - 1)
        count -= 1
        return slot
    }

    func contains(_ slot: UInt32) -> Bool { (0..<count).contains { slots[(head + $0) & (slots.count - 1)] == slot } }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: max(4, slots.count * 2))
        for index in 0..<count { larger[index] = slots[(head + index) & (slots.count - 1)] }
        slots = larger
        head = 0
    }
}
