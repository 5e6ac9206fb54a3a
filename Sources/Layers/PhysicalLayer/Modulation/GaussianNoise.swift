#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// White Gaussian noise from a source of random numbers (Box and Muller's transform).
public struct GaussianNoise: Sendable {
    /// Numbers come in pairs: the second of the last pair.
    private var spare: Double?

    public init() {}

    /// A number with mean 0 and variance 1.
    public mutating func next(using source: inout some RandomNumberGenerator) -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        // In (0, 1]: the logarithm of 0 is no number.
        let u = (Double(source.next() >> 11) + 1) / 9_007_199_254_740_992
        let v = Double(source.next() >> 11) / 9_007_199_254_740_992
        let radius = (-2 * log(u)).squareRoot()
        spare = radius * sin(2 * .pi * v)
        return radius * cos(2 * .pi * v)
    }

    /// Points with noise added, at `ebN0` of energy per bit over noise density (a ratio), for symbols of mean energy 1 that carry
    /// `bitsPerSymbol` bits.
    public mutating func add(to points: [ConstellationPoint], ebN0: Double, bitsPerSymbol: Int, using source: inout some RandomNumberGenerator) -> [ConstellationPoint] {
        let deviation = (1 / (2 * ebN0 * Double(bitsPerSymbol))).squareRoot()
        return points.map { ConstellationPoint(i: $0.i + deviation * next(using: &source), q: $0.q + deviation * next(using: &source)) }
    }
}

/// How many of some bits came out wrong, and whether that is what theory says.
public struct BitErrorMeasurement: Sendable {
    public let modulation: Modulation
    /// Energy per bit over noise density, in decibels.
    public let ebN0Decibels: Double
    public let bits: Int
    public let errors: Int

    /// Sends `bits` random bits through noise and counts.
    public init(_ modulation: Modulation, ebN0Decibels: Double, bits count: Int, using source: inout some RandomNumberGenerator) {
        let ratio = Decibels.ratio(ebN0Decibels)
        let symbols = max(1, count / modulation.bitsPerSymbol)
        var noise = GaussianNoise()
        var wrong = 0
        // In parts, so that memory does not grow with the count.
        var left = symbols
        while left > 0 {
            let part = min(left, 4096)
            var sent = Bits()
            sent.reserveCapacity(part * modulation.bitsPerSymbol)
            for _ in 0..<part * modulation.bitsPerSymbol { sent.append(source.next() & 1 == 1) }
            let received = modulation.demodulate(noise.add(to: modulation.modulate(sent), ebN0: ratio, bitsPerSymbol: modulation.bitsPerSymbol, using: &source))
            wrong += zip(sent, received).count { $0 != $1 }
            left -= part
        }
        self.modulation = modulation
        self.ebN0Decibels = ebN0Decibels
        bits = symbols * modulation.bitsPerSymbol
        errors = wrong
    }

    public var rate: Double { Double(errors) / Double(bits) }
    public var theory: Double { modulation.bitErrorRate(ebN0: Decibels.ratio(ebN0Decibels)) }
    /// How far the count is from what theory expects, in standard deviations of the count. Errors of one symbol come
    /// together, so a few are no surprise.
    public var deviations: Double {
        let expected = theory * Double(bits)
        return expected > 0 ? (Double(errors) - expected) / (expected * (1 - theory)).squareRoot() : 0
    }
}
