public import Wire

/// A host's secrets for connections: what makes initial sequence numbers, timestamps and SYN cookies hard to guess.
public struct TCPSecrets: Sendable {
    /// A keyed hash of two ends and a number of the caller's.
    public typealias Hash = @Sendable (SocketPair, UInt64) -> UInt64
    private let hash: Hash

    /// Secrets from a key that nobody else knows.
    public init(key: SipHash.Key) {
        self.init { pair, number in
            var hash = SipHash(key: key)
            hash.add(pair.local.address)
            hash.add(pair.remote.address)
            hash.add(pair.local.port)
            hash.add(pair.remote.port)
            hash.add(number)
            return hash.value
        }
    }

    /// Secrets from any keyed hash function: tests choose their own.
    public init(hash: @escaping Hash) { self.hash = hash }

    /// An initial sequence number (RFC 9293 section 3.4.1, RFC 6528 section 3): a clock that ticks every 4 µs plus a hash of the two ends.
    public func initialSequenceNumber(for pair: SocketPair, at now: Instant) -> SequenceNumber {
        let ticks = UInt32(truncatingIfNeeded: now.nanoseconds / 4_000)
        return SequenceNumber(ticks &+ UInt32(truncatingIfNeeded: hash(pair, 0)))
    }

    /// What is added to a connection's timestamps (RFC 7323 section 5.4).
    public func timestampOffset(for pair: SocketPair) -> UInt32 { UInt32(truncatingIfNeeded: hash(pair, 1)) }

    /// The hash in a SYN cookie: over all that the peer could otherwise choose.
    func cookie(for pair: SocketPair, sequence: SequenceNumber, minute: UInt32, size: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: hash(pair, 1 << 63 | UInt64(minute & 0xfff_ffff) << 35 | UInt64(size & 7) << 32 | UInt64(sequence.rawValue)))
    }
}
