import Wire

// The ACK field (RFC 9293 section 3.10.7.4, fifth): what it acknowledges, the window it carries, what it says about loss.

extension TCPConnection {
    /// Takes an acknowledgment. False where the segment is to be dropped with all that it carries.
    mutating func receiveAcknowledgement(_ segment: TCPSegment, at now: Instant) -> Bool {
        let number = segment.acknowledgement
        if state == .synReceived {
            guard number > sender.unacknowledged, number <= sender.next else {
                output.reset = (number, nil)
                return false
            }
            becomeEstablished(segment, at: now)
        }
        if number > sender.next {
            challenge(segment, "acknowledges what was not sent yet", at: now)
            return false
        }
        // RFC 5961 section 5.2: far too old to be the peer's.
        if number < sender.unacknowledged - max(sender.maximumWindow, 1) {
            challenge(segment, "acknowledges what was acknowledged long ago", at: now)
            return false
        }
        let flight = sender.flight, segmentsBefore = sender.sent.count, sackedBefore = sender.sent.sackedBytes
        guard number >= sender.unacknowledged else {
            // Overtaken by a later one: only what it reports beyond gaps may still be news.
            guard receiver.usesSACK, flight > 0, !segment.sackBlocks.isEmpty else { return true }
            var news = AcknowledgementNews(flight: flight)
            news.reportsDuplicate = takeSACKBlocks(segment, &news, at: now)
            news.delivered = max(0, sender.sent.sackedBytes - sackedBefore)
            recover(news, at: now)
            return true
        }
        let isWindowSame = !updateWindow(segment, at: now)
        sender.lastEcho = segment.timestamps?.echoReply
        var news = AcknowledgementNews(flight: flight)
        news.reportsDuplicate = sender.sent.isEmpty && segment.sackBlocks.isEmpty ? false : takeSACKBlocks(segment, &news, at: now)
        if number > sender.unacknowledged {
            news.advanced = number - sender.unacknowledged
            advance(to: number, echo: segment.timestamps?.echoReply, &news, at: now)
            news.segmentsAcknowledged = segmentsBefore - sender.sent.count
        } else if flight > 0, isWindowSame, segment.payloadLength == 0, !segment.flags.contains(.fin), sender.window > 0 {
            // RFC 5681 section 2: a duplicate acknowledgment; with SACK, only one that brings news is (RFC 6675 section 2).
            news.isDuplicate = receiver.usesSACK ? news.newlySacked > 0 : true
            if news.isDuplicate { counters.duplicateAcknowledgements += 1 }
        }
        news.delivered = max(0, news.advanced + sender.sent.sackedBytes - sackedBefore)
        noteCongestionEcho(segment, at: now)
        if flight > 0 { recover(news, at: now) } else if news.reportsDuplicate { reportedLate(news, at: now) }
        if news.advanced > 0 || sender.sent.isEmpty { acknowledgedFinish(at: now) }
        return true
    }

    /// SYN-RECEIVED to ESTABLISHED, and what the program wanted in the meantime.
    private mutating func becomeEstablished(_ segment: TCPSegment, at now: Instant) {
        move(.receiveACKofSYN, at: now)
        sender.window = Int(segment.window) << Int(sender.windowShift)
        sender.maximumWindow = max(sender.maximumWindow, sender.window)
        sender.windowSequence = segment.sequence
        sender.windowAcknowledgement = segment.acknowledgement
        widenEdge()
        beginSending()
        armKeepAlive(at: now)
        if sender.isFinishing { move(.close, at: now) }
    }

    /// Takes the window, unless the segment is older than the one that brought the present window. Returns whether it changed.
    ///
    /// A segment that acknowledges something new is no older, even where it was sent again (a FIN, say, whose sequence number lies
    /// before that of later acknowledgments): the present window would reach too far from the new SND.UNA.
    private mutating func updateWindow(_ segment: TCPSegment, at now: Instant) -> Bool {
        guard segment.acknowledgement > sender.unacknowledged || sender.windowSequence < segment.sequence
            || (sender.windowSequence == segment.sequence && sender.windowAcknowledgement <= segment.acknowledgement) else { return false }
        let window = Int(segment.window) << Int(sender.windowShift)
        let previous = sender.window
        sender.window = window
        sender.windowSequence = segment.sequence
        sender.windowAcknowledgement = segment.acknowledgement
        sender.maximumWindow = max(sender.maximumWindow, window)
        widenEdge(to: segment.acknowledgement + window)
        if window > 0 { timers.persist = .distantFuture }
        if previous == 0, window > 0 { windowOpened(segment.acknowledgement, at: now) }
        return window != previous
    }

    mutating func widenEdge() { widenEdge(to: sender.unacknowledged + sender.window) }
    private mutating func widenEdge(to edge: SequenceNumber) { sender.windowEdge = SequenceNumber.later(sender.windowEdge, edge) }

    /// SND.UNA moves on to `number`: lets go of what has arrived and measures the round trip.
    mutating func advance(to number: SequenceNumber, echo: UInt32?, at now: Instant) {
        var news = AcknowledgementNews(flight: sender.flight)
        advance(to: number, echo: echo, &news, at: now)
    }

    private mutating func advance(to number: SequenceNumber, echo: UInt32?, _ news: inout AcknowledgementNews, at now: Instant) {
        var firstSentAt: Instant?, isAmbiguous = false
        while let segment = sender.sent.first, segment.end <= number {
            if !segment.marks.contains(.sacked) {
                if segment.marks.contains(.everResent) { isAmbiguous = true } else if firstSentAt == nil { firstSentAt = segment.sentAt }
                delivered(segment, echo: echo, at: now)
            }
            sender.sent.removeFirst()
        }
        if let segment = sender.sent.first, segment.sequence < number { sender.sent.trimFirst(to: number) }
        sender.unacknowledged = number
        sender.resendHint = SequenceNumber.later(sender.resendHint, number)
        sender.judgedLost = SequenceNumber.later(sender.judgedLost, number)

        var dataEnd = number
        if let finish = sender.finish { dataEnd = SequenceNumber.earlier(dataEnd, finish) }
        let bytes = dataEnd - sender.bufferStart
        if bytes > 0 {
            sender.buffer.removeFirst(bytes)
            sender.bufferStart = dataEnd
        }
        if let urgent = sender.urgent, urgent <= number { sender.urgent = nil }

        measure(firstSentAt, isAmbiguous: isAmbiguous, echo: echo, flight: news.flight, at: now)
        sender.retransmission.resetBackOff()
        sender.timedOutAt = nil
        sender.waitingSince = sender.sent.isEmpty ? nil : now
        armRetransmission(at: now)
        // Once a quarter is free: a program that is told of every segment's room would be woken for each.
        if sender.isFull, sendCapacity >= configuration.sendBufferLimit / 4 {
            sender.isFull = false
            events.insert(.writable)
        }
        if sender.unsent == 0, sender.unacknowledged == sender.next { events.insert(.sentAll) }
    }

    /// A round trip, by Karn's algorithm: from a segment that was sent once, or from the echoed timestamp (RFC 7323 section 4.1).
    private mutating func measure(_ sentAt: Instant?, isAmbiguous: Bool, echo: UInt32?, flight: Int, at now: Instant) {
        let sample: Nanoseconds
        if let sentAt, !isAmbiguous {
            sample = now - sentAt
        } else if receiver.usesTimestamps, let echo, echo != 0 {
            let age = Int32(bitPattern: stamp(at: now) &- echo)
            guard age >= 0 else { return }
            sample = .milliseconds(Int64(age))
        } else {
            return
        }
        sender.retransmission.measured(sample, samplesPerRoundTrip: (flight + 2 * sender.segmentSize - 1) / (2 * sender.segmentSize))
        sender.minimumRoundTrip.measured(sample, at: now)
        sender.latestRoundTrip = sample
    }

    /// What the acknowledgment of this end's FIN leads to.
    private mutating func acknowledgedFinish(at now: Instant) {
        guard let finish = sender.finish, sender.unacknowledged > finish else { return }
        switch state {
        case .finWait1:
            move(.receiveACKofFIN, at: now)
            if receiver.isClosed { timers.lifetime = now + configuration.finWait2Timeout }
        case .closing:
            move(.receiveACKofFIN, at: now)
            enterTimeWait(at: now)
        case .lastAck:
            move(.receiveACKofFIN, at: now)
            end(at: now)
        default: break
        }
    }
}

/// What one acknowledgment told.
struct AcknowledgementNews {
    /// Bytes on their way before it came.
    let flight: Int
    /// How far SND.UNA moved.
    var advanced = 0
    var segmentsAcknowledged = 0
    /// Bytes that it told of for the first time, acknowledged or beyond a gap (DeliveredData in RFC 9937).
    var delivered = 0
    /// Bytes that it reports as having arrived for the first time, beyond a gap.
    var newlySacked = 0
    var isDuplicate = false
    /// It reports that something arrived twice (RFC 2883).
    var reportsDuplicate = false

    init(flight: Int) { self.flight = flight }
}
