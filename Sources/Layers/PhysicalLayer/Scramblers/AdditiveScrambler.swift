/// The scrambler of 100BASE-TX (ANSI X3.263 clause 7.2; x^11 + x^9 + 1): each bit is added to one of an endless sequence that both
/// ends know, which spreads the power of idle and of repetitive data over the spectrum.
///
/// The receiver's register must be in step with the sender's; it finds the step from the idles between frames.
public struct AdditiveScrambler: Sendable {
    /// Eleven bits, the newest lowest. All zeros would stay all zeros.
    public private(set) var register: UInt16

    /// - Parameter seed: the register's eleven bits; 0 counts as all ones.
    public init(seed: UInt16 = 0x7ff) { register = seed & 0x7ff == 0 ? 0x7ff : seed & 0x7ff }

    /// The next bit of the sequence; it repeats after 2047.
    public mutating func next() -> Bool {
        let bit = (register >> 10 ^ register >> 8) & 1
        register = register << 1 & 0x7ff | bit
        return bit == 1
    }

    /// Scrambles, or, from the same register, brings back.
    public mutating func apply(_ bits: Bits) -> Bits { bits.map { $0 != next() } }
}
