import TestSupport

extension SeededGenerator {
    /// True with probability `p`.
    mutating func happens(_ p: Double) -> Bool { p > 0 && Double(next() >> 11) * 0x1p-53 < p }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func pick<T>(_ choices: [T]) -> T { choices[number(0...choices.count - 1)] }
}

/// The byte at `index` of the stream that end `end` sends.
func pattern(_ end: Int, _ index: Int) -> UInt8 {
    var z = UInt64(truncatingIfNeeded: index / 8) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(end)
    z = (z ^ z >> 29) &* 0xbf58_476d_1ce4_e5b9
    return UInt8(truncatingIfNeeded: z >> UInt64(index % 8 * 8))
}
