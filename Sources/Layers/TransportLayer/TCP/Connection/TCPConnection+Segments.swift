import Wire

// Putting a segment together: what every segment carries, whatever it is sent for.

extension TCPConnection {
    mutating func make(_ sequence: SequenceNumber, _ payloadLength: Int, _ flags: TCPFlags, _ reason: TCPSendReason, at now: Instant) -> TCPSegment {
        var segment = TCPSegment(sourcePort: pair.local.port, destinationPort: pair.remote.port, sequence: sequence, flags: flags)
        segment.payloadLength = payloadLength
        let isSYN = flags.contains(.syn)
        if isSYN { addSYNOptions(&segment) }
        if flags.contains(.ack) {
            segment.acknowledgement = receiver.next
            receiver.lastAcknowledged = receiver.next
            receiver.unacknowledgedBytes = 0
            timers.delayedAcknowledgement = .distantFuture
            output.acknowledgement = nil
            if !isSYN, receiver.usesSACK, receiver.duplicate != nil || receiver.reassembler.outOfOrder > 0 {
                segment.sackBlocks = sackBlocks(besides: payloadLength)
                receiver.duplicate = nil
            }
            segment.window = advertiseWindow(isSYN: isSYN)
        } else {
            segment.window = UInt16(min(receiver.capacity, 0xffff))
        }
        if isSYN ? (state == .synReceived ? receiver.usesTimestamps : configuration.usesTimestamps) : receiver.usesTimestamps {
            segment.timestamps = TCPTimestamps(value: stamp(at: now), echoReply: flags.contains(.ack) ? receiver.recentStamp : 0)
        }
        if sender.usesECN, !isSYN { addCongestionBits(&segment, reason) }
        if let urgent = sender.urgent, sequence < urgent, !isSYN {
            segment.flags.insert(.urg)
            segment.urgentPointer = UInt16(clamping: urgent - sequence)
        }
        counters.segmentsSent += 1
        counters.bytesSent += payloadLength
        if observer != nil { tell(.sent(segment, reason: reason), at: now) }
        return segment
    }

    /// What a SYN offers; a SYN,ACK only what the peer has offered.
    private func addSYNOptions(_ segment: inout TCPSegment) {
        let isAnswer = segment.flags.contains(.ack)
        segment.maximumSegmentSize = UInt16(clamping: sender.pathSegmentSize)
        if isAnswer {
            segment.isSACKPermitted = receiver.usesSACK
            if receiver.windowShift > 0 || sender.windowShift > 0 { segment.windowScale = receiver.windowShift }
            if sender.usesECN { segment.flags.insert(.ece) }
        } else {
            segment.isSACKPermitted = configuration.usesSACK
            if configuration.usesWindowScale { segment.windowScale = configuration.windowShift }
            if asksForECN { segment.flags.formUnion([.ece, .cwr]) }
        }
    }

    private mutating func addCongestionBits(_ segment: inout TCPSegment, _ reason: TCPSendReason) {
        if receiver.echoesCongestion, segment.flags.contains(.ack) { segment.flags.insert(.ece) }
        // Only new data is sent as ECN-capable, and tells of a smaller window (RFC 3168 sections 6.1.2 and 6.1.5).
        guard reason == .data, segment.payloadLength > 0 else { return }
        segment.ecn = .capable0
        if sender.announcesReduction {
            segment.flags.insert(.cwr)
            sender.announcesReduction = false
        }
    }

    /// SACK blocks for the next segment: as many as fit into the options, and beside `payloadLength` bytes into what the path takes.
    func sackBlocks(besides payloadLength: Int) -> SACKBlocks {
        let room = payloadLength == 0 ? TCPOptions.maximumLength : sender.segmentSize - payloadLength - 4
        let limit = min(receiver.usesTimestamps ? 3 : 4, room / 8)
        guard limit > 0 else { return SACKBlocks() }
        return receiver.recentRuns.blocks(duplicate: receiver.duplicate, expected: receiver.next, in: receiver.reassembler, limit: limit)
    }

    mutating func makeReset(_ sequence: SequenceNumber, _ acknowledgement: SequenceNumber?, at now: Instant) -> TCPSegment {
        var segment = TCPSegment(sourcePort: pair.local.port, destinationPort: pair.remote.port, sequence: sequence, flags: .rst)
        if let acknowledgement {
            segment.flags.insert(.ack)
            segment.acknowledgement = acknowledgement
        }
        counters.segmentsSent += 1
        if observer != nil { tell(.sent(segment, reason: .reset), at: now) }
        return segment
    }
}
