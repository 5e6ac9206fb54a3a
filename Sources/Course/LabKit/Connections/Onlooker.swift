import TransportLayer
import Wire

/// What somebody who sees a connection's segments can tell about its two ends: state, SND.UNA and SND.NXT, the windows, what SACK has
/// reported, and round trips. What an end keeps to itself (congestion window, timers) is not to be seen.
struct Onlooker {
    struct End {
        /// The initial sequence number, or, where the beginning was not seen, the number before the first that was.
        var base: SequenceNumber?
        var state = TCPState.closed
        /// What this end's windows are to be shifted by; and whether it has said so.
        var offeredShift: Int?
        var highestSent = 0
        var acknowledged = 0
        /// This end's window as it advertised it last, in bytes.
        var window = 0
        var lastAcknowledgement = 0
        var fin: Int?
        var scoreboard: [Range<Int>] = []
        var latestRoundTrip: Nanoseconds?
        /// Segments that wait for their acknowledgment: the number behind each, when it was sent, and whether more than once.
        var waiting: [(end: Int, time: Instant, isAmbiguous: Bool)] = []

        mutating func take(_ trigger: TCPTrigger) { state = TCPTransition.next(from: state, on: trigger) ?? state }
    }

    /// The end that sent the first segment seen, and the other.
    var ends = (first: End(), second: End())
    /// Segments waiting for acknowledgment that are remembered.
    private static let waitingLimit = 4096

    /// Takes in a segment; `isFirst`: sent by the end that spoke first. `arrives`: the other end gets it.
    mutating func see(_ segment: TCPSegment, fromFirst isFirst: Bool, arrives: Bool, at time: Instant) -> SegmentView {
        var sender = isFirst ? ends.first : ends.second, receiver = isFirst ? ends.second : ends.first
        defer { ends = isFirst ? (sender, receiver) : (receiver, sender) }
        let isSYN = segment.flags.contains(.syn), isReset = segment.flags.contains(.rst)
        if isSYN, !segment.flags.contains(.ack), sender.base != segment.sequence {
            // A connection begins, perhaps after another one between the same ports.
            (sender, receiver) = (End(), End())
        }
        if sender.base == nil { begin(&sender, segment.sequence, isSYN: isSYN) }
        if segment.flags.contains(.ack), receiver.base == nil { begin(&receiver, segment.acknowledgement, isSYN: false) }
        if isSYN { sender.offeredShift = segment.windowScale.map { min(Int($0), 14) } }
        let shift = sender.offeredShift != nil && receiver.offeredShift != nil ? sender.offeredShift ?? 0 : 0
        let view = SegmentView(segment, base: sender.base ?? segment.sequence, other: receiver.base, windowShift: shift)

        move(&sender, sending: segment)
        sender.window = view.window
        if let acknowledgement = view.acknowledgement { sender.lastAcknowledgement = max(sender.lastAcknowledgement, acknowledgement) }
        if !view.range.isEmpty {
            if view.range.upperBound <= sender.highestSent {
                for index in sender.waiting.indices where sender.waiting[index].end > view.range.lowerBound && sender.waiting[index].end <= view.range.upperBound { sender.waiting[index].isAmbiguous = true }
            } else if sender.waiting.count < Self.waitingLimit {
                sender.waiting.append((view.range.upperBound, time, false))
            }
            sender.highestSent = max(sender.highestSent, view.range.upperBound)
            if segment.flags.contains(.fin) { sender.fin = view.range.upperBound }
        }
        if arrives {
            if let acknowledgement = view.acknowledgement, !isReset { acknowledge(&receiver, acknowledgement, view.sacked, at: time) }
            move(&receiver, receiving: segment, view)
        }
        return view
    }

    private func begin(_ end: inout End, _ number: SequenceNumber, isSYN: Bool) {
        end.base = isSYN ? number : number - 1
        if !isSYN {
            // Its handshake was not seen.
            end.state = .established
            end.highestSent = 1
            end.acknowledged = 1
        }
    }

    private func acknowledge(_ end: inout End, _ number: Int, _ sacked: [Range<Int>], at time: Instant) {
        guard number <= end.highestSent else { return }
        if number > end.acknowledged {
            end.acknowledged = number
            while let oldest = end.waiting.first, oldest.end <= number {
                if oldest.end == number || end.waiting.count == 1 || end.waiting[1].end > number, !oldest.isAmbiguous { end.latestRoundTrip = time - oldest.time }
                end.waiting.removeFirst()
            }
        }
        var runs = end.scoreboard.filter { $0.upperBound > end.acknowledged }
        for run in sacked where run.lowerBound >= end.acknowledged && run.upperBound <= end.highestSent {
            var whole = run
            runs.removeAll { other in
                guard other.lowerBound <= whole.upperBound, whole.lowerBound <= other.upperBound else { return false }
                whole = min(whole.lowerBound, other.lowerBound)..<max(whole.upperBound, other.upperBound)
                return true
            }
            runs.insert(whole, at: runs.firstIndex { $0.lowerBound > whole.lowerBound } ?? runs.count)
        }
        end.scoreboard = runs
    }

    // MARK: - States

    private func move(_ end: inout End, sending segment: TCPSegment) {
        if segment.flags.contains(.rst) { return end.take(.abort) }
        if segment.flags.contains(.syn) {
            if segment.flags.contains(.ack), end.state == .closed || end.state == .listen { end.state = .synReceived } else { end.take(.activeOpen) }
        }
        if segment.flags.contains(.fin), end.fin == nil { end.take(.close) }
    }

    private func move(_ end: inout End, receiving segment: TCPSegment, _ view: SegmentView) {
        if segment.flags.contains(.rst) { return end.take(.receiveRST) }
        if segment.flags.contains(.syn) { end.take(segment.flags.contains(.ack) ? .receiveSYNACK : .receiveSYN) }
        if end.state == .closed, segment.flags.contains(.syn) { end.state = .listen }
        guard segment.flags.contains(.ack) else { return }
        if end.state == .synReceived, end.acknowledged > 0 { end.take(.receiveACKofSYN) }
        if let fin = end.fin, end.acknowledged >= fin { end.take(.receiveACKofFIN) }
        if segment.flags.contains(.fin) { end.take(.receiveFIN) }
    }

    /// What can be told of one end.
    func variables(ofFirst isFirst: Bool) -> ConnectionVariables {
        let end = isFirst ? ends.first : ends.second, other = isFirst ? ends.second : ends.first
        var variables = ConnectionVariables()
        variables.state = end.state.description
        variables.sendUnacknowledged = end.acknowledged
        variables.sendNext = end.highestSent
        variables.flight = end.highestSent - end.acknowledged
        variables.sendWindow = other.window
        if end.lastAcknowledgement > 0 { variables.receiveNext = end.lastAcknowledgement }
        variables.receiveWindow = end.window
        variables.scoreboard = end.scoreboard
        variables.sacked = end.scoreboard.reduce(0) { $0 + $1.count }
        variables.latestRoundTrip = end.latestRoundTrip
        return variables
    }
}
