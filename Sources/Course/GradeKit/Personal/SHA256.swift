/// SHA-256 (FIPS 180-4) and HMAC over it (RFC 2104): a student's identifier becomes a seed. Small, because the libraries that have it
/// take longer to build than the whole grader.
enum SHA256 {
    static func of(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: (UInt64(message.count) * 8) >> UInt64(shift))) }
        for start in stride(from: 0, to: padded.count, by: 64) { mix(&state, padded[start..<start + 64]) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    /// HMAC: only who knows the key can reckon it.
    static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? of(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return of(block.map { $0 ^ 0x5c } + of(block.map { $0 ^ 0x36 } + message))
    }

    static func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    private static func mix(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        var schedule = stride(from: block.startIndex, to: block.endIndex, by: 4).map { at in block[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
        for index in 16..<64 {
            let a = schedule[index - 15], b = schedule[index - 2]
            let first = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3, second = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
            schedule.append(schedule[index - 16] &+ first &+ schedule[index - 7] &+ second)
        }
        var s = state
        for round in 0..<64 {
            let sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25), choice = s[4] & s[5] ^ ~s[4] & s[6]
            let first = s[7] &+ sum1 &+ choice &+ constants[round] &+ schedule[round]
            let sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22), majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
            s = [first &+ sum0 &+ majority, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
        }
        for index in 0..<8 { state[index] &+= s[index] }
    }

    private static func rotate(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [Int] = [], candidate = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The largest r with r³ ≤ prime · 2⁹⁶, by bisection in 128 bits: 2³² times the root.
            var low: UInt64 = 0, high: UInt64 = 1 << 36
            while high - low > 1 {
                let middle = (low + high) / 2
                if cubeIsAtMost(middle, prime) { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }()

    private static func cubeIsAtMost(_ root: UInt64, _ prime: Int) -> Bool {
        // root < 2³⁶: its cube takes 108 bits.
        let wide = UInt128(root)
        return wide * wide * wide <= UInt128(prime) << 96
    }
}
