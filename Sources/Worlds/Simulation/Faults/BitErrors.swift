public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns single bits over, each with the same probability: the link's bit error rate. The receiver finds a wrong FCS.
///
/// The distance to the next wrong bit is drawn (it has a geometric distribution), so that good frames cost nothing.
public struct BitErrors: LinkFault {
    /// The probability of one bit's being wrong.
    public let rate: Double
    private var bitsToNext: Double?

    public init(rate: Double) { self.rate = rate }

    public var name: String { "bit error rate \(rate)" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        guard rate > 0 else { return }
        let bits = Double(frame.bitCount)
        var distance = bitsToNext ?? Self.distance(rate, &random)
        // Bits are counted from this frame's first; several may be wrong.
        while distance < bits {
            frame.flip(bit: Int(distance), "bit \(Int(distance)) turned over")
            distance += 1 + Self.distance(rate, &random)
        }
        bitsToNext = distance - bits
    }

    /// How many good bits come before the next wrong one.
    private static func distance(_ rate: Double, _ random: inout RandomStream) -> Double {
        if rate >= 1 { return 0 }
        return (log(1 - random.unit()) / log1p(-rate)).rounded(.down)
    }
}

/// Turns one random bit over in single frames.
public struct Corruption: LinkFault {
    /// The probability of a frame's being hit.
    public let probability: Double
    public init(_ probability: Double) { self.probability = probability }

    public var name: String { "corruption \(percent(probability))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        guard random.chance(probability) else { return }
        let bit = Int(random.below(UInt64(frame.bitCount)))
        frame.flip(bit: bit, "bit \(bit) turned over")
    }
}
