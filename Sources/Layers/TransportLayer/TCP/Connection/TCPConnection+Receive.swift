public import Wire

// SEGMENT ARRIVES (RFC 9293 section 3.10.7), in the RFC's order: sequence number, RST, SYN, ACK, URG, text, FIN.

extension TCPConnection {
    /// A segment for this connection has arrived: its checksum is right, and `payload` is its `segment.payloadLength` bytes.
    public mutating func receive(_ segment: TCPSegment, payload: RawSpan, at now: Instant) {
        guard segment.payloadLength == payload.byteCount else { return }
        counters.segmentsReceived += 1
        counters.bytesReceived += segment.payloadLength
        switch state {
        case .closed, .listen: break
        case .synSent: receiveInSynSent(segment, payload, at: now)
        default: receiveSynchronized(segment, payload, at: now)
        }
    }

    /// Everything from SYN-RECEIVED on (section 3.10.7.4).
    private mutating func receiveSynchronized(_ arrived: TCPSegment, _ payload: RawSpan, at now: Instant) {
        var segment = arrived
        if state == .synReceived, segment.flags.contains(.syn), segment.sequence == receiver.initial, !segment.flags.contains(.rst) {
            // The peer's SYN again, or in a simultaneous open its SYN,ACK: the SYN has been taken, what comes with it counts.
            guard segment.flags.contains(.ack) else {
                output.headRetransmission = .handshake
                return
            }
            segment.flags.remove(.syn)
            segment.sequence += 1
        }
        guard passesTimestampCheck(segment, at: now), isAcceptable(segment, at: now) else { return }
        // First: a closed window takes no text, but what else the segment says counts.
        let window = max(0, receiver.edge - receiver.next)
        let takesText = window > 0 || segment.sequenceLength == 0
        if !takesText { acknowledge(.acknowledgement) }

        // Second: RST, only if it is exactly where the next byte is expected (RFC 5961 section 3.2).
        if segment.flags.contains(.rst) {
            if segment.sequence == receiver.next { peerReset(at: now) } else { challenge(segment, "RST not at RCV.NXT", at: now) }
            return
        }
        // Fourth: SYN (RFC 5961 section 4.2).
        if segment.flags.contains(.syn) {
            challenge(segment, "SYN in a synchronized state", at: now)
            return
        }
        // Fifth: ACK.
        guard segment.flags.contains(.ack) else { return }
        noteTimestamp(segment, at: now)
        heard(at: now)
        guard receiveAcknowledgement(segment, at: now) else { return }
        if observer != nil { tell(.received(segment), at: now) }
        guard state != .closed else { return }
        noteCongestionMark(segment)

        // Sixth, seventh, eighth.
        if segment.flags.contains(.urg) { receiveUrgent(segment) }
        if takesText, segment.sequenceLength > 0 { receiveText(segment, payload, at: now) }
        if state == .timeWait, segment.flags.contains(.fin) { timers.lifetime = now + configuration.timeWait }
    }

    /// Whether any of the segment lies in the receive window (section 3.4). Where not, the peer is told what is expected.
    private mutating func isAcceptable(_ segment: TCPSegment, at now: Instant) -> Bool {
        let window = max(0, receiver.edge - receiver.next)
        let length = segment.sequenceLength
        let start = segment.sequence
        let isFine: Bool
        if let own = configuration.sequenceArithmetic, let answer = try? own.isAcceptable(start.rawValue, length: length, next: receiver.next.rawValue, window: window) {
            isFine = answer
        } else if length == 0 {
            isFine = window == 0 ? start == receiver.next : start.isWithin(window, from: receiver.next)
        } else if window == 0 {
            // No text is taken, but ACK, URG and RST count where the segment begins in the right place.
            isFine = start == receiver.next
        } else {
            isFine = start.isWithin(window, from: receiver.next) || (segment.end - 1).isWithin(window, from: receiver.next)
                || (start < receiver.next && segment.end > receiver.edge)
        }
        if isFine { return true }
        counters.unacceptableSegments += 1
        if observer != nil { tell(.rejected(segment, reason: "outside the receive window"), at: now) }
        guard !segment.flags.contains(.rst) else { return false }
        if segment.payloadLength > 0, segment.end <= receiver.next { reportDuplicate(segment.sequence, segment.end) }
        if state == .timeWait, segment.flags.contains(.fin) { timers.lifetime = now + configuration.timeWait }
        // A retransmission of what has arrived is answered each time: its sender waits for that. The answer to anything
        // else is limited, or two hosts that disagree would answer one another for ever.
        if length > 0, start < receiver.next { acknowledge(.acknowledgement) } else { challenge(segment, nil, at: now) }
        return false
    }

    private mutating func peerReset(at now: Instant) {
        let reason: TCPFailure = state == .synReceived ? .refused : .reset
        if state == .timeWait || (state == .lastAck && receiver.isClosed) || (state == .closing && receiver.isClosed) {
            // Both directions are done with: nobody is left who would want to know.
            move(.receiveRST, at: now)
            end(at: now)
        } else {
            fail(reason, .receiveRST, at: now)
        }
    }

    /// A challenge ACK (RFC 5961 sections 3 to 5): a peer that is what it says it is will answer with an exact reset.
    mutating func challenge(_ segment: TCPSegment, _ reason: String?, at now: Instant) {
        if let reason, observer != nil { tell(.rejected(segment, reason: reason), at: now) }
        guard receiver.challenges.allows(at: now) else { return }
        counters.challengeAcknowledgements += 1
        acknowledge(.challenge)
    }

    /// An acknowledgment is due at once.
    mutating func acknowledge(_ reason: TCPSendReason) {
        if output.acknowledgement == nil { output.acknowledgement = reason }
    }

    /// The peer is alive: keep-alive and the patience with a closed window begin anew.
    private mutating func heard(at now: Instant) {
        sender.heardAt = now
        sender.keepAlivesSent = 0
        armKeepAlive(at: now)
    }

    private mutating func receiveUrgent(_ segment: TCPSegment) {
        guard state.mayReceive else { return }
        // Section 3.8.5. The pointer points at the byte behind the urgent data (RFC 6093 section 3.1).
        let end = segment.sequence + Int(segment.urgentPointer)
        if let urgent = receiver.urgent, urgent >= end { return }
        guard end > receiver.next - readableCount else { return }
        receiver.urgent = end
        events.insert(.urgent)
    }
}

/// How many challenge ACKs may be sent (RFC 5961 section 7): so many a second, for this connection alone, so that no other
/// connection can tell from them (CVE-2016-5696).
struct ChallengeLimit: Sendable {
    private static let perSecond = 10
    private var second = Int64.min
    private var count = 0

    mutating func allows(at now: Instant) -> Bool {
        let current = now.nanoseconds / 1_000_000_000
        if current != second { (second, count) = (current, 0) }
        count += 1
        return count <= Self.perSecond
    }
}
