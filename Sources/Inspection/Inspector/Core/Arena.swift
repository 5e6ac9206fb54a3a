/// Room for records that is used again for each frame: it grows to what the largest frame needed and stays there.
struct Arena<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int
    var count = 0

    init(capacity: Int) {
        base = .allocate(capacity: max(1, capacity))
        self.capacity = max(1, capacity)
    }

    init(repeating element: Element, count: Int) {
        self.init(capacity: count)
        base.initialize(repeating: element, count: count)
        self.count = count
    }

    deinit { base.deallocate() }

    @inline(__always) mutating func append(_ element: Element) {
        if count == capacity { grow(toHold: count + 1) }
        (base + count).initialize(to: element)
        count &+= 1
    }

    @inline(never) mutating func grow(toHold needed: Int) {
        let larger = max(needed, capacity * 2)
        let room = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        room.initialize(from: base, count: count)
        base.deallocate()
        base = room
        capacity = larger
    }

    @inline(__always) mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(toHold: count + more) }
    }

    /// Gives its room away for another, and is empty.
    mutating func exchangeRoom(_ other: inout UnsafeMutablePointer<Element>, _ otherCapacity: inout Int) {
        swap(&base, &other)
        swap(&capacity, &otherCapacity)
        count = 0
    }

    /// The element at `index`, which the caller has taken from this arena.
    @inline(__always) subscript(index: Int) -> Element {
        get { base[index] }
        nonmutating set { base[index] = newValue }
    }

    @inline(__always) mutating func removeAll() { count = 0 }
}

extension Arena where Element == UInt8 {
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }
    @inline(__always) mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        reserve(count)
        UnsafeMutableRawPointer(base + self.count).copyMemory(from: text.utf8Start, byteCount: count)
        self.count += count
    }
    /// Disfavoured, so that a literal is copied as the static text that it is and no string is made of it.
    @_disfavoredOverload mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }
}
