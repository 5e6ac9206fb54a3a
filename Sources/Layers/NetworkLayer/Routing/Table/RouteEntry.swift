/// What a node of a ``RouteTrie`` says of one octet: no route; a route's value and how long its prefix is; or the node for the next octet.
@usableFromInline
struct RouteEntry: Equatable, Sendable, BitwiseCopyable {
    /// 8 bits for the kind (0: none, 255: a node, otherwise the prefix length and 1), 24 for the number of the value or the node.
    @usableFromInline let bits: UInt32

    @inlinable init(bits: UInt32) { self.bits = bits }

    @inlinable static var none: RouteEntry { RouteEntry(bits: 0) }
    /// Nodes, and values, that can be told apart: each node takes a kibibyte.
    static var mostNodes: Int { 1 << 21 }
    static var mostValues: Int { 1 << 24 }

    init(route number: UInt32, prefixLength: Int) { bits = UInt32(prefixLength + 1) << 24 | number }
    init(node: UInt32) { bits = 0xff00_0000 | node }

    @inlinable var isNone: Bool { bits == 0 }
    @inlinable var isNode: Bool { bits >= 0xff00_0000 }
    @inlinable var number: UInt32 { bits & 0x00ff_ffff }
    /// -1 for none, so that any route replaces it.
    var prefixLength: Int { Int(bits >> 24) - 1 }
}

/// The different values of a table's routes, each with a number of its own as long as a route has it.
@usableFromInline
struct RouteValues<Value: Hashable & Sendable>: Sendable {
    @usableFromInline var values: [Value] = []
    private var uses: [Int] = []
    private var numbers: [Value: UInt32] = [:]
    private var free: [UInt32] = []

    @inlinable subscript(number: UInt32) -> Value { values[Int(truncatingIfNeeded: number)] }

    /// Numbers given out so far.
    var count: Int { values.count }

    /// The value's number, for one route more; nil if there are no more numbers.
    mutating func retain(_ value: Value) -> UInt32? {
        if let number = numbers[value] {
            uses[Int(number)] += 1
            return number
        }
        if let number = free.popLast() {
            values[Int(number)] = value
            uses[Int(number)] = 1
            numbers[value] = number
            return number
        }
        guard values.count < RouteEntry.mostValues else { return nil }
        let number = UInt32(values.count)
        values.append(value)
        uses.append(1)
        numbers[value] = number
        return number
    }

    /// One route less with this number; returns its value.
    mutating func release(_ number: UInt32) -> Value {
        let value = values[Int(number)]
        uses[Int(number)] -= 1
        if uses[Int(number)] == 0 {
            numbers[value] = nil
            free.append(number)
        }
        return value
    }
}
