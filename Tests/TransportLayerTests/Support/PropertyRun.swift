import TransportLayer
import Wire

/// Runs a ``PropertyScript`` and holds it to what TCP promises.
final class PropertyRun {
    let script: PropertyScript
    let network: TestNetwork
    private(set) var faults: [String] = []
    /// Bytes that each program still wants to hand over, and what it wants to do then.
    private var toWrite = [0, 0]
    private var afterWriting: [PropertyScript.Step.Action?] = [nil, nil]
    private var isAborting = [false, false]
    private var isClosing = [false, false]
    private var isReadingLater = [false, false]
    private var reading: [(every: Nanoseconds, count: Int)?] = [nil, nil]
    /// The furthest right edge of a window that each end has been told of, and the highest acknowledgment.
    private var edges: [SequenceNumber?] = [nil, nil]
    private var scales = [0, 0]
    private var peerSegmentSizes = [536, 536]
    private var steps = 0

    init(_ script: PropertyScript, keepsStory: Bool = false) {
        self.script = script
        network = TestNetwork(seed: script.seed ^ 0x5eed, configurations: script.configurations, faults: script.faults, isnBases: script.isnBases, keepsStory: keepsStory)
        if keepsStory { network.record = PropertyRecord(script) }
    }

    private func blame(_ text: @autoclosure () -> String) {
        if faults.count < 5 { faults.append("\(network.now): \(text())") }
    }

    /// Runs to the end; returns what went wrong.
    func run(stepLimit: Int = 60_000) -> [String] {
        let ends = network.ends
        for end in ends {
            end.story.onOccurrence = { [unowned self] occurrence, variables, _ in self.check(end, occurrence, variables) }
        }
        network.onArrival = { [unowned self] end, segment, _ in self.noteArrival(end, segment) }
        network.onSend = { [unowned self] end, segment, _ in self.noteSend(end, segment) }
        if script.isSimultaneous { ends[1].connect(at: .zero) } else { ends[1].listen() }
        ends[0].connect(at: .zero)
        for step in script.steps { network.at(.zero + step.time) { [unowned self] _ in self.act(step) } }
        let isDone = network.run(until: .zero + .seconds(3_000_000), steps: stepLimit) { [unowned self] network in
            self.serve()
            return !self.faults.isEmpty || self.isOver
        }
        // Whoever was not told of the other's end (the reset was lost) and has nothing to send may wait for ever: RFC 9293 section 3.5.1.
        let isHalfOpen = ends.contains { $0.connection?.failure != nil && $0.state == .closed } && network.isQuiet
        if faults.isEmpty, !isDone, isHalfOpen { return faults }
        if faults.isEmpty, !isDone { blame("not over: A \(ends[0].state) wrote \(ends[0].written) of \(ends[0].written + toWrite[0]), B \(ends[1].state) wrote \(ends[1].written) of \(ends[1].written + toWrite[1]); A has \(ends[0].received.count), B \(ends[1].received.count)") }
        if faults.isEmpty { checkEnd() }
        return faults
    }

    // MARK: The programs

    private func act(_ step: PropertyScript.Step) {
        switch step.action {
        case .write(let count): if afterWriting[step.end] == nil, !isClosing[step.end] { toWrite[step.end] += count }
        case .readEvery(let every, let count):
            reading[step.end] = (every, count)
        case .abort:
            isAborting[step.end] = true
            network.record?.called("abort", by: step.end, at: network.now)
            network.ends[step.end].connection?.abort(at: network.now)
        case .finish: if afterWriting[step.end] == nil { afterWriting[step.end] = step.action }
        case .close: afterWriting[step.end] = step.action
        }
    }

    private func readLater(_ end: Int) {
        guard let rule = reading[end], !isReadingLater[end] else { return }
        isReadingLater[end] = true
        network.after(rule.every) { [unowned self] network in
            self.isReadingLater[end] = false
            self.read(network.ends[end], rule.count)
        }
    }

    private func read(_ end: TestEnd, _ count: Int = .max) {
        let read = end.read(count, at: network.now)
        if read > 0 { network.record?.called("read \(read)", by: end.number, at: network.now) }
    }

    /// What the programs do whenever they can: write, read, finish, close.
    private func serve() {
        for end in network.ends {
            let number = end.number
            guard end.connection != nil else { continue }
            if isAborting[number] { end.connection?.abort(at: network.now) }
            if toWrite[number] > 0 {
                let taken = end.write(toWrite[number], at: network.now)
                toWrite[number] -= taken
                if taken > 0 { network.record?.called("write \(taken)", by: number, at: network.now) }
            }
            if end.connection?.readableCount ?? 0 > 0, !isClosing[number] {
                if reading[number] == nil { read(end) } else { readLater(number) }
            }
            // A program that closes while its connection is still being opened gives it up.
            if toWrite[number] == 0, end.state != .synSent, let action = afterWriting[number] {
                switch action {
                case .close:
                    if !isClosing[number] { network.record?.called("close", by: number, at: network.now) }
                    isClosing[number] = true
                    end.connection?.close(at: network.now)
                default:
                    if end.state == .established || end.state == .closeWait { network.record?.called("finish", by: number, at: network.now) }
                    end.connection?.finishSending(at: network.now)
                }
            }
            // A program that has read the end of the stream and has sent everything closes.
            if toWrite[number] == 0, afterWriting[number] != nil, end.connection?.isAtEnd == true, !isClosing[number] {
                isClosing[number] = true
                network.record?.called("close", by: number, at: network.now)
                end.connection?.close(at: network.now)
            }
        }
    }

    private var isOver: Bool {
        network.a.connection != nil && network.a.state == .closed
            && (network.b.state == .closed || (network.b.connection == nil && network.b.listener?.halfOpenCount == 0 && network.b.deadline == .distantFuture))
    }

    // MARK: The promises

    private func check(_ end: TestEnd, _ occurrence: TCPOccurrence, _ variables: TCPVariables) {
        switch occurrence {
        case .stateChanged(let from, let to, let trigger):
            if !TCPTransition.all.contains(where: { $0.from == from && $0.to == to && $0.trigger == trigger }) { blame("\(end.story.name): no such transition: \(occurrence)") }
        case .sent(let segment, let reason):
            // Of the window of congestion: new data stays within it, but for probes.
            if reason == .data, segment.payloadLength > 0, variables.pipe > max(variables.congestionWindow, segment.payloadLength) + (segment.flags.contains(.fin) ? 1 : 0) {
                blame("\(end.story.name): pipe \(variables.pipe) exceeds the congestion window \(variables.congestionWindow): \(segment)")
            }
        default: break
        }
        if variables.sendNext < variables.sendUnacknowledged { blame("\(end.story.name): SND.NXT before SND.UNA") }
        if variables.sacked + variables.lost > variables.flight { blame("\(end.story.name): sacked \(variables.sacked) and lost \(variables.lost) of a flight of \(variables.flight)") }
        if variables.sendBuffered > end.configuration.sendBufferLimit { blame("\(end.story.name): send buffer beyond its limit") }
        if variables.receiveBuffered + variables.outOfOrder > end.configuration.receiveBufferLimit { blame("\(end.story.name): receive buffer beyond its limit") }
    }

    private func noteArrival(_ end: TestEnd, _ segment: TCPSegment) {
        if segment.flags.contains(.syn) {
            let bothScale = script.configurations.0.usesWindowScale && script.configurations.1.usesWindowScale
            scales[end.number] = bothScale ? Int(segment.windowScale ?? 0) : 0
            peerSegmentSizes[end.number] = Int(segment.maximumSegmentSize ?? 536)
        }
        guard segment.flags.contains(.ack) else {
            return
        }
        let window = Int(segment.window) << (segment.flags.contains(.syn) ? 0 : scales[end.number])
        let edge = segment.acknowledgement + window
        edges[end.number] = edges[end.number].map { SequenceNumber.later($0, edge) } ?? edge
    }

    private func noteSend(_ end: TestEnd, _ segment: TCPSegment) {
        let limit = min(peerSegmentSizes[end.number], end.configuration.maximumSegmentSize)
        if segment.payloadLength > 0, segment.payloadLength + segment.optionsLength > limit { blame("\(end.story.name): \(segment.payloadLength) bytes and \(segment.optionsLength) of options exceed an MSS of \(limit)") }
        guard segment.payloadLength > 0, let edge = edges[end.number], script.isSimultaneous == false else { return }
        // One byte (or the FIN) may probe a closed window.
        let beyond = segment.sequence + segment.payloadLength - edge
        if beyond > 1 || (beyond == 1 && segment.payloadLength > 1) { blame("\(end.story.name): \(beyond) bytes beyond the window: \(segment)") }
    }

    private func checkEnd() {
        let (a, b) = (network.a, network.b)
        for end in [a, b] {
            end.read(at: network.now)
            let peer = network.ends[1 - end.number]
            if let fault = end.fault(from: peer) { blame(fault) }
            if end.received.count > peer.written { blame("\(end.story.name) has more than was sent") }
            if end.deadline != .distantFuture { blame("\(end.story.name): a timer is left") }
            if let variables = end.connection?.variables, variables.sendBuffered > 0 || variables.outOfOrder > 0 { blame("\(end.story.name): a buffer is left") }
        }
        // Where nobody reset or closed early, everything has arrived.
        let isOrderly = a.connection?.failure == nil && b.connection?.failure == nil && b.connection != nil && !isAborting[0] && !isAborting[1]
            && !script.steps.contains { if case .close = $0.action { true } else { false } }
        if isOrderly {
            if a.received.count != b.written || toWrite[1] > 0 { blame("A has \(a.received.count) of \(b.written + toWrite[1]) bytes") }
            if b.received.count != a.written || toWrite[0] > 0 { blame("B has \(b.received.count) of \(a.written + toWrite[0]) bytes") }
        } else if !isAborting[0], !isAborting[1], !script.steps.contains(where: { if case .close = $0.action { true } else { false } }) {
            blame("failed without a reason: A \(a.connection?.failure.map { "\($0)" } ?? "-"), B \(b.connection?.failure.map { "\($0)" } ?? "-")")
        }
    }
}
