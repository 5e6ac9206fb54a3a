/// Manchester code as 10BASE-T has it (IEEE 802.3 clause 7.3.1.1): a transition in the middle of every bit, upwards for 1 and
/// downwards for 0.
///
/// The clock comes with the bits and the mean level is always zero; the price is twice the symbol rate. A bit without its
/// transition is an error that the receiver sees at once, and what a collision looks like.
public struct Manchester: LineCode {
    public init() {}
    public var name: String { "Manchester" }
    public var usedBy: String { "10BASE-T, 10BASE5" }
    public var symbolsPerBit: Int { 2 }

    public func encode(_ bits: Bits) -> [Level] {
        bits.flatMap { $0 ? [Level.negative, .positive] : [.positive, .negative] }
    }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        guard levels.count.isMultiple(of: 2) else { throw LineCodeError(code: name, symbol: levels.count, what: "the last bit has only one half") }
        var bits = Bits()
        for index in stride(from: 0, to: levels.count, by: 2) {
            switch (levels[index], levels[index + 1]) {
            case (.negative, .positive): bits.append(true)
            case (.positive, .negative): bits.append(false)
            default: throw LineCodeError(code: name, symbol: index, what: "no transition in the middle of bit \(index / 2)")
            }
        }
        return bits
    }
}
