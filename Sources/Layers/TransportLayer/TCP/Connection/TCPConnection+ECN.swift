import Wire

// Explicit congestion notification (RFC 3168 section 6.1).

extension TCPConnection {
    /// Whether a SYN asks for ECN. One that is sent again does not: some boxes drop what they do not know (section 6.1.1.1), and who has
    /// once sent a SYN without must not use it.
    var asksForECN: Bool { configuration.usesECN && counters.timeouts == 0 }

    /// The receiver's part: a mark is echoed in every acknowledgment until the peer says that it has slowed down.
    mutating func noteCongestionMark(_ segment: TCPSegment) {
        guard sender.usesECN else { return }
        if segment.flags.contains(.cwr) { receiver.echoesCongestion = false }
        if segment.ecn == .congestionExperienced {
            receiver.echoesCongestion = true
            acknowledge(.acknowledgement)
        }
    }

    /// The sender's part: slow down once for each window of data.
    mutating func noteCongestionEcho(_ segment: TCPSegment, at now: Instant) {
        guard sender.usesECN, segment.flags.contains(.ece), !segment.flags.contains(.syn) else { return }
        guard sender.recovery == .open || sender.recovery == .disorder, segment.acknowledgement > sender.reductionPoint else { return }
        sender.congestion.congestion(flight: sender.flight, at: now)
        sender.reductionPoint = sender.next
        sender.announcesReduction = true
        note("window reduced: the network marked a packet (ECN)", at: now)
    }
}
