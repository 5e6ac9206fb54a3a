#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Decibels: ten times the logarithm of a ratio of powers.
public enum Decibels {
    public static func ratio(_ decibels: Double) -> Double { pow(10, decibels / 10) }
    /// Minus infinity for 0.
    public static func from(ratio: Double) -> Double { 10 * log10(ratio) }
}

/// What no code can get past.
public enum ChannelCapacity {
    /// Nyquist (1928): without noise, a channel of `bandwidth` hertz takes 2 · bandwidth symbols a second, each one of `levels`
    /// levels. In bit/s.
    public static func nyquist(bandwidth: Double, levels: Int) -> Double { 2 * bandwidth * log2(Double(max(1, levels))) }

    /// Shannon (1948): with white Gaussian noise, bandwidth · log2(1 + S/N). `signalToNoise` is a ratio. In bit/s.
    public static func shannon(bandwidth: Double, signalToNoise: Double) -> Double { bandwidth * log2(1 + signalToNoise) }
}

/// Twisted-pair cable of category 5e (ANSI/TIA-568-C.2): how much of a signal arrives, and when.
public struct TwistedPair: Sendable {
    /// In metres.
    public var length: Double

    public init(length: Double) { self.length = length }

    /// Insertion loss in decibels at `frequency` hertz, which the standard gives from 1 to 100 MHz.
    public func attenuation(frequency: Double) -> Double {
        let megahertz = frequency / 1e6
        return (1.967 * megahertz.squareRoot() + 0.023 * megahertz + 0.050 / megahertz.squareRoot()) * length / 100
    }

    /// How long a bit is on its way, in seconds: about two thirds of the speed of light.
    public var propagationDelay: Double { length / (0.66 * 299_792_458) }

    /// How many bits are on the cable at once at `rate` bit/s.
    public func bitsInFlight(rate: Double) -> Double { propagationDelay * rate }
}
