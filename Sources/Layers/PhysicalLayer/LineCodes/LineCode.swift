/// What is on the wire for one symbol's time.
public enum Level: Int8, Sendable, Hashable, CaseIterable {
    case negative = -1
    case zero = 0
    case positive = 1
}

/// A way to put bits onto a wire as levels, and to get them back.
///
/// Coding begins from an idle line: `encode` and `decode` each take one whole transmission.
public protocol LineCode: Sendable {
    /// "Manchester".
    var name: String { get }
    /// Who uses it, and the standard.
    var usedBy: String { get }
    /// Levels for each bit.
    var symbolsPerBit: Int { get }
    func encode(_ bits: Bits) -> [Level]
    /// Throws where the levels cannot have come from this code: what is detected without any checksum.
    func decode(_ levels: [Level]) throws(LineCodeError) -> Bits
}

/// Levels or symbols that no sender of the code would send.
public struct LineCodeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The code's name.
    public let code: String
    /// The symbol's place, from 0.
    public let symbol: Int
    public let what: String

    public init(code: String, symbol: Int, what: String) {
        self.code = code
        self.symbol = symbol
        self.what = what
    }

    public var description: String { "\(code), symbol \(symbol): \(what)" }
}

/// Every line code, in the order in which they were thought of.
public enum LineCodes {
    public static let all: [any LineCode] = [NRZ(), NRZI(), Manchester(), MLT3()]
}

/// What a run of levels is like for a wire: does it drift, and can a clock follow it?
public struct SignalProperties: Sendable, Equatable {
    /// The sum of all levels: 0 is balanced. A transformer or capacitor in the line blocks what does not change.
    public let disparity: Int
    /// How far the running sum strays from 0.
    public let largestRunningSum: Int
    /// The longest run of symbols without a change: the receiver's clock must keep time by itself for so long.
    public let longestRun: Int
    public let transitions: Int

    public init(of levels: [Level]) {
        var sum = 0, farthest = 0, run = 0, longest = 0, changes = 0
        var last: Level?
        for level in levels {
            sum += Int(level.rawValue)
            farthest = max(farthest, abs(sum))
            if level == last { run += 1 } else {
                if last != nil { changes += 1 }
                run = 1
            }
            longest = max(longest, run)
            last = level
        }
        (disparity, largestRunningSum, longestRun, transitions) = (sum, farthest, longest, changes)
    }
}
