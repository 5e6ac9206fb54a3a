import Wire

/// Sequence numbers, compared as RFC 9293 section 3.4 says: modulo 2 to the 32nd.
@inline(__always) func isAfter(_ a: UInt32, _ b: UInt32) -> Bool { Int32(bitPattern: b &- a) < 0 }
@inline(__always) func isBefore(_ a: UInt32, _ b: UInt32) -> Bool { Int32(bitPattern: a &- b) < 0 }

/// What a segment looks like to the analysis.
struct AnalysedSegment {
    var sequence: UInt32
    var acknowledgment: UInt32
    var length: UInt32
    var flags: TCPFacts.Flags
    /// Not scaled.
    var window: UInt32
    var frame: Int
    var time: Int64

    /// A SYN, FIN or RST is never a keep-alive, a window update or a duplicate acknowledgement.
    var isPlain: Bool { flags.isDisjoint(with: [.syn, .fin, .rst]) }
    /// The sequence number behind the segment; SYN and FIN count as one.
    var end: UInt32 { sequence &+ length &+ (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1) }
}

/// The judgement of one segment.
struct AnalysisResult {
    var analysis = TCPAnalysis()
    var duplicateAckNumber = 0
    var duplicateAckFrame = 0
    var acknowledgesFrame = 0
    var roundTrip: Int64 = 0
    var bytesInFlight = 0
    var retransmissionTimeout: Int64 = 0
    var retransmittedFrame = 0
}

extension TCPStreams {
    /// Judges a segment by what has been seen of its stream, in Wireshark's terms, and remembers it.
    ///
    /// An onlooker has only the frames that were captured, in the order in which they were; so each judgement is a
    /// guess from four things for each direction: the highest sequence number, the last acknowledgement, the last
    /// window and the segments that have not been acknowledged.
    mutating func analyse(_ segment: AnalysedSegment, _ slot: Int, isFromLow: Bool) -> AnalysisResult {
        let stream = self.stream(slot)
        let forward = flow(slot, fromLow: isFromLow), reverse = flow(slot, fromLow: !isFromLow)
        var result = AnalysisResult()
        judgeWindowAndAcks(segment, forward, reverse, &result)
        judgeAcknowledgedButUnseen(segment, forward, reverse, &result)
        if segment.length > 0 || !segment.flags.isDisjoint(with: [.syn, .fin]) {
            judgeRepetition(segment, stream, forward, reverse, &result)
        }
        remember(segment, forward, result.analysis)
        acknowledge(segment, reverse, &result)
        return result
    }

    /// Everything that is told by the segment's place after the one before and by its window.
    private func judgeWindowAndAcks(_ segment: AnalysedSegment, _ forward: UnsafeMutablePointer<TCPFlow>, _ reverse: UnsafeMutablePointer<TCPFlow>, _ result: inout AnalysisResult) {
        defer {
            if segment.acknowledgment != forward.pointee.lastAck {
                forward.pointee.lastNonDuplicateAck = segment.frame
                forward.pointee.duplicateAcks = 0
            }
        }
        let isNext = segment.sequence == forward.pointee.next
        if segment.length == 1, isNext, reverse.pointee.window == 0 {
            result.analysis.insert(.zeroWindowProbe)
            return
        }
        if segment.window == 0, segment.isPlain { result.analysis.insert(.zeroWindow) }
        if forward.pointee.next != 0, isAfter(segment.sequence, forward.pointee.next), !segment.flags.contains(.rst) { result.analysis.insert(.lostSegment) }
        if segment.length <= 1, segment.sequence == forward.pointee.next &- 1, segment.isPlain { result.analysis.insert(.keepAlive) }
        let repeatsAck = segment.length == 0 && isNext && segment.acknowledgment == forward.pointee.lastAck && segment.isPlain
        let isSameWindow = segment.window == forward.pointee.window
        if repeatsAck, segment.window != 0, !isSameWindow { result.analysis.insert(.windowUpdate) }
        if segment.length > 0, segment.isPlain, reverse.pointee.windowScale != -1 {
            let shift: UInt32 = reverse.pointee.isFirstAck || reverse.pointee.windowScale < 0 ? 0 : UInt32(reverse.pointee.windowScale)
            if segment.sequence &+ segment.length == reverse.pointee.lastAck &+ reverse.pointee.window << shift { result.analysis.insert(.windowFull) }
        }
        guard repeatsAck, isSameWindow else { return }
        if segment.window != 0, reverse.pointee.lastAnalysis.contains(.keepAlive) {
            result.analysis.insert(.keepAliveAck)
        } else if segment.window == 0, reverse.pointee.lastAnalysis.contains(.zeroWindowProbe) {
            result.analysis.insert(.zeroWindowProbeAck)
        } else if segment.window != 0 {
            forward.pointee.duplicateAcks = forward.pointee.duplicateAcks == -1 ? 1 : forward.pointee.duplicateAcks &+ 1
            result.analysis.insert(.duplicateAck)
            result.duplicateAckNumber = Int(forward.pointee.duplicateAcks)
            result.duplicateAckFrame = forward.pointee.lastNonDuplicateAck
        }
    }

    /// An acknowledgement of bytes that the capture doesn't have; said once for each gap.
    private func judgeAcknowledgedButUnseen(_ segment: AnalysedSegment, _ forward: UnsafeMutablePointer<TCPFlow>, _ reverse: UnsafeMutablePointer<TCPFlow>, _ result: inout AnalysisResult) {
        guard segment.flags.contains(.ack), reverse.pointee.endOfUnbroken != 0, isAfter(segment.acknowledgment, reverse.pointee.endOfUnbroken) else { return }
        if isBefore(reverse.pointee.endOfUnbroken, reverse.pointee.next) {
            reverse.pointee.endOfUnbroken = reverse.pointee.next
            result.analysis.insert(.ackLostSegment)
        } else {
            if reverse.pointee.duplicateAcks == 0 { result.analysis.insert(.ackLostSegment) }
            reverse.pointee.duplicateAcks = -1
        }
    }

    /// A segment that does not go beyond what has been seen: sent again, or overtaken on the way.
    private func judgeRepetition(_ segment: AnalysedSegment, _ stream: UnsafeMutablePointer<TCPStream>, _ forward: UnsafeMutablePointer<TCPFlow>, _ reverse: UnsafeMutablePointer<TCPFlow>, _ result: inout AnalysisResult) {
        guard !result.analysis.contains(.keepAlive) else { return }
        var repeats = forward.pointee.next != 0 && isBefore(segment.sequence, forward.pointee.next)
        // More than one byte from the place of a possible probe on: the probe's byte and new ones.
        if segment.length > 1, forward.pointee.next &- 1 == segment.sequence { repeats = false }
        if segment.length > 0, reverse.pointee.lastAck != 0, !isAfter(segment.sequence &+ segment.length, reverse.pointee.lastAck) {
            result.analysis.insert(.spuriousRetransmission)
            return
        }
        guard repeats else { return }
        // Within 20 ms of the second duplicate acknowledgement or a later one.
        let sinceAck = UInt64(bitPattern: segment.time &- reverse.pointee.lastAckTime)
        // (An acknowledgement of unseen bytes leaves -1 there, which for Wireshark is many.)
        let duplicateAcks = UInt32(truncatingIfNeeded: reverse.pointee.duplicateAcks)
        if duplicateAcks >= 2, reverse.pointee.lastAck == segment.sequence, sinceAck < 20_000_000 {
            result.analysis.insert(.fastRetransmission)
            return
        }
        // Sooner after the highest segment than an answer to its loss could have come.
        let sinceHighest = UInt64(bitPattern: segment.time &- forward.pointee.nextTime)
        let threshold: UInt64 = stream.pointee.handshakeTime == 0 ? 3_000_000 : UInt64(bitPattern: stream.pointee.handshakeTime)
        if sinceHighest < threshold, forward.pointee.next != segment.end {
            result.analysis.insert(.outOfOrder)
            return
        }
        result.analysis.insert(.retransmission)
        result.retransmissionTimeout = segment.time &- forward.pointee.nextTime
        result.retransmittedFrame = forward.pointee.nextFrame
        var index = forward.pointee.unacknowledged
        while index >= 0 {
            let old = pool[Int(index)]
            result.retransmissionTimeout = segment.time &- old.time
            result.retransmittedFrame = old.frame
            index = old.next
        }
    }

    private mutating func remember(_ segment: AnalysedSegment, _ forward: UnsafeMutablePointer<TCPFlow>, _ analysis: TCPAnalysis) {
        var end = segment.sequence &+ segment.length
        if segment.length > 0 || !segment.flags.isDisjoint(with: [.syn, .fin]), forward.pointee.unacknowledgedCount < Self.unacknowledgedLimit {
            end = segment.end
            if let index = allocate(UnacknowledgedSegment(frame: segment.frame, time: segment.time, sequence: segment.sequence, end: end, next: forward.pointee.unacknowledged)) {
                forward.pointee.unacknowledged = index
                forward.pointee.unacknowledgedCount += 1
            }
        }
        let isProbe = analysis.contains(.zeroWindowProbe)
        if !isProbe, isAfter(end, forward.pointee.next) || forward.pointee.next == 0 {
            forward.pointee.next = end
            forward.pointee.nextFrame = segment.frame
            forward.pointee.nextTime = segment.time
        }
        if !isProbe, segment.sequence == forward.pointee.endOfUnbroken || forward.pointee.endOfUnbroken == 0 {
            forward.pointee.endOfUnbroken = forward.pointee.next
        }
        forward.pointee.window = segment.window
        forward.pointee.lastAck = segment.acknowledgment
        forward.pointee.lastAckTime = segment.time
        forward.pointee.lastAnalysis = analysis
    }

    /// Forgets what the other end need not send again, and notes which frame this one answers.
    private mutating func acknowledge(_ segment: AnalysedSegment, _ reverse: UnsafeMutablePointer<TCPFlow>, _ result: inout AnalysisResult) {
        var index = reverse.pointee.unacknowledged, before: Int32 = -1
        let ack = segment.acknowledgment
        while index >= 0 {
            let old = pool[Int(index)]
            let isExact = ack == old.end
            if isExact {
                result.acknowledgesFrame = old.frame
                result.roundTrip = segment.time &- old.time
            } else if isAfter(ack, old.sequence), !isAfter(ack, old.end) {
                pool.base[Int(index)].sequence = ack
                before = index
                index = old.next
                continue
            } else if isAfter(old.end, ack) {
                before = index
                index = old.next
                continue
            }
            if before < 0 { reverse.pointee.unacknowledged = old.next } else { pool.base[Int(before)].next = old.next }
            free(index)
            reverse.pointee.unacknowledgedCount -= 1
            index = old.next
        }
    }
}
