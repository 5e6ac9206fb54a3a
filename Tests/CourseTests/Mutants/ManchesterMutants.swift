import LabJudges
import PhysicalLayer

extension Mutant {
    static let manchester: [Mutant] = [
        Mutant(.lineCodes, "turned", caughtAt: "E1.1", saying: "Thomas", WrongManchester(fault: .turned)),
        Mutant(.lineCodes, "decodesTurned", caughtAt: "E1.2", saying: "which half comes first", WrongManchester(fault: .decodesTurned)),
        Mutant(.lineCodes, "acceptsAnything", caughtAt: "E1.3", saying: "no Manchester bit", WrongManchester(fault: .acceptsAnything)),
        Mutant(.lineCodes, "countsBits", caughtAt: "E1.3", saying: "the bit's first symbol", WrongManchester(fault: .countsBits)),
        Mutant(.lineCodes, "halfBit", caughtAt: "E1.4", saying: "half a bit", WrongManchester(fault: .halfBit)),
        Mutant(.lineCodes, "dropsLast", caughtAt: "E1.2", saying: "no bits", WrongManchester(fault: .dropsLast)),
        Mutant(.lineCodes, "startsHigh", caughtAt: "E1.5", saying: "encode no bits  WRONG", WrongManchester(fault: .startsHigh)),
        Mutant(.lineCodes, "zeroIsLow", caughtAt: "E1.3", saying: "refused at symbol 4", WrongManchester(fault: .zeroIsLow)),
    ]
}

private struct WrongManchester: LineCode {
    enum Fault: String { case turned, decodesTurned, acceptsAnything, countsBits, halfBit, dropsLast, startsHigh, zeroIsLow }
    let fault: Fault
    var name: String { "wrong" }
    var usedBy: String { "nobody" }
    var symbolsPerBit: Int { 2 }

    func encode(_ bits: Bits) -> [Level] {
        if fault == .startsHigh, bits.isEmpty { return [.positive] }
        return Manchester().encode(fault == .turned ? bits.map { !$0 } : bits)
    }

    func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        switch fault {
        case .turned, .decodesTurned: return try Manchester().decode(levels).map { !$0 }
        case .acceptsAnything: return stride(from: 0, to: levels.count - 1, by: 2).map { levels[$0] == .negative }
        case .zeroIsLow: return try Manchester().decode(levels.map { $0 == .zero ? .negative : $0 })
        case .countsBits:
            do throws(LineCodeError) { return try Manchester().decode(levels) } catch { throw LineCodeError(code: name, symbol: error.symbol / 2, what: error.what) }
        case .halfBit: return try Manchester().decode(Array(levels.prefix(levels.count / 2 * 2)))
        case .dropsLast: return Array(try Manchester().decode(levels).dropLast())
        case .startsHigh: return try Manchester().decode(levels)
        }
    }
}
