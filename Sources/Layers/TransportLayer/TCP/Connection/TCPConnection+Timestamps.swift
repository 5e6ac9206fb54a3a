import Wire

// Timestamps and PAWS (RFC 7323 sections 3 to 5).

extension TCPConnection {
    /// The clock for TSval: milliseconds, moved by an offset of the connection's own.
    func stamp(at now: Instant) -> UInt32 {
        UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) &+ receiver.timestampOffset
    }

    /// Protection against wrapped sequence numbers (section 5.3, R1): whether the segment is no older than what came before it.
    mutating func passesTimestampCheck(_ segment: TCPSegment, at now: Instant) -> Bool {
        guard receiver.usesTimestamps, !segment.flags.contains(.rst) else { return true }
        guard let stamps = segment.timestamps else {
            // Section 3.2: once agreed upon, every segment has them.
            if observer != nil { tell(.rejected(segment, reason: "no timestamp"), at: now) }
            counters.pawsRejections += 1
            return false
        }
        guard Int32(bitPattern: stamps.value &- receiver.recentStamp) < 0 else { return true }
        // Section 5.5: a value that is 24 days old says nothing.
        if now - receiver.recentStampAt > .seconds(24 * 86_400) { return true }
        counters.pawsRejections += 1
        if observer != nil { tell(.rejected(segment, reason: "timestamp \(stamps.value) is older than \(receiver.recentStamp) (PAWS)"), at: now) }
        if segment.payloadLength > 0, segment.end <= receiver.next { reportDuplicate(segment.sequence, segment.end) }
        if segment.sequenceLength > 0 { acknowledge(.acknowledgement) } else { challenge(segment, nil, at: now) }
        return false
    }

    /// Section 4.3: which of the peer's timestamps is echoed.
    mutating func noteTimestamp(_ segment: TCPSegment, at now: Instant) {
        guard receiver.usesTimestamps, let stamps = segment.timestamps, segment.sequence <= receiver.lastAcknowledged else { return }
        guard Int32(bitPattern: stamps.value &- receiver.recentStamp) >= 0 || now - receiver.recentStampAt > .seconds(24 * 86_400) else { return }
        receiver.recentStamp = stamps.value
        receiver.recentStampAt = now
    }

    /// Whether `segment`, a SYN for the same two ends, may take the place of this connection, which is in TIME-WAIT
    /// (RFC 9293 section 3.10.7.4, RFC 6191 section 2).
    public func mayBeReplaced(by segment: TCPSegment) -> Bool {
        guard state == .timeWait, segment.flags.contains(.syn), segment.flags.isDisjoint(with: [.ack, .rst, .fin]) else { return false }
        if receiver.usesTimestamps, let stamps = segment.timestamps {
            let age = Int32(bitPattern: stamps.value &- receiver.recentStamp)
            if age != 0 { return age > 0 }
        }
        return segment.sequence > receiver.next
    }
}
