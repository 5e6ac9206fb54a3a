import Wire

/// Tail loss probes (RFC 8985 section 7): where the end of a flight is lost, no acknowledgment can tell, and one more segment
/// after two round trips spares the retransmission timeout.
struct TailLossProbe: Sendable {
    /// SND.NXT when the probe was sent (TLP.end_seq); nil where none is outstanding.
    var end: SequenceNumber?
    /// Whether the probe was a retransmission (TLP.is_retrans).
    var isRetransmission = false
    /// How long a peer may hold its acknowledgment back (WCDelAckT).
    static let longestDelay = Nanoseconds.milliseconds(200)
}

extension TCPConnection {
    /// Section 7.2: schedules a probe, where one makes sense.
    mutating func armTailProbe(at now: Instant) {
        timers.tailProbe = .distantFuture
        guard receiver.usesSACK, configuration.usesRACK, state.isSynchronized, sender.recovery == .open, sender.tailProbe.end == nil, !sender.sent.isEmpty, sender.window > 0 else { return }
        var wait = Nanoseconds.seconds(1)
        if let smoothed = sender.retransmission.smoothedRoundTrip {
            wait = smoothed * 2
            if sender.sent.count == 1 { wait = wait + TailLossProbe.longestDelay }
        }
        let probe = now + max(wait, .milliseconds(2))
        // Where the retransmission timer expires as early, it does the work.
        if probe < timers.retransmission { timers.tailProbe = probe }
    }

    /// Section 7.3: the probe timer has expired.
    mutating func tailProbeDue() {
        timers.tailProbe = .distantFuture
        guard sender.recovery == .open, sender.tailProbe.end == nil, !sender.sent.isEmpty else { return }
        output.tailProbe = true
    }

    /// Section 7.4: whether the probe repaired a loss, which the congestion control is then to hear of.
    mutating func takeTailProbeAnswer(_ news: AcknowledgementNews, at now: Instant) {
        guard let end = sender.tailProbe.end, sender.unacknowledged >= end else { return }
        if sender.tailProbe.isRetransmission, !news.reportsDuplicate {
            if sender.unacknowledged > end {
                note("the tail loss probe repaired a loss", at: now)
                sender.congestion.congestion(flight: news.flight, at: now)
                sender.reductionPoint = sender.next
                sender.announcesReduction = sender.usesECN
                sender.tailProbe.end = nil
            } else if news.isDuplicate {
                sender.tailProbe.end = nil
            }
            return
        }
        sender.tailProbe.end = nil
    }
}
