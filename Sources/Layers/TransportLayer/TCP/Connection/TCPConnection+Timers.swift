public import Wire

// What happens when a timer expires (RFC 9293 section 3.10.8).

extension TCPConnection {
    /// When ``nextSegment(at:)`` is to be called again even if nothing happens; `distantFuture` when never. Every call may change it.
    /// Before that time, calling is allowed and does nothing.
    public var nextDeadline: Instant { timers.next }

    /// Lets all timers expire that are due.
    mutating func expireTimers(at now: Instant) {
        if timers.lifetime <= now {
            timers.lifetime = .distantFuture
            move(state == .timeWait ? .timeWaitOver : .givenUp, at: now)
            end(at: now)
            return
        }
        if timers.delayedAcknowledgement <= now {
            timers.delayedAcknowledgement = .distantFuture
            acknowledge(.acknowledgement)
        }
        if timers.reordering <= now {
            timers.reordering = .distantFuture
            if judgeByTime(nil, at: now) {
                if sender.recovery == .open || sender.recovery == .disorder { enterRecovery(delivered: 0, at: now) }
                sender.reduction.foundLoss(pipe: pipe)
            }
        }
        if timers.tailProbe <= now { tailProbeDue() }
        if timers.persist <= now { persistTimerExpired(at: now) }
        if timers.keepAlive <= now { keepAliveDue(at: now) }
        if timers.retransmission <= now { retransmissionTimedOut(at: now) }
    }

    // MARK: Persist (section 3.8.6.1)

    /// Called when nothing is on its way and what there is to send does not fit: makes sure that the silence ends.
    mutating func armPersist(at now: Instant) {
        guard timers.persist == .distantFuture else { return }
        timers.persist = now + sender.retransmission.timeout
        if sender.window == 0, sender.waitingSince == nil { sender.waitingSince = now }
    }

    private mutating func persistTimerExpired(at now: Instant) {
        timers.persist = .distantFuture
        guard sender.sent.isEmpty else { return }
        if sender.window == 0 { output.windowProbe = true } else { output.overridesWaiting = true }
    }

    /// The peer's window has opened again: what waited for that goes at once.
    mutating func windowOpened(_ acknowledgement: SequenceNumber, at now: Instant) {
        sender.retransmission.resetBackOff()
        if sender.sent.count == 1, let probe = sender.sent.first, probe.marks.contains(.probe), acknowledgement == probe.sequence {
            // The probing byte did not get in: it goes again, with as much behind it as fits now.
            sender.sent.removeAll()
            sender.next = probe.sequence
            if sender.finish == probe.sequence { sender.finish = nil }
            timers.retransmission = .distantFuture
            output.headRetransmission = nil
            output.overridesWaiting = true
        } else if !sender.sent.isEmpty, acknowledgement == sender.unacknowledged {
            output.headRetransmission = .windowProbe
            armRetransmission(at: now)
        }
    }

    // MARK: Keep-alive (section 3.8.4)

    mutating func armKeepAlive(at now: Instant) {
        guard let idle = configuration.keepAliveIdle else { return }
        timers.keepAlive = state.isSynchronized && state != .timeWait ? now + idle : .distantFuture
    }

    private mutating func keepAliveDue(at now: Instant) {
        timers.keepAlive = .distantFuture
        guard configuration.keepAliveIdle != nil else { return }
        // While data is on its way, the retransmission timer asks the same question.
        if sender.sent.isEmpty {
            guard sender.keepAlivesSent < configuration.keepAliveProbes else { return fail(sender.softError ?? .timedOut, .givenUp, at: now) }
            sender.keepAlivesSent += 1
            output.keepAlive = true
        }
        timers.keepAlive = now + configuration.keepAliveInterval
    }
}
