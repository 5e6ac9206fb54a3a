import Wire

// Finding loss and repairing it: fast retransmit and fast recovery (RFC 5681 section 3.2), NewReno (RFC 6582), SACK's (RFC 6675)
// and RACK's (RFC 8985), and the retransmission timer's (RFC 6298 section 5).
//
// One rule decides how much may be sent in every case: pipe, the bytes thought to be in the network, stays within the congestion
// window. RFC 5681's inflation of the window by each duplicate acknowledgment is the same rule seen from the other side. In fast
// recovery with SACK, proportional rate reduction (RFC 9937) says what that window is.

/// Duplicate acknowledgments, or segments arrived beyond a gap, that show a loss (DupThresh).
let duplicateThreshold = 3

extension TCPConnection {
    /// Bytes thought to be in the network.
    var pipe: Int {
        var pipe = sender.flight - sender.sent.sackedBytes - sender.sent.waitingBytes
        if !receiver.usesSACK, sender.duplicateAcknowledgements > 0 {
            // Each duplicate acknowledgment says that some segment has left the network, and for that another may go (limited transmit, RFC 3042).
            pipe -= min(sender.duplicateAcknowledgements * sender.segmentSize, max(0, pipe - sender.segmentSize))
        }
        return max(0, pipe)
    }

    /// Bytes that may be in the network now.
    var sendingWindow: Int {
        receiver.usesSACK && sender.recovery == .recovery ? sender.reduction.window : sender.congestion.congestionWindow
    }

    /// What an acknowledgment means for loss recovery and the congestion window.
    mutating func recover(_ news: AcknowledgementNews, at now: Instant) {
        takeTailProbeAnswer(news, at: now)
        if sender.firstResentStamp != nil { undoIfSpurious(news, at: now) }
        if (sender.recovery == .recovery || sender.recovery == .loss), sender.unacknowledged >= sender.recoveryPoint { leaveRecovery(at: now) }

        let foundLoss: Bool
        if receiver.usesSACK {
            foundLoss = configuration.usesRACK ? judgeByTime(news, at: now) : judgeByCounting(at: now)
        } else {
            foundLoss = judgeByDuplicates(news)
        }
        if foundLoss, sender.recovery == .open || sender.recovery == .disorder { enterRecovery(delivered: news.delivered, at: now) }
        if sender.recovery == .recovery, news.delivered > 0 {
            sender.reduction.acknowledged(
                news.delivered, pipe: pipe, threshold: sender.congestion.congestionWindow, segmentSize: sender.segmentSize, isSafe: news.advanced > 0 && !foundLoss)
        }
        if sender.recovery == .open || sender.recovery == .disorder {
            sender.recovery = sender.sent.sackedBytes > 0 || sender.duplicateAcknowledgements > 0 ? .disorder : .open
        }
        if news.advanced > 0, sender.recovery != .recovery {
            let window = sender.congestion.congestionWindow
            let isLimited = sender.isWindowLimited || sender.recovery == .loss || (window < sender.congestion.slowStartThreshold && 2 * news.flight > window)
            sender.congestion.acknowledged(Acknowledgement(
                time: now, bytes: news.advanced, flight: news.flight, roundTrip: sender.latestRoundTrip,
                smoothedRoundTrip: sender.retransmission.smoothedRoundTrip, minimumRoundTrip: sender.minimumRoundTrip.value, isWindowLimited: isLimited))
        }
        if news.advanced > 0 { armTailProbe(at: now) }
    }

    /// Everything has been acknowledged, and now a duplicate is reported: what was sent again need not have been.
    mutating func reportedLate(_ news: AcknowledgementNews, at now: Instant) {
        takeTailProbeAnswer(news, at: now)
        if configuration.usesRACK { sender.rack.acknowledged(sender.unacknowledged, next: sender.next, reportsDuplicate: true) }
    }

    /// Without SACK: three duplicates (RFC 5681 section 3.2), and in recovery each partial acknowledgment (RFC 6582 section 3.2).
    private mutating func judgeByDuplicates(_ news: AcknowledgementNews) -> Bool {
        if news.advanced > 0 {
            if sender.recovery == .recovery, !sender.sent.isEmpty {
                // A partial acknowledgment: the next segment is missing, too. The duplicates for what was now acknowledged are used up.
                sender.duplicateAcknowledgements = max(0, sender.duplicateAcknowledgements - max(0, news.segmentsAcknowledged - 1))
                lose(0)
                return true
            }
            sender.duplicateAcknowledgements = 0
            return false
        }
        guard news.isDuplicate, sender.recovery != .loss, configuration.usesFastRetransmit else { return false }
        sender.duplicateAcknowledgements = min(sender.duplicateAcknowledgements + 1, max(0, sender.sent.count - 1))
        // RFC 6582 section 3.2 step 2: not for what a time-out or an earlier recovery has sent again.
        guard sender.recovery != .recovery, sender.duplicateAcknowledgements >= duplicateThreshold, sender.unacknowledged > sender.recoveryPoint else { return false }
        lose(0)
        return true
    }

    /// Fast recovery begins. `delivered` bytes have arrived with the acknowledgment that tells of the loss.
    mutating func enterRecovery(delivered: Int, at now: Instant) {
        note(receiver.usesSACK ? "fast retransmit: selective acknowledgments show a loss" : "fast retransmit: third duplicate ACK", at: now)
        sender.recovery = .recovery
        sender.recoveryPoint = sender.next
        sender.firstResentStamp = nil
        counters.fastRecoveries += 1
        sender.reduction.begin(flight: sender.flight - sender.sent.sackedBytes + delivered, pipe: pipe)
        reduceWindow(at: now)
        // The first goes out at once, whatever is in the network (RFC 6675 section 5, step 4.3).
        output.headRetransmission = .fastRetransmission
        timers.tailProbe = .distantFuture
        sender.tailProbe.end = nil
    }

    /// A retransmission was lost as well: a second sign of congestion, for which the window is reduced again (RFC 5681 section 4.3).
    mutating func lostAgain(at now: Instant) {
        note("a retransmission was lost: the window is reduced again", at: now)
        sender.reduction.begin(flight: sender.flight - sender.sent.sackedBytes, pipe: pipe)
        reduceWindow(at: now)
    }

    private mutating func reduceWindow(at now: Instant) {
        // FlightSize counts what SACK has reported, too, though it has left the network. Half of it may be more than the window was.
        sender.congestion.congestion(flight: min(sender.flight, sender.congestion.congestionWindow), at: now)
        sender.reducedAt = now
        sender.reductionPoint = sender.next
        sender.announcesReduction = sender.usesECN
    }

    private mutating func leaveRecovery(at now: Instant) {
        note("recovery is over: all that was on its way is acknowledged", at: now)
        sender.rack.leftRecovery()
        sender.recovery = .open
        sender.duplicateAcknowledgements = 0
        sender.firstResentStamp = nil
    }

    /// Eifel detection (RFC 3522): the acknowledgment echoes a segment from before the first retransmission, so the original arrived.
    private mutating func undoIfSpurious(_ news: AcknowledgementNews, at now: Instant) {
        guard news.advanced > 0, let first = sender.firstResentStamp, let echo = sender.lastEcho, Int32(bitPattern: echo &- first) < 0 else { return }
        guard sender.recovery == .recovery || sender.recovery == .loss else { return }
        note("undone: the original segment had arrived", at: now)
        counters.spuriousRetransmissions += 1
        sender.congestion.undo()
        for index in 0..<sender.sent.count where sender.sent[index].marks.contains(.lost) { sender.sent.mark(index, removing: [.lost, .resent]) }
        output.headRetransmission = nil
        leaveRecovery(at: now)
    }

    /// The retransmission timer has expired (RFC 6298 section 5).
    mutating func retransmissionTimedOut(at now: Instant) {
        timers.retransmission = .distantFuture
        guard let oldest = sender.sent.first else { return }
        let waited = sender.retransmission.timeout
        counters.timeouts += 1
        sender.retransmission.backOff()
        if state == .synSent || state == .synReceived {
            guard now - sender.startedAt < configuration.connectTimeout else { return fail(sender.softError ?? .timedOut, .givenUp, at: now) }
            sender.recovery = .loss
            note("RTO expired after \(waited): the SYN was not answered", at: now)
            output.headRetransmission = .handshake
            return armRetransmission(at: now)
        }
        if sender.window == 0 {
            // The peer's window is closed: this is a probe of it, and says nothing about the network.
            guard now - sender.heardAt < configuration.userTimeout else { return fail(sender.softError ?? .timedOut, .givenUp, at: now) }
            output.headRetransmission = .windowProbe
            return armRetransmission(at: now)
        }
        guard now - (sender.waitingSince ?? now) < configuration.userTimeout else { return fail(sender.softError ?? .timedOut, .givenUp, at: now) }
        note("RTO expired after \(waited)", at: now)
        // A peer that has let go of what it had reported (RFC 2018 section 8).
        let isReneging = oldest.marks.contains(.sacked)
        let isFirst = sender.timedOutAt != sender.unacknowledged
        sender.congestion.timedOut(flight: sender.flight, isFirst: isFirst, at: now)
        sender.timedOutAt = sender.unacknowledged
        for index in 0..<sender.sent.count where isReneging || !sender.sent[index].marks.contains(.sacked) {
            sender.sent.mark(index, adding: .lost, removing: isReneging ? [.resent, .sacked] : .resent)
        }
        if isReneging { sender.lastBlocks = SACKBlocks() }
        sender.resendHint = sender.unacknowledged
        sender.recovery = .loss
        sender.recoveryPoint = sender.next
        sender.duplicateAcknowledgements = 0
        if isFirst { sender.firstResentStamp = nil }
        sender.announcesReduction = sender.usesECN
        sender.reductionPoint = sender.next
        sender.reducedAt = now
        sender.tailProbe.end = nil
        timers.tailProbe = .distantFuture
        timers.reordering = .distantFuture
        output.headRetransmission = .timeoutRetransmission
        armRetransmission(at: now)
    }

    /// Starts the retransmission timer anew, or stops it where nothing is on its way (RFC 6298 section 5.2 and 5.3).
    mutating func armRetransmission(at now: Instant) {
        timers.retransmission = sender.sent.isEmpty ? .distantFuture : now + sender.retransmission.timeout
        if sender.sent.isEmpty {
            timers.tailProbe = .distantFuture
            timers.reordering = .distantFuture
        }
    }
}
