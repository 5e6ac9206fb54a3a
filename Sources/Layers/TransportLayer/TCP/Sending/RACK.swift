import Wire

/// Loss detection by time (RFC 8985 section 6): of two segments, the one sent later has arrived, and the other not within a
/// reordering window after.
struct RACKState: Sendable {
    /// When the most recently sent of the delivered segments was sent, its end, and its round trip (RACK.xmit_ts, end_seq, rtt).
    private(set) var sentAt: Instant?
    private var end = SequenceNumber(0)
    private(set) var roundTrip = Nanoseconds.zero
    /// The highest sequence number delivered (RACK.fack).
    private var forward: SequenceNumber?
    private(set) var hasSeenReordering = false
    /// RACK.reo_wnd_mult, reo_wnd_persist and dsack_round.
    private var multiplier = 1
    private var persistence = 0
    private var duplicateRound: SequenceNumber?

    /// Steps 1 to 3: a segment was delivered. `echoAge` tells how long ago the echoed timestamp was made.
    mutating func delivered(_ segment: SentSegments.Segment, echoAge: Nanoseconds?, minimum: Nanoseconds?, at now: Instant) {
        let sample = now - segment.sentAt
        let wasResent = segment.marks.contains(.everResent)
        if let forward {
            if segment.end < forward, !wasResent { hasSeenReordering = true }
            self.forward = SequenceNumber.later(forward, segment.end)
        } else {
            forward = segment.end
        }
        if wasResent {
            // Perhaps it was the original that arrived: then this tells nothing about the later sending.
            if let echoAge, echoAge > sample + .milliseconds(1) { return }
            if let minimum, sample < minimum { return }
        }
        roundTrip = sample
        if isSentAfter(segment.sentAt, segment.end) { (sentAt, end) = (segment.sentAt, segment.end) }
    }

    /// Whether a segment sent at `time` that ends at `sequence` was sent after the most recent delivered one.
    func isSentAfter(_ time: Instant, _ sequence: SequenceNumber) -> Bool {
        guard let sentAt else { return true }
        return time > sentAt || (time == sentAt && sequence > end)
    }

    /// Step 4: an acknowledgment that reports a duplicate widens the window, once a round trip.
    mutating func acknowledged(_ number: SequenceNumber, next: SequenceNumber, reportsDuplicate: Bool) {
        if let round = duplicateRound, number >= round { duplicateRound = nil }
        if reportsDuplicate, duplicateRound == nil {
            duplicateRound = next
            multiplier = min(multiplier + 1, 1000)
            persistence = 16
        }
    }

    mutating func leftRecovery() {
        guard persistence > 0 else { return }
        persistence -= 1
        if persistence == 0 { multiplier = 1 }
    }

    /// How long a segment may be overtaken before it counts as lost.
    func reorderingWindow(isRecovering: Bool, sackedSegments: Int, minimum: Nanoseconds?, smoothed: Nanoseconds?) -> Nanoseconds {
        if !hasSeenReordering, isRecovering || sackedSegments >= duplicateThreshold { return .zero }
        return min((minimum ?? .zero) * Int64(multiplier) / 4, smoothed ?? .zero)
    }
}

extension TCPConnection {
    /// A segment has arrived, told by SND.UNA or by SACK.
    mutating func delivered(_ segment: SentSegments.Segment, echo: UInt32?, at now: Instant) {
        guard receiver.usesSACK, configuration.usesRACK else { return }
        var age: Nanoseconds?
        if receiver.usesTimestamps, let echo { age = .milliseconds(Int64(Int32(bitPattern: stamp(at: now) &- echo))) }
        sender.rack.delivered(segment, echoAge: age, minimum: sender.minimumRoundTrip.value, at: now)
    }

    /// Step 5: finds what is lost by now, and when to look again.
    mutating func judgeByTime(_ news: AcknowledgementNews?, at now: Instant) -> Bool {
        if let news { sender.rack.acknowledged(sender.unacknowledged, next: sender.next, reportsDuplicate: news.reportsDuplicate) }
        timers.reordering = .distantFuture
        guard sender.rack.sentAt != nil else { return false }
        let window = sender.rack.reorderingWindow(
            isRecovering: sender.recovery == .recovery || sender.recovery == .loss, sackedSegments: sender.sent.sackedCount,
            minimum: sender.minimumRoundTrip.value, smoothed: sender.retransmission.smoothedRoundTrip)
        var found = false, isLostAgain = false, wait = Nanoseconds.zero
        for index in 0..<sender.sent.count {
            let segment = sender.sent[index]
            guard segment.isInNetwork else { continue }
            if sender.rack.isSentAfter(segment.sentAt, segment.end) {
                // What was sent once lies in the order of sending: nothing behind it can have been overtaken.
                if segment.marks.contains(.everResent) { continue }
                break
            }
            let remaining = segment.sentAt + sender.rack.roundTrip + window - now
            if remaining <= .zero {
                if segment.marks.contains(.resent), segment.sentAt >= sender.reducedAt { isLostAgain = true }
                lose(index)
                found = true
            } else {
                wait = max(wait, remaining)
            }
        }
        if wait > .zero { timers.reordering = now + wait }
        if isLostAgain, sender.recovery == .recovery || sender.recovery == .loss { lostAgain(at: now) }
        return found
    }
}
