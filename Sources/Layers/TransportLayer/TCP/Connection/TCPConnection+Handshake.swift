import Wire

// Opening: the three-way handshake from the active side, simultaneous opens, and what a listener hands over (RFC 9293 section 3.5).

extension TCPConnection {
    /// A segment in SYN-SENT (section 3.10.7.3).
    mutating func receiveInSynSent(_ segment: TCPSegment, _ payload: RawSpan, at now: Instant) {
        let isAcknowledging = segment.flags.contains(.ack)
        if isAcknowledging, segment.acknowledgement <= sender.initial || segment.acknowledgement > sender.next {
            if observer != nil { tell(.rejected(segment, reason: "acknowledges what was never sent"), at: now) }
            if !segment.flags.contains(.rst) { output.reset = (segment.acknowledgement, nil) }
            return
        }
        if segment.flags.contains(.rst) {
            // A reset that acknowledges nothing may be anybody's (RFC 5961 section 3.2).
            if isAcknowledging { fail(.refused, .receiveRST, at: now) }
            return
        }
        guard segment.flags.contains(.syn) else { return }
        agree(on: segment, at: now)
        sender.window = Int(segment.window)
        sender.maximumWindow = sender.window
        sender.windowSequence = segment.sequence
        sender.windowAcknowledgement = segment.acknowledgement
        guard isAcknowledging else {
            // Both ends opened at once: answer with a SYN,ACK of the same sequence number.
            move(.receiveSYN, at: now)
            output.headRetransmission = .handshake
            return
        }
        sender.usesECN = asksForECN && segment.flags.contains(.ece) && !segment.flags.contains(.cwr)
        advance(to: segment.acknowledgement, echo: segment.timestamps?.echoReply, at: now)
        widenEdge()
        move(.receiveSYNACK, at: now)
        if observer != nil { tell(.received(segment), at: now) }
        acknowledge(.handshake)
        beginSending()
        armKeepAlive(at: now)
        if segment.payloadLength > 0 || segment.flags.contains(.fin) {
            var rest = segment
            rest.flags.remove(.syn)
            rest.sequence += 1
            receiveText(rest, payload, at: now)
        }
    }

    /// Takes the peer's sequence number and the options of its SYN.
    private mutating func agree(on segment: TCPSegment, at now: Instant) {
        receiver.initial = segment.sequence
        receiver.next = segment.sequence + 1
        receiver.edge = receiver.next + min(receiver.capacity, 0xffff)
        receiver.lastAcknowledged = receiver.next
        if configuration.usesTimestamps, let stamps = segment.timestamps {
            receiver.usesTimestamps = true
            receiver.recentStamp = stamps.value
            receiver.recentStampAt = now
        }
        receiver.usesSACK = configuration.usesSACK && segment.isSACKPermitted
        if configuration.usesWindowScale, let scale = segment.windowScale {
            // A shift above 14 counts as 14 (RFC 7323 section 2.3).
            sender.windowShift = min(scale, 14)
            receiver.windowShift = configuration.windowShift
        }
        sender.peerSegmentSize = Int(segment.maximumSegmentSize ?? defaultSegmentSize)
        sizeSegments()
    }

    /// The handshake is done: the first flight is as large as the segments that were agreed upon make it. Where a SYN was lost, it is
    /// one segment (RFC 5681 section 3.1), and the first timeout 3 s where nothing was measured (RFC 6298 section 5.7).
    mutating func beginSending() {
        let wasLost = counters.timeouts > 0
        sender.congestion = configuration.congestionControl(CongestionParameters(segmentSize: sender.segmentSize, initialWindow: wasLost ? 1 : configuration.initialWindow))
        guard wasLost, sender.retransmission.smoothedRoundTrip == nil else { return }
        var careful = configuration
        careful.initialRTO = max(careful.initialRTO, .seconds(3))
        sender.retransmission = careful.retransmissionTimer(careful)
    }

    /// What a peer takes that does not say (RFC 9293 section 3.7.1).
    private var defaultSegmentSize: UInt16 { pair.remote.address.version == 6 ? 1220 : 536 }

    /// A full-sized segment's payload: what both ends and the path allow, less the options that every segment carries.
    mutating func sizeSegments() {
        let options = receiver.usesTimestamps ? 12 : 0
        let size = max(min(sender.peerSegmentSize, sender.pathSegmentSize) - options, 16)
        guard size != sender.segmentSize else { return }
        sender.segmentSize = size
        sender.congestion.segmentSizeChanged(to: size)
    }

    /// Goes on from a listener's half-open connection.
    mutating func resume(_ open: TCPPassiveOpen, at now: Instant) {
        state = .synReceived
        sender.startedAt = now
        sender.heardAt = now
        sender.pathSegmentSize = min(configuration.maximumSegmentSize, open.segmentSize)
        receiver.initial = open.peerSequenceNumber
        receiver.next = open.peerSequenceNumber + 1
        receiver.edge = receiver.next + min(receiver.capacity, 0xffff)
        receiver.lastAcknowledged = receiver.next
        if let stamp = open.timestamp {
            receiver.usesTimestamps = true
            receiver.recentStamp = stamp
            receiver.recentStampAt = now
        }
        receiver.usesSACK = open.usesSACK
        sender.usesECN = open.usesECN
        if let scale = open.windowScale {
            sender.windowShift = min(scale, 14)
            receiver.windowShift = configuration.windowShift
        }
        sender.peerSegmentSize = open.peerSegmentSize
        sizeSegments()
        sender.window = open.window
        sender.maximumWindow = open.window
        sender.windowSequence = open.peerSequenceNumber
        sender.windowAcknowledgement = open.initialSequenceNumber
        sender.next = open.initialSequenceNumber + 1
        var syn = SentSegments.Segment(sequence: open.initialSequenceNumber, length: 1, sentAt: open.answeredAt ?? now)
        if open.answeredAt == nil { syn.marks = .everResent }
        sender.sent.append(syn)
        armRetransmission(at: now)
    }
}
