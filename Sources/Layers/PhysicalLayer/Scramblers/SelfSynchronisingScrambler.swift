/// The scrambler of 10GBASE-R (IEEE 802.3 clause 49.2.6; x^58 + x^39 + 1): each bit is added to those sent 39 and 58 bits before.
///
/// The receiver needs no seed: after 58 bits its register holds what was sent. The price: one wrong bit on the wire
/// becomes three.
public struct SelfSynchronisingScrambler: Sendable {
    /// The last bits on the wire, the newest lowest.
    private var register: UInt64
    private let taps: (UInt64, UInt64)

    /// - Parameters:
    ///   - taps: the polynomial's two exponents, 1 to 64.
    ///   - register: what counts as sent before the first bit.
    public init(taps: (Int, Int) = (39, 58), register: UInt64 = 0) {
        self.taps = (UInt64(min(max(taps.0, 1), 64) - 1), UInt64(min(max(taps.1, 1), 64) - 1))
        self.register = register
    }

    private func key() -> Bool { (register >> taps.0 ^ register >> taps.1) & 1 == 1 }

    public mutating func scramble(_ bits: Bits) -> Bits {
        bits.map { bit in
            let sent = bit != key()
            register = register << 1 | (sent ? 1 : 0)
            return sent
        }
    }

    public mutating func descramble(_ bits: Bits) -> Bits {
        bits.map { received in
            let bit = received != key()
            register = register << 1 | (received ? 1 : 0)
            return bit
        }
    }
}
