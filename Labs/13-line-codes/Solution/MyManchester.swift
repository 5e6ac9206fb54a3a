import PhysicalLayer

/// E1, done: each bit is two levels, and the change between them says which.
public struct MyManchester: LineCode {
    public init() {}
    public var name: String { "My Manchester" }
    public var usedBy: String { "me" }
    public var symbolsPerBit: Int { 2 }

    public func encode(_ bits: Bits) -> [Level] {
        var levels: [Level] = []
        for bit in bits { levels += bit ? [.negative, .positive] : [.positive, .negative] }
        return levels
    }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        guard levels.count % 2 == 0 else { throw LineCodeError(code: name, symbol: levels.count, what: "half a bit at the end") }
        var bits = Bits()
        for index in stride(from: 0, to: levels.count, by: 2) {
            switch (levels[index], levels[index + 1]) {
            case (.negative, .positive): bits.append(true)
            case (.positive, .negative): bits.append(false)
            default: throw LineCodeError(code: name, symbol: index, what: "no change in the middle of the bit")
            }
        }
        return bits
    }
}
