import Wire

/// A SYN cookie (RFC 4987 section 3.6): an initial sequence number that holds all that a listener would have to remember, so that it
/// remembers nothing until the handshake is done.
///
///     |  5 bits  | 3 bits |             24 bits               |
///     |  minute  |  MSS   |  hash of the ends, IRS, minute, MSS |
///
/// The other options fit into the low bits of the timestamp, where the peer uses timestamps; without, they are lost.
///
///     |         26 bits         | 1 bit | 1 bit |   4 bits     |
///     |          clock          |  ECN  | SACK  | window scale |
struct SYNCookie {
    let sequence: SequenceNumber
    let timestamp: UInt32

    /// How long a cookie is good for: it names the minute it was made in.
    static let lifetime = Nanoseconds.seconds(128)
    private static let period: Int64 = 64_000_000_000
    /// The segment sizes that three bits can name.
    private static let sizes = [64, 536, 1024, 1220, 1300, 1400, 1440, 1460]
    private static let noScale: UInt32 = 15

    init(for open: TCPPassiveOpen, secrets: TCPSecrets, at now: Instant) {
        let minute = UInt32(truncatingIfNeeded: now.nanoseconds / Self.period)
        let size = Self.sizes.lastIndex { $0 <= open.peerSegmentSize } ?? 0
        let hash = secrets.cookie(for: open.pair, sequence: open.peerSequenceNumber, minute: minute, size: size)
        sequence = SequenceNumber((minute & 31) << 27 | UInt32(size) << 24 | hash & 0xff_ffff)

        let options = (open.windowScale.map { UInt32(min($0, 14)) } ?? Self.noScale) | (open.usesSACK ? 1 << 4 : 0) | (open.usesECN ? 1 << 5 : 0)
        let clock = UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) &+ open.timestampOffset
        let candidate = clock & ~63 | options
        // Never ahead of the clock, or the connection's next timestamp would be older than this one.
        timestamp = Int32(bitPattern: candidate &- clock) > 0 ? candidate &- 64 : candidate
    }

    /// What the cookie that `segment` acknowledges was made from; nil where it is none of ours, or too old.
    static func redeem(_ segment: TCPSegment, pair: SocketPair, segmentSize: Int, secrets: TCPSecrets, configuration: TCPConfiguration, at now: Instant) -> TCPPassiveOpen? {
        let cookie = (segment.acknowledgement - 1).rawValue
        let peerSequence = segment.sequence - 1
        let present = UInt32(truncatingIfNeeded: now.nanoseconds / period)
        let age = (present &- cookie >> 27) & 31
        guard age <= 1 else { return nil }
        let size = Int(cookie >> 24 & 7)
        let hash = secrets.cookie(for: pair, sequence: peerSequence, minute: present &- age, size: size)
        guard hash & 0xff_ffff == cookie & 0xff_ffff else { return nil }

        let options = configuration.usesTimestamps ? segment.timestamps?.echoReply : nil
        let scale = options.map { $0 & 15 } ?? noScale
        return TCPPassiveOpen(
            pair: pair, initialSequenceNumber: SequenceNumber(cookie), peerSequenceNumber: peerSequence,
            timestampOffset: secrets.timestampOffset(for: pair), peerSegmentSize: sizes[size],
            segmentSize: min(segmentSize, configuration.maximumSegmentSize),
            windowScale: configuration.usesWindowScale && scale != noScale ? UInt8(scale) : nil,
            usesSACK: configuration.usesSACK && (options ?? 0) & 1 << 4 != 0, usesECN: configuration.usesECN && (options ?? 0) & 1 << 5 != 0,
            timestamp: options == nil ? nil : segment.timestamps?.value, window: Int(segment.window), answeredAt: nil)
    }
}
