#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A point of a constellation: the amplitudes of cosine and sine.
public struct ConstellationPoint: Hashable, Sendable {
    /// In phase.
    public var i: Double
    /// In quadrature.
    public var q: Double

    public init(i: Double, q: Double) {
        self.i = i
        self.q = q
    }

    public var energy: Double { i * i + q * q }
}

/// A modulation with a constellation of two, four, sixteen or sixty-four points, neighbours differing in one bit (Gray code),
/// mean energy 1.
public enum Modulation: String, Sendable, CaseIterable {
    case bpsk = "BPSK"
    case qpsk = "QPSK"
    case qam16 = "16-QAM"
    case qam64 = "64-QAM"

    public var bitsPerSymbol: Int {
        switch self {
        case .bpsk: 1
        case .qpsk: 2
        case .qam16: 4
        case .qam64: 6
        }
    }

    /// Bits on each of the two axes; BPSK has only one axis.
    private var bitsPerAxis: Int { self == .bpsk ? 1 : bitsPerSymbol / 2 }
    private var levels: Int { 1 << bitsPerAxis }
    /// What makes the mean energy of a symbol 1.
    private var scale: Double {
        let axis = Double(levels * levels - 1) / 3
        return 1 / (self == .bpsk ? axis : 2 * axis).squareRoot()
    }

    /// The points for `bits`; bits over a multiple of ``bitsPerSymbol`` are left out.
    public func modulate(_ bits: Bits) -> [ConstellationPoint] {
        stride(from: 0, through: bits.count - bitsPerSymbol, by: bitsPerSymbol).map { start in
            let i = amplitude(bits[start..<start + bitsPerAxis])
            let q = self == .bpsk ? 0 : amplitude(bits[start + bitsPerAxis..<start + bitsPerSymbol])
            return ConstellationPoint(i: i, q: q)
        }
    }

    /// The bits of the points nearest to those received.
    public func demodulate(_ points: [ConstellationPoint]) -> Bits {
        points.flatMap { point in self == .bpsk ? bits(point.i) : bits(point.i) + bits(point.q) }
    }

    private func amplitude(_ bits: ArraySlice<Bool>) -> Double {
        let gray = bits.reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        var number = gray, shift = gray >> 1
        while shift > 0 {
            number ^= shift
            shift >>= 1
        }
        return Double(2 * number - (levels - 1)) * scale
    }

    private func bits(_ amplitude: Double) -> Bits {
        let place = (amplitude / scale + Double(levels - 1)) / 2
        let number = min(max(Int(place.rounded().clamped(-1, Double(levels))), 0), levels - 1)
        let gray = number ^ number >> 1
        return (0..<bitsPerAxis).map { gray >> (bitsPerAxis - 1 - $0) & 1 == 1 }
    }

    /// The share of bits that white Gaussian noise makes wrong, at `ebN0` of energy per bit over noise density (a ratio, not dB).
    ///
    /// BPSK and QPSK: Q(sqrt(2 Eb/N0)). QAM: the exact sum over all decision borders for Gray-coded square constellations
    /// (Cho and Yoon, IEEE Transactions on Communications 50(7), 2002).
    public func bitErrorRate(ebN0: Double) -> Double {
        switch self {
        case .bpsk, .qpsk: return 0.5 * erfc(ebN0.squareRoot())
        case .qam16, .qam64:
            let side = Double(levels), m = side * side
            let distance = (3 * Double(bitsPerSymbol) * ebN0 / (2 * (m - 1))).squareRoot()
            var sum = 0.0
            for k in 1...bitsPerAxis {
                let half = Double(1 << (k - 1))
                for index in 0..<Int((1 - 1 / (2 * half)) * side) {
                    let position = Double(index) * half / side
                    let sign = Int(position.rounded(.down)).isMultiple(of: 2) ? 1.0 : -1.0
                    sum += sign * (half - (position + 0.5).rounded(.down)) * erfc(Double(2 * index + 1) * distance)
                }
            }
            return sum / side / Double(bitsPerAxis)
        }
    }
}

extension Double {
    fileprivate func clamped(_ low: Double, _ high: Double) -> Double { isNaN ? low : Swift.min(Swift.max(self, low), high) }
}
