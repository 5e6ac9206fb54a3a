/// The same numbers for the same seed, on any machine (SplitMix64): tests that draw at random fail the same way twice.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// `count` bytes at random.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// `bytes` with some damage: octets changed, bits flipped, cut short, made longer, a part doubled.
    public mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0...3, using: &self) {
            guard !bytes.isEmpty else { return self.bytes(4) }
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: bytes[place] = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff].randomElement(using: &self) ?? 0
            case 3: bytes.removeSubrange(place...)
            case 4: bytes += self.bytes(Int.random(in: 1...24, using: &self))
            default: bytes.insert(contentsOf: Array(bytes[place...].prefix(8)), at: place)
            }
        }
        return bytes
    }
}
