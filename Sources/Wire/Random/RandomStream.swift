/// A stream of random numbers that begins at a seed and is the same on every machine (SplitMix64).
///
/// A world has one seed; each node, link and fault draws from a stream of its own, named after it, so that
/// what one of them draws never shifts what another sees. The whole state is one number: a thousand idle
/// hosts cost eight bytes each.
public struct RandomStream: RandomNumberGenerator, Sendable, BitwiseCopyable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// The stream called `name` of the world that `seed` began.
    public init(seed: UInt64, name: some StringProtocol) {
        // FNV-1a over the name, then mixed with the seed: streams with neighbouring names have nothing in common.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = Self.mix(hash ^ Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15))
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mix(state)
    }

    /// A number from 0 up to but not including 1, of 53 random bits.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True with the given probability: never at 0, always at 1. Draws one number in either case.
    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// A number from 0 up to but not including `bound`, which is at least 1 (Lemire's multiplication; the bias is below 2⁻³² for
    /// the bounds that networks use).
    public mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: max(bound, 1)).high }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
