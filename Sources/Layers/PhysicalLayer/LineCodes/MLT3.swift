/// Multi-level transmit, three levels (ANSI X3.263, used by IEEE 802.3 clause 25): each 1 moves one step around
/// 0, +, 0, -; a 0 stays.
///
/// A full turn takes four bits, so the wire sees at most a quarter of the bit rate: 100BASE-TX's 125 Mbit/s fit into 31.25 MHz.
public struct MLT3: LineCode {
    public init() {}
    public var name: String { "MLT-3" }
    public var usedBy: String { "100BASE-TX (behind 4B/5B and a scrambler)" }
    public var symbolsPerBit: Int { 1 }

    private static let turn: [Level] = [.zero, .positive, .zero, .negative]

    public func encode(_ bits: Bits) -> [Level] {
        var place = 0
        return bits.map { bit in
            if bit { place = (place + 1) % 4 }
            return Self.turn[place]
        }
    }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        var place = 0
        var bits = Bits()
        for (index, level) in levels.enumerated() {
            if level == Self.turn[place] {
                bits.append(false)
            } else if level == Self.turn[(place + 1) % 4] {
                place = (place + 1) % 4
                bits.append(true)
            } else {
                throw LineCodeError(code: name, symbol: index, what: "found \(level), expected \(Self.turn[place]) or \(Self.turn[(place + 1) % 4])")
            }
        }
        return bits
    }
}
