/// Non-return-to-zero, inverted: a transition for 1, none for 0.
///
/// Only changes count, so the two wires of a pair may be swapped. Runs of 0 still have no transition: 4B/5B sees to that.
/// 100BASE-FX and FDDI use it.
public struct NRZI: LineCode {
    public init() {}
    public var name: String { "NRZI" }
    public var usedBy: String { "100BASE-FX, FDDI (behind 4B/5B)" }
    public var symbolsPerBit: Int { 1 }

    /// The line's level before the first bit.
    private var idle: Level { .negative }

    public func encode(_ bits: Bits) -> [Level] {
        var level = idle
        return bits.map { bit in
            if bit { level = level == .positive ? .negative : .positive }
            return level
        }
    }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        var last = idle
        var bits = Bits()
        for (index, level) in levels.enumerated() {
            guard level != .zero else { throw LineCodeError(code: name, symbol: index, what: "found no level, expected high or low") }
            bits.append(level != last)
            last = level
        }
        return bits
    }
}
