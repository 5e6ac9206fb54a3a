import Wire

// Taking a segment's text and FIN (RFC 9293 section 3.10.7.4, seventh and eighth), and when to acknowledge them.

extension TCPConnection {
    /// Takes what lies in the window of the text, and the FIN.
    mutating func receiveText(_ segment: TCPSegment, _ payload: RawSpan, at now: Instant) {
        guard state.mayReceive else { return }
        var limit = receiver.edge
        if let finish = receiver.finish { limit = SequenceNumber.earlier(limit, finish) }
        let start = SequenceNumber.later(segment.sequence, receiver.next)
        let textEnd = segment.sequence + segment.payloadLength
        let end = SequenceNumber.earlier(textEnd, limit)

        if segment.sequence < receiver.next, segment.payloadLength > 0 {
            reportDuplicate(segment.sequence, SequenceNumber.earlier(textEnd, receiver.next))
            acknowledge(.acknowledgement)
        }
        if start < end {
            if receiver.isClosed {
                // The program has closed and will never read this (section 3.6.1).
                note("reset: data arrived after close", at: now)
                abort(.aborted, at: now)
                return
            }
            take(payload.extracting(start - segment.sequence..<end - segment.sequence), at: start, in: segment, at: now)
        } else if segment.payloadLength > 0, start >= limit {
            acknowledge(.acknowledgement)
        }
        if segment.flags.contains(.fin), textEnd <= receiver.edge { receiveFinish(at: textEnd) }
        if let finish = receiver.finish, receiver.next == finish { peerFinished(at: now) }
    }

    /// Bytes that may be on their way before anything was acknowledged. A congestion window grows by what has arrived, so that nobody's
    /// segments lie further ahead than this and a multiple of that; but one byte at the window's far end would cost the whole buffer.
    private static let earlySpread = 1 << 16

    private mutating func take(_ text: RawSpan, at start: SequenceNumber, in segment: TCPSegment, at now: Instant) {
        let offset = start - receiver.next
        if offset > 0, offset + text.byteCount > Self.earlySpread + 2 * counters.bytesReceived {
            note("dropped: further ahead than a sender can be that has sent so little", at: now)
            acknowledge(.acknowledgement)
            return
        }
        let hadGap = receiver.reassembler.outOfOrder > 0
        if offset > 0 {
            counters.outOfOrderSegments += 1
            if receiver.usesSACK {
                if let run = receiver.reassembler.run(at: offset), run.upperBound >= offset + text.byteCount {
                    reportDuplicate(start, start + text.byteCount)
                }
                receiver.recentRuns.arrived(at: start)
            }
        }
        let moved = receiver.reassembler.insert(text, at: offset)
        receiver.segmentSize = max(receiver.segmentSize, segment.payloadLength)
        if moved > 0 {
            receiver.next += moved
            receiver.unacknowledgedBytes += moved
            events.insert(.readable)
        }
        // RFC 9293 section 3.8.6.3, RFC 5681 section 4.2: at once when something is missing or a gap was filled; otherwise every second segment. A peer that
        // has used up the window waits for news.
        if offset > 0 || hadGap || receiver.next == receiver.edge || configuration.delayedAcknowledgement <= .zero
            || receiver.unacknowledgedBytes >= configuration.segmentsPerAcknowledgement * receiver.segmentSize {
            acknowledge(.acknowledgement)
        } else if timers.delayedAcknowledgement == .distantFuture {
            timers.delayedAcknowledgement = now + configuration.delayedAcknowledgement
        }
    }

    /// A FIN at `sequence`, in the window. One that would lie before bytes that have already arrived is not believed.
    private mutating func receiveFinish(at sequence: SequenceNumber) {
        acknowledge(.acknowledgement)
        guard receiver.finish == nil, sequence >= receiver.next else { return }
        if receiver.reassembler.outOfOrder > 0, let last = receiver.reassembler.runs(.max).last, receiver.next + last.upperBound > sequence { return }
        receiver.finish = sequence
    }

    /// Everything before the FIN has arrived.
    private mutating func peerFinished(at now: Instant) {
        receiver.next += 1
        receiver.edge = SequenceNumber.later(receiver.edge, receiver.next)
        events.insert([.peerFinished, .readable])
        acknowledge(.acknowledgement)
        move(.receiveFIN, at: now)
        if state == .timeWait { enterTimeWait(at: now) }
    }

    /// TIME-WAIT: nothing but acknowledging a repeated FIN is left to do.
    mutating func enterTimeWait(at now: Instant) {
        timers.stopAll()
        timers.lifetime = now + configuration.timeWait
        sender.buffer.removeAll()
        sender.sent.removeAll()
    }

    /// The program has read: says so once the window grew enough to be worth a segment (silly window avoidance,
    /// RFC 9293 section 3.8.6.2.2).
    mutating func windowMayOpen(at now: Instant) {
        guard state.mayReceive, receiver.finish == nil else { return }
        let open = receiver.edge - receiver.next
        let largest = min(receiver.capacity, 0xffff << Int(receiver.windowShift))
        let gain = min(receiver.capacity - readableCount, largest) - open
        if gain >= largest / 2 || (open < 2 * receiver.segmentSize && gain >= min(receiver.segmentSize, largest / 2)) {
            acknowledge(.windowUpdate)
        }
    }

    /// The window field for a segment that is sent now, and its right edge written down. The edge moves only by a full-sized
    /// segment or half the buffer (section 3.8.6.2.2), and never back but for what scaling cuts off.
    mutating func advertiseWindow(isSYN: Bool) -> UInt16 {
        let space = max(0, receiver.capacity - readableCount)
        var window = max(0, receiver.edge - receiver.next)
        if space - window >= min(receiver.segmentSize, receiver.capacity / 2) { window = space }
        let shift = isSYN ? 0 : Int(receiver.windowShift)
        let field = min(window >> shift, 0xffff)
        receiver.edge = SequenceNumber.later(receiver.edge, receiver.next + field << shift)
        return UInt16(field)
    }
}
