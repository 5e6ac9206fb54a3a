import Wire

/// Reads TCP segments, follows their streams and hands their payload on.
enum TCPDissector {
    /// What the parts of the dissector share about a segment.
    struct Segment {
        var sourcePort: UInt16
        var destinationPort: UInt16
        var rawSequence: UInt32
        var rawAcknowledgment: UInt32
        var sequence: UInt32
        var acknowledgment: UInt32
        var headerLength: Int
        var flags: TCPFacts.Flags
        var window: UInt16
        var slot: Int
        var isFromLow: Bool
        /// Payload bytes on the wire; nil where fragments or error messages hide how many.
        var length: Int?
        var isReused = false
        var result = AnalysisResult()
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        // An ICMP error may carry only the front of the header.
        let isInICMP = d.packet.isInError && d.chain.count >= 2 && d.chain[d.chain.count - 1] == ProtocolName(.ip) && d.chain[d.chain.count - 2] == ProtocolName(.icmp)
        d.layer(.tcp, data, data.count)
        try data.require(0, 4)
        let source = try d.read(TCPField.sourcePort, data, 0, 2)
        let destination = try d.read(TCPField.destinationPort, data, 2, 2)
        if isInICMP { try d.read(TCPField.sequence, data, 4, 4) }
        let rawSequence = UInt32(truncatingIfNeeded: try data.u32(4)), rawAcknowledgment = UInt32(truncatingIfNeeded: try data.u32(8))
        let offsetAndFlags = try data.u16(12), window = try data.u16(14)
        var segment = Segment(
            sourcePort: UInt16(truncatingIfNeeded: source), destinationPort: UInt16(truncatingIfNeeded: destination),
            rawSequence: rawSequence, rawAcknowledgment: rawAcknowledgment, sequence: rawSequence, acknowledgment: rawAcknowledgment,
            headerLength: offsetAndFlags >> 12 * 4, flags: TCPFacts.Flags(rawValue: UInt16(offsetAndFlags & 0xfff)), window: UInt16(truncatingIfNeeded: window), slot: 0, isFromLow: true)
        if !d.packet.isInError {
            d.packet.transport = .tcp
            d.packet.hasPorts = true
            d.packet.sourcePort = segment.sourcePort
            d.packet.destinationPort = segment.destinationPort
            if segment.flags.intersection([.syn, .ack]) == .syn { d.packet.connectionStart = rawSequence }
        }
        guard s.followsStreams else {
            _ = try checksum(data, &d, isVerified: s.verifiesChecksums, trustsUnfinished: s.trustsUnfinishedChecksums)
            return
        }
        findStream(&segment, &d, &s)
        let stream = s.tcp.stream(segment.slot)
        let forward = s.tcp.flow(segment.slot, fromLow: segment.isFromLow), reverse = s.tcp.flow(segment.slot, fromLow: !segment.isFromLow)
        d.add(TCPField.stream, Int(stream.pointee.number), data, 0, 0, flags: .generated)
        if !d.packet.isFragment && !d.packet.isInError {
            if data.reported < segment.headerLength {
                d.report(.invalid, field: TCPField.headerLength.id, offset: data.offset + 12, reason: "is \(segment.headerLength), but only \(data.reported) bytes are there", isMalformed: true)
            } else {
                segment.length = data.reported - segment.headerLength
                d.add(TCPField.length, data.reported - segment.headerLength, data, 12, 0, flags: .generated)
                setBases(segment, forward, reverse)
                segment.result = s.tcp.analyse(AnalysedSegment(sequence: rawSequence, acknowledgment: rawAcknowledgment, length: UInt32(truncatingIfNeeded: segment.length ?? 0), flags: segment.flags, window: UInt32(segment.window), frame: d.packet.number, time: d.packet.time.nanoseconds), segment.slot, isFromLow: segment.isFromLow)
                if segment.isReused { segment.result.analysis.insert(.reusedPorts) }
                segment.sequence = rawSequence &- forward.pointee.baseSequence
                if segment.flags.contains(.ack) { segment.acknowledgment = rawAcknowledgment &- reverse.pointee.baseSequence }
            }
        }
        if !isInICMP {
            d.add(TCPField.sequence, Int(segment.sequence), data, 4, 4)
            d.add(TCPField.rawSequence, Int(rawSequence), data, 4, 4)
        }
        guard segment.headerLength >= 20 else {
            d.add(TCPField.headerLength, segment.headerLength, data, 12, 1)
            return d.report(.invalid, field: TCPField.headerLength.id, offset: data.offset + 12, reason: "is \(segment.headerLength), must be at least 20")
        }
        d.setLayerLength(min(segment.headerLength, data.count))
        let windowScale = forward.pointee.windowScale
        let scaled = segment.length != nil && !segment.flags.contains(.syn) && windowScale >= 0 ? window << Int(windowScale) : window
        if d.recordsFields { header(segment, data, scaled: scaled, windowScale: Int(windowScale), &d) }
        noteHandshake(segment, stream, forward, d.packet.time)
        let isGood = try checksum(data, &d, isVerified: s.verifiesChecksums, trustsUnfinished: s.trustsUnfinishedChecksums)
        try d.read(TCPField.urgentPointer, data, 18, 2)
        facts(segment, data, scaled: scaled, stream, &d)
        if segment.headerLength > 20 {
            d.add(TCPField.options, 0, data, 20, min(segment.headerLength - 20, data.count - 20))
            if d.recordsFields || !TCPOptions.areTimestampsAlone(data, segment.headerLength) { try TCPOptions.dissect(segment, data, reverse.pointee.baseSequence, forward, stream, &d) }
        }
        if d.recordsFields { analysis(segment, data, stream, &d) }
        if segment.flags.contains(.syn) { settleScaling(isAnswer: segment.flags.contains(.ack), forward, reverse) }
        let canReassemble = isGood && !d.packet.isInError
        if segment.flags.contains(.fin), canReassemble, segment.length != nil, try TCPMessages.finish(try data.dropping(segment.headerLength), segment, &d, &s) { return }
        guard data.count > segment.headerLength else { return }
        let payload = try data.dropping(segment.headerLength)
        if segment.flags.contains(.rst) {
            return d.add(TCPField.resetCause, 0, payload, 0, payload.count)
        }
        d.add(TCPField.payload, 0, payload, 0, payload.count)
        guard s.readsApplications else { return }
        try TCPMessages.dissect(payload, segment, canReassemble: canReassemble, &d, &s)
    }

    private static func findStream(_ segment: inout Segment, _ d: inout Dissection, _ s: inout DissectionSession) {
        let found = s.tcp.find(d.packet.source, segment.sourcePort, d.packet.destination, segment.destinationPort)
        segment.slot = found.slot
        s.tcp.prefetch(found.slot)
        segment.isFromLow = found.isFromLow
        guard segment.flags.contains(.syn), !found.isNew else { return }
        let forward = s.tcp.flow(found.slot, fromLow: found.isFromLow)
        guard forward.pointee.hasBase else { return }
        let isSame = segment.rawSequence == forward.pointee.baseSequence
        if !segment.flags.contains(.ack) {
            if isSame {
                // A reset may have upset what was expected next.
                forward.pointee.next = forward.pointee.endOfUnbroken
            } else {
                s.tcp.restart(found.slot, isFromLow: found.isFromLow)
                segment.isReused = true
            }
        } else if !isSame {
            forward.pointee.baseSequence = segment.rawSequence
            segment.isReused = true
        }
    }

    /// Sets what sequence numbers are counted from, at the first segment of either direction that tells.
    private static func setBases(_ segment: Segment, _ forward: UnsafeMutablePointer<TCPFlow>, _ reverse: UnsafeMutablePointer<TCPFlow>) {
        if !forward.pointee.hasBase {
            forward.pointee.baseSequence = segment.flags.contains(.syn) ? segment.rawSequence : segment.rawSequence &- 1
            forward.pointee.hasBase = true
        }
        if !reverse.pointee.hasBase, segment.flags.contains(.ack) {
            reverse.pointee.baseSequence = segment.rawAcknowledgment &- 1
            reverse.pointee.hasBase = true
        }
    }

    private static func header(_ segment: Segment, _ data: Octets, scaled: Int, windowScale: Int, _ d: inout Dissection) {
        if let length = segment.length {
            let next = segment.sequence &+ UInt32(truncatingIfNeeded: length) &+ (segment.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
            d.add(TCPField.nextSequence, Int(next), data, 4, 0, flags: .generated)
        }
        d.add(TCPField.acknowledgment, Int(segment.acknowledgment), data, 8, 4)
        d.add(TCPField.rawAcknowledgment, Int(segment.rawAcknowledgment), data, 8, 4)
        d.add(TCPField.headerLength, segment.headerLength, data, 12, 1)
        let bits = Int(segment.flags.rawValue)
        d.add(TCPField.flags, bits, data, 12, 2)
        d.open()
        d.add(TCPField.flagReserved, bits >> 9 & 7 == 0 ? 0 : 1, data, 12, 1)
        d.add(TCPField.flagAE, bits >> 8 & 1, data, 12, 1)
        d.add(TCPField.flagCWR, bits >> 7 & 1, data, 13, 1)
        d.add(TCPField.flagECE, bits >> 6 & 1, data, 13, 1)
        d.add(TCPField.flagURG, bits >> 5 & 1, data, 13, 1)
        d.add(TCPField.flagACK, bits >> 4 & 1, data, 13, 1)
        d.add(TCPField.flagPSH, bits >> 3 & 1, data, 13, 1)
        d.add(TCPField.flagRST, bits >> 2 & 1, data, 13, 1)
        d.add(TCPField.flagSYN, bits >> 1 & 1, data, 13, 1)
        d.add(TCPField.flagFIN, bits & 1, data, 13, 1)
        d.close()
        d.add(TCPField.window, Int(segment.window), data, 14, 2)
        d.add(TCPField.scaledWindow, scaled, data, 14, 2, flags: .generated)
        if !segment.flags.contains(.syn) { d.add(TCPField.scaleFactor, windowScale < 0 ? windowScale : 1 << windowScale, data, 14, 2, flags: .generated) }
    }

    private static func noteHandshake(_ segment: Segment, _ stream: UnsafeMutablePointer<TCPStream>, _ forward: UnsafeMutablePointer<TCPFlow>, _ time: Instant) {
        if segment.flags.contains(.syn) {
            stream.pointee.serverPort = segment.flags.contains(.ack) ? segment.sourcePort : segment.destinationPort
            stream.pointee.isLowClient = segment.flags.contains(.ack) != segment.isFromLow
            if !segment.flags.contains(.ack) { stream.pointee.synTime = time.nanoseconds }
            forward.pointee.isFirstAck = true
        } else if segment.flags.contains(.ack) {
            if stream.pointee.synTime != 0, stream.pointee.handshakeTime == 0 { stream.pointee.handshakeTime = time.nanoseconds &- stream.pointee.synTime }
            forward.pointee.isFirstAck = false
        }
    }

    /// The checksum; whether the payload may be put together with others'. (It is not handed the session, which Swift 6.3 would copy for it.)
    private static func checksum(_ data: Octets, _ d: inout Dissection, isVerified: Bool, trustsUnfinished: Bool) throws(Stop) -> Bool {
        try d.read(TCPField.checksum, data, 16, 2)
        guard !d.packet.isFragment, data.count >= data.reported else {
            d.add(TCPField.checksumStatus, 2, data, 16, 0, flags: .generated)
            return false
        }
        guard isVerified else {
            d.add(TCPField.checksumStatus, 2, data, 16, 0, flags: .generated)
            return true
        }
        let pseudo = Checksum.pseudoHeader(d.packet.source, d.packet.destination, proto: 6, length: data.reported)
        let isGood = Checksum.sum(data, 0, data.count, initial: pseudo) == 0xffff
        // 0xffff instead of 0 adds up, but is not how RFC 1624 wants zero written.
        let isOddZero = try data.u16(16) == 0xffff && isGood
        if !isGood || isOddZero { d.packet.hasBadChecksum = true }
        if !isGood { d.packet.leavesChecksum = Checksum.isUnfinished(try data.u16(16), pseudo) }
        d.add(TCPField.checksumStatus, isGood && !isOddZero ? 1 : 0, data, 16, 0, flags: .generated)
        return isGood || d.packet.leavesChecksum && trustsUnfinished
    }

    private static func facts(_ segment: Segment, _ data: Octets, scaled: Int, _ stream: UnsafeMutablePointer<TCPStream>, _ d: inout Dissection) {
        guard !d.packet.isInError else { return }
        let start = data.offset + min(segment.headerLength, data.count)
        d.packet.payloadSource = data.source
        d.packet.facts.insert(.tcp)
        d.tcpFacts = TCPFacts(
            stream: Int(stream.pointee.number), isFromClient: segment.isFromLow == stream.pointee.isLowClient, sourcePort: segment.sourcePort, destinationPort: segment.destinationPort,
            flags: segment.flags, sequence: segment.sequence, rawSequence: segment.rawSequence, acknowledgment: segment.acknowledgment, rawAcknowledgment: segment.rawAcknowledgment,
            window: segment.window, scaledWindow: scaled, headerLength: segment.headerLength, payload: start..<data.offset + data.count, payloadLength: segment.length ?? max(0, data.reported - segment.headerLength),
            analysis: segment.result.analysis, duplicateAckNumber: segment.result.duplicateAckNumber, acknowledgesFrame: segment.result.acknowledgesFrame,
            roundTrip: segment.result.acknowledgesFrame > 0 ? Nanoseconds(segment.result.roundTrip) : nil)
    }

    private static func analysis(_ segment: Segment, _ data: Octets, _ stream: UnsafeMutablePointer<TCPStream>, _ d: inout Dissection) {
        let result = segment.result
        guard result.acknowledgesFrame != 0 || !result.analysis.isEmpty else { return }
        d.mark(TCPField.analysis, data)
        d.open()
        if result.acknowledgesFrame != 0 {
            d.add(TCPField.acknowledgesFrame, result.acknowledgesFrame, data, 0, 0, flags: .generated)
            if result.roundTrip != 0 { d.add(TCPField.roundTrip, Int(result.roundTrip), data, 0, 0, flags: .generated) }
        }
        if stream.pointee.handshakeTime != 0 { d.add(TCPField.initialRoundTrip, Int(stream.pointee.handshakeTime), data, 0, 0, flags: .generated) }
        if !result.analysis.isEmpty {
            d.mark(TCPField.analysisFlags, data)
            d.open()
            let marks: [(TCPAnalysis, TCPField)] = [
                (.reusedPorts, .reusedPorts), (.retransmission, .retransmission), (.fastRetransmission, .fastRetransmission), (.spuriousRetransmission, .spuriousRetransmission),
                (.outOfOrder, .outOfOrder), (.lostSegment, .lostSegment), (.ackLostSegment, .ackLostSegment), (.windowUpdate, .windowUpdate), (.windowFull, .windowFull),
                (.keepAlive, .keepAlive), (.keepAliveAck, .keepAliveAck), (.zeroWindowProbe, .zeroWindowProbe), (.zeroWindow, .zeroWindow), (.zeroWindowProbeAck, .zeroWindowProbeAck),
            ]
            for (flag, field) in marks where result.analysis.contains(flag) {
                d.mark(field, data)
                if field == .fastRetransmission || field == .spuriousRetransmission { d.mark(TCPField.retransmission, data) }
                if field == .retransmission, result.retransmissionTimeout != 0 {
                    d.add(TCPField.timeout, Int(result.retransmissionTimeout), data, 0, 0, flags: .generated)
                    d.add(TCPField.timeoutFrame, result.retransmittedFrame, data, 0, 0, flags: .generated)
                }
            }
            if result.duplicateAckNumber != 0 {
                // Wireshark has it twice, as a mark and as a remark.
                d.mark(TCPField.duplicateAck, data)
                d.mark(TCPField.duplicateAck, data)
                d.add(TCPField.duplicateAckNumber, result.duplicateAckNumber, data, 0, 0, flags: .generated)
                d.add(TCPField.duplicateAckFrame, result.duplicateAckFrame, data, 0, 0, flags: .generated)
            }
            d.close()
        }
        d.close()
    }

    /// After a SYN: windows are scaled only when both ends said so.
    private static func settleScaling(isAnswer: Bool, _ forward: UnsafeMutablePointer<TCPFlow>, _ reverse: UnsafeMutablePointer<TCPFlow>) {
        if forward.pointee.windowScale == -1 {
            forward.pointee.windowScale = -2
            reverse.pointee.windowScale = -2
        } else if isAnswer, reverse.pointee.windowScale == -2 {
            forward.pointee.windowScale = -2
        }
    }
}
