/// SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash that nobody can predict or collide without the key.
///
/// For initial sequence numbers (RFC 9293 section 3.4.1, RFC 6528), SYN cookies and tables that a peer must not overfill. The
/// key is always given, so that a simulation hashes alike on every run.
public struct SipHash: Sendable {
    /// 128 secret bits.
    public struct Key: Hashable, Sendable, BitwiseCopyable {
        public var first, second: UInt64

        public init(_ first: UInt64, _ second: UInt64) {
            self.first = first
            self.second = second
        }

        /// A key drawn from `random`.
        public init(using random: inout some RandomNumberGenerator) { self.init(random.next(), random.next()) }
    }

    private var v0, v1, v2, v3: UInt64
    /// Octets that do not yet make a word, the first in the low bits.
    private var pending: UInt64 = 0
    private var pendingBits: UInt64 = 0
    private var length: UInt8 = 0

    public init(key: Key) {
        // "somepseudorandomlygeneratedbytes", as the authors chose.
        v0 = key.first ^ 0x736f_6d65_7073_6575
        v1 = key.second ^ 0x646f_7261_6e64_6f6d
        v2 = key.first ^ 0x6c79_6765_6e65_7261
        v3 = key.second ^ 0x7465_6462_7974_6573
    }

    /// Adds a number's octets, the least significant first.
    @inline(__always)
    public mutating func add(_ number: UInt64) { add(number, octets: 8) }
    @inline(__always)
    public mutating func add(_ number: UInt32) { add(UInt64(number), octets: 4) }
    @inline(__always)
    public mutating func add(_ number: UInt16) { add(UInt64(number), octets: 2) }
    @inline(__always)
    public mutating func add(_ number: UInt8) { add(UInt64(number), octets: 1) }

    /// Adds an address's octets and its version, so that no IPv4 address looks like an IPv6 one.
    public mutating func add(_ address: IPAddress) {
        switch address {
        case .v4(let address):
            add(UInt8(4))
            add(address.rawValue)
        case .v6(let address):
            add(UInt8(6))
            add(address.high)
            add(address.low)
        }
    }

    /// Adds octets.
    public mutating func add(_ bytes: RawSpan) {
        var offset = 0
        while offset &+ 8 <= bytes.byteCount {
            add(UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        while offset < bytes.byteCount {
            add(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
            offset &+= 1
        }
    }

    private mutating func add(_ number: UInt64, octets: UInt64) {
        length &+= UInt8(truncatingIfNeeded: octets)
        pending |= number << pendingBits
        let bits = pendingBits &+ 8 &* octets
        if bits < 64 {
            pendingBits = bits
            return
        }
        compress(pending)
        // What did not fit: Swift's shift gives 0 where all of it did.
        pending = number >> (64 - pendingBits)
        pendingBits = bits &- 64
    }

    /// The hash of all that was added. More may be added afterwards.
    public var value: UInt64 {
        var last = self
        last.compress(pending | UInt64(length) << 56)
        last.v2 ^= 0xff
        for _ in 0..<4 { last.round() }
        return last.v0 ^ last.v1 ^ last.v2 ^ last.v3
    }

    /// The hash of `bytes`.
    public static func of(_ bytes: RawSpan, key: Key) -> UInt64 {
        var hash = SipHash(key: key)
        hash.add(bytes)
        return hash.value
    }

    public static func of(_ bytes: [UInt8], key: Key) -> UInt64 { of(bytes.span.bytes, key: key) }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = v1.rotated(by: 13) ^ v0
        v0 = v0.rotated(by: 32)
        v2 = v2 &+ v3
        v3 = v3.rotated(by: 16) ^ v2
        v0 = v0 &+ v3
        v3 = v3.rotated(by: 21) ^ v0
        v2 = v2 &+ v1
        v1 = v1.rotated(by: 17) ^ v2
        v2 = v2.rotated(by: 32)
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate func rotated(by bits: UInt64) -> UInt64 { self &<< bits | self &>> (64 &- bits) }
}
