/// Non-return-to-zero, level: one level for 1, the other for 0.
///
/// The simplest code and a poor one: a run of equal bits has no transition for the receiver's clock, and the mean level drifts.
/// RS-232 and most chips' pins use it.
public struct NRZ: LineCode {
    public init() {}
    public var name: String { "NRZ" }
    public var usedBy: String { "UARTs, RS-232 (inverted)" }
    public var symbolsPerBit: Int { 1 }

    public func encode(_ bits: Bits) -> [Level] { bits.map { $0 ? .positive : .negative } }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        var bits = Bits()
        bits.reserveCapacity(levels.count)
        for (index, level) in levels.enumerated() {
            guard level != .zero else { throw LineCodeError(code: name, symbol: index, what: "found no level, expected high or low") }
            bits.append(level == .positive)
        }
        return bits
    }
}
