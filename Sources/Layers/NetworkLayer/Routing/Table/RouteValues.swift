/// The different values of a table's routes, each with a number of its own as long as a route has it. Number 0 is for no route
/// but that to everything, if there is one, so that a lookup need not ask: it reads that value, or nil, like any other.
@usableFromInline
struct RouteValues<Value: Hashable & Sendable>: Sendable {
    @usableFromInline var values: [Value?] = [nil]
    private var uses: [Int] = [0]
    private var numbers: [Value: UInt32] = [:]
    private var free: [UInt32] = []

    @inlinable subscript(number: UInt32) -> Value? { values[Int(truncatingIfNeeded: number)] }

    /// The value of number 0.
    var whereNone: Value? {
        get { values[0] }
        set { values[0] = newValue }
    }

    /// Numbers given out so far.
    var count: Int { values.count }

    /// The value's number, for one route more.
    mutating func retain(_ value: Value) -> UInt32 {
        if let number = numbers[value] {
            uses[Int(number)] += 1
            return number
        }
        let number: UInt32
        if let used = free.popLast() {
            number = used
            values[Int(number)] = value
            uses[Int(number)] = 1
        } else {
            number = UInt32(values.count)
            values.append(value)
            uses.append(1)
        }
        numbers[value] = number
        return number
    }

    /// One route less with this number; returns its value.
    mutating func release(_ number: UInt32) -> Value? {
        let value = values[Int(number)]
        uses[Int(number)] -= 1
        if uses[Int(number)] == 0, let value {
            numbers[value] = nil
            values[Int(number)] = nil
            free.append(number)
        }
        return value
    }
}
