public import Wire

// What goes out, and in which order: a reset; what a timer or a loss calls for again; new data and the FIN; bare acknowledgments.

extension TCPConnection {
    /// The next segment to be sent; nil when there is nothing to send until something happens or ``nextDeadline`` comes.
    public mutating func nextSegment(at now: Instant) -> TCPSegment? {
        if timers.next <= now { expireTimers(at: now) }
        if let reset = output.reset {
            output.reset = nil
            return makeReset(reset.sequence, reset.acknowledgement, at: now)
        }
        guard state != .closed, state != .listen else { return nil }
        if output.handshake {
            output.handshake = false
            return sendSYN(at: now)
        }
        if let segment = nextRetransmission(at: now) ?? nextData(at: now) { return segment }
        if output.keepAlive {
            // One before what is expected: not acceptable, so that the peer answers.
            output.keepAlive = false
            return make(sender.next - 1, 0, [.ack], .keepAlive, at: now)
        }
        if let reason = output.acknowledgement, state != .synSent {
            return make(sender.next, 0, [.ack], reason, at: now)
        }
        return nil
    }

    private mutating func sendSYN(at now: Instant) -> TCPSegment {
        sender.next = sender.initial + 1
        sender.sent.append(SentSegments.Segment(sequence: sender.initial, length: 1, sentAt: now))
        armRetransmission(at: now)
        return make(sender.initial, 0, [.syn], .handshake, at: now)
    }

    // MARK: Again

    private mutating func nextRetransmission(at now: Instant) -> TCPSegment? {
        if let reason = output.headRetransmission {
            output.headRetransmission = nil
            let index = sender.sent.waitingBytes > 0 ? firstWaiting() : 0
            if index < sender.sent.count { return resend(index, reason, at: now) }
        }
        if sender.sent.waitingBytes > 0, sender.window > 0 {
            let index = firstWaiting()
            if index < sender.sent.count {
                let length = min(Int(sender.sent[index].length), sender.segmentSize), pipe = pipe
                if pipe == 0 || pipe + length <= sendingWindow {
                    return resend(index, sender.recovery == .loss ? .timeoutRetransmission : .fastRetransmission, at: now)
                }
            }
        }
        if output.tailProbe {
            output.tailProbe = false
            return sendTailProbe(at: now)
        }
        return nil
    }

    /// The first lost segment that was not sent again; `count` where there is none.
    private mutating func firstWaiting() -> Int {
        var index = sender.sent.firstIndex(from: sender.resendHint)
        while index < sender.sent.count {
            let segment = sender.sent[index]
            if segment.marks.contains(.lost), !segment.marks.contains(.resent) {
                sender.resendHint = segment.sequence
                return index
            }
            index += 1
        }
        return index
    }

    private mutating func resend(_ index: Int, _ reason: TCPSendReason, at now: Instant) -> TCPSegment {
        // What the path or the peer takes may have shrunk since.
        if Int(sender.sent[index].length) > sender.segmentSize { sender.sent.split(index, after: sender.segmentSize) }
        let isLost = sender.sent[index].marks.contains(.lost)
        sender.sent.mark(index, adding: isLost ? [.resent, .everResent] : .everResent)
        sender.sent[index].sentAt = now
        let segment = sender.sent[index]
        sender.reduction.sent(Int(segment.length))
        counters.retransmissions += 1
        if sender.firstResentStamp == nil, receiver.usesTimestamps { sender.firstResentStamp = stamp(at: now) }
        // The timer runs for the oldest segment: from now, if that is the one.
        if index == 0 || timers.retransmission == .distantFuture { armRetransmission(at: now) }
        if segment.sequence == sender.initial { return make(segment.sequence, 0, state == .synReceived ? [.syn, .ack] : [.syn], reason, at: now) }
        return sendAgain(segment.sequence, Int(segment.length), reason, at: now)
    }

    /// Bytes from the buffer that were sent before, and the FIN where it is among them.
    private mutating func sendAgain(_ sequence: SequenceNumber, _ length: Int, _ reason: TCPSendReason, at now: Instant) -> TCPSegment {
        let hasFinish = sender.finish.map { sequence + length > $0 } ?? false
        let payload = length - (hasFinish ? 1 : 0)
        var flags: TCPFlags = hasFinish ? [.ack, .fin] : [.ack]
        if payload > 0, sequence + payload == sender.bufferEnd { flags.insert(.psh) }
        return make(sequence, payload, flags, reason, at: now)
    }

    private mutating func sendTailProbe(at now: Instant) -> TCPSegment? {
        guard !sender.sent.isEmpty else { return nil }
        sender.tailProbe.end = nil
        counters.tailLossProbes += 1
        if sender.unsent > 0, sender.unacknowledged + sender.window > sender.next {
            let length = min(sender.unsent, sender.segmentSize, sender.unacknowledged + sender.window - sender.next)
            let segment = sendNew(length, isFinishing: false, .tailLossProbe, at: now)
            sender.tailProbe.isRetransmission = false
            sender.tailProbe.end = sender.next
            armRetransmission(at: now)
            timers.tailProbe = .distantFuture
            return segment
        }
        let index = sender.sent.count - 1
        guard !sender.sent[index].marks.contains(.sacked) else { return nil }
        sender.tailProbe.isRetransmission = true
        sender.tailProbe.end = sender.next
        let segment = resend(index, .tailLossProbe, at: now)
        armRetransmission(at: now)
        return segment
    }

    // MARK: New

    /// The most segments on their way at a time: small writes must not fill the memory with bookkeeping.
    private var segmentLimit: Int { 64 + configuration.sendBufferLimit / 256 }

    private mutating func nextData(at now: Instant) -> TCPSegment? {
        guard state.isSynchronized else { return nil }
        let available = sender.unsent
        let wantsFinish = sender.isFinishing && sender.finish == nil
        guard available > 0 || wantsFinish else {
            sender.isWindowLimited = false
            return nil
        }
        guard sender.sent.count < segmentLimit else { return nil }
        let usable = sender.unacknowledged + sender.window - sender.next
        if output.windowProbe {
            output.windowProbe = false
            if usable <= 0, sender.sent.isEmpty { return sendProbe(at: now) }
        }
        var full = sender.segmentSize
        if receiver.duplicate != nil || receiver.reassembler.outOfOrder > 0, receiver.usesSACK {
            full = max(1, full - sackBlocks(besides: 0).count * 8 - 4)
        }
        let length = min(available, full, usable)
        let finishes = wantsFinish && length == available && usable > length
        guard length > 0 || (finishes && available == 0) else {
            sender.isWindowLimited = false
            if sender.sent.isEmpty { armPersist(at: now) }
            return nil
        }
        if sender.sent.isEmpty { restartAfterIdle(at: now) }
        let pipe = pipe
        guard pipe == 0 || pipe + length <= sendingWindow else {
            sender.isWindowLimited = true
            return nil
        }
        // Silly window avoidance (RFC 9293 section 3.8.6.2.1) and Nagle's algorithm (section 3.7.4).
        let isWorthIt = length == full || finishes || output.overridesWaiting
            || (length == available && (!configuration.usesNagle || sender.sent.isEmpty || sender.urgent != nil))
            || (length >= sender.maximumWindow / 2 && length < available)
        guard isWorthIt else {
            sender.isWindowLimited = false
            if sender.sent.isEmpty { armPersist(at: now) }
            return nil
        }
        output.overridesWaiting = false
        return sendNew(length, isFinishing: finishes, length == 0 ? .finish : .data, at: now)
    }

    private mutating func sendNew(_ length: Int, isFinishing: Bool, _ reason: TCPSendReason, at now: Instant) -> TCPSegment {
        let sequence = sender.next, isLast = length == sender.unsent
        let total = length + (isFinishing ? 1 : 0)
        if isFinishing { sender.finish = sequence + length }
        if sender.sent.isEmpty { sender.waitingSince = now }
        sender.sent.append(SentSegments.Segment(sequence: sequence, length: UInt32(total), sentAt: now))
        sender.next += total
        sender.reduction.sent(total)
        sender.lastSentAt = now
        timers.persist = .distantFuture
        if timers.retransmission == .distantFuture { armRetransmission(at: now) }
        if reason != .tailLossProbe { armTailProbe(at: now) }
        var flags: TCPFlags = isFinishing ? [.ack, .fin] : [.ack]
        if isLast, length > 0 { flags.insert(.psh) }
        return make(sequence, length, flags, reason, at: now)
    }

    /// One byte, or the FIN, into a closed window.
    private mutating func sendProbe(at now: Instant) -> TCPSegment {
        let isFinish = sender.unsent == 0
        let segment = sendNew(isFinish ? 0 : 1, isFinishing: isFinish, .windowProbe, at: now)
        sender.sent.mark(sender.sent.count - 1, adding: .probe)
        timers.tailProbe = .distantFuture
        return segment
    }

    /// RFC 5681 section 4.1: after silence, what the network takes is not known any more.
    private mutating func restartAfterIdle(at now: Instant) {
        guard sender.lastSentAt > .zero, now - sender.lastSentAt > sender.retransmission.timeout else { return }
        sender.congestion.restartedAfterIdle()
    }
}
