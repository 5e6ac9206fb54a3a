import TestSupport
import TransportLayer
import Wire

/// Two ends and the path between them in virtual time: every segment crosses it as bytes with a checksum.
final class TestNetwork {
    let ends: [TestEnd]
    var paths: [TestPath]
    var random: SeededGenerator
    private(set) var now = Instant.zero
    /// What is on its way, and what is to be called, in the order of time and then of sending.
    private var queue: [Event] = []
    private var order = 0
    var story: [String] = []
    let keepsStory: Bool
    /// Looks at each segment as it is sent.
    var onSend: ((TestEnd, TCPSegment, Instant) -> Void)?
    /// Keeps what is sent, and what arrives.
    var record: PropertyRecord?
    /// Looks at each segment as it arrives unharmed.
    var onArrival: ((TestEnd, TCPSegment, Instant) -> Void)?
    /// Chooses segments to drop, before the path's own faults.
    var filter: ((TestEnd, TCPSegment) -> Bool)?
    private(set) var segmentsSent = 0

    private struct Event {
        var time: Instant
        var order: Int
        var what: What
        enum What {
            case packet(to: Int, [UInt8], TCPSegment.ECN)
            case tooBig(to: Int, mtu: Int, SequenceNumber)
            case call((TestNetwork) -> Void)
        }
    }

    init(seed: UInt64, configurations: (TCPConfiguration, TCPConfiguration) = (TCPConfiguration(), TCPConfiguration()), faults: (PathFaults, PathFaults) = (PathFaults(), PathFaults()), isnBases: (UInt32, UInt32) = (1000, 5000), keepsStory: Bool = false) {
        let a = SocketAddress(.v4(IPv4Address(rawValue: 0x0a00_0001)), 40000), b = SocketAddress(.v4(IPv4Address(rawValue: 0x0a00_0002)), 80)
        ends = [
            TestEnd(0, pair: SocketPair(local: a, remote: b), configuration: configurations.0, keepsStory: keepsStory, isnBase: isnBases.0),
            TestEnd(1, pair: SocketPair(local: b, remote: a), configuration: configurations.1, keepsStory: keepsStory, isnBase: isnBases.1),
        ]
        paths = [TestPath(faults.0), TestPath(faults.1)]
        random = SeededGenerator(seed: seed)
        self.keepsStory = keepsStory
        for end in ends { end.story.onOccurrence = nil }
    }

    var a: TestEnd { ends[0] }
    var b: TestEnd { ends[1] }

    /// Calls `body` at `time`.
    func at(_ time: Instant, _ body: @escaping (TestNetwork) -> Void) { push(time, .call(body)) }
    func after(_ span: Nanoseconds, _ body: @escaping (TestNetwork) -> Void) { at(now + span, body) }

    /// Nothing is on its way and no timer runs.
    var isQuiet: Bool { queue.isEmpty && a.deadline == .distantFuture && b.deadline == .distantFuture }

    // MARK: Running

    /// Opens a connection from A to B without faults and comes back when both are established.
    func establish() {
        b.listen()
        a.connect(at: now)
        run(until: now + .seconds(300)) { $0.a.state == .established && $0.b.state == .established }
    }

    /// Goes on until `done`, or nothing is left to happen, or `limit`. Returns whether it was `done`.
    @discardableResult
    func run(until limit: Instant = .zero + .seconds(1_000_000), steps: Int = .max, _ done: (TestNetwork) -> Bool = { _ in false }) -> Bool {
        var steps = steps
        pump()
        while !done(self) {
            // What `done` did with the connections may have given them something to send.
            pump()
            steps -= 1
            guard steps > 0 else { return false }
            let timer = min(a.deadline, b.deadline)
            let next = min(timer, queue.first?.time ?? .distantFuture)
            guard next <= limit, next != .distantFuture else {
                if limit > now, limit < .distantFuture, next != .distantFuture { now = limit }
                return done(self)
            }
            now = max(now, next)
            if let event = queue.first, event.time <= now {
                pop()
                happen(event)
            }
            pump()
        }
        return true
    }

    func run(for span: Nanoseconds) {
        let limit = now + span
        run(until: limit)
        now = limit
        pump()
    }

    private func happen(_ event: Event) {
        switch event.what {
        case .packet(let to, let bytes, let ecn): arrive(bytes, ecn, at: ends[to])
        case .tooBig(let to, let mtu, let sequence): ends[to].connection?.receive(.packetTooBig(mtu), quoting: sequence, at: now)
        case .call(let body): body(self)
        }
    }

    private func arrive(_ bytes: [UInt8], _ ecn: TCPSegment.ECN, at end: TestEnd) {
        let peer = ends[1 - end.number]
        let span = bytes.span.bytes
        guard TCPHeader.verifyChecksum(of: span, pseudoHeader: peer.pseudoHeader) == .good else { return tell("\(end.story.name) drops a corrupted packet") }
        guard let (segment, offset) = try? TCPSegment.parse(span, ecn: ecn) else { return tell("\(end.story.name) drops a malformed header") }
        onArrival?(end, segment, now)
        record?.arrived(segment, at: end, now)
        deliver(segment, Array(bytes[offset...]), to: end)
    }

    /// Hands a segment to whatever is at `end`, as a stack does.
    func deliver(_ segment: TCPSegment, _ payload: [UInt8], to end: TestEnd) {
        if end.connection != nil, end.connection?.state != .closed {
            end.connection?.receive(segment, payload: payload.span.bytes, at: now)
        } else if end.listener != nil, end.connection == nil {
            switch end.listener?.receive(segment, pair: end.pair, segmentSize: end.configuration.maximumSegmentSize, at: now) ?? .none {
            case .none: break
            case .reset(let reset): send(reset, end.headerBytes(reset), from: end)
            case .open(let open):
                end.connection = TCPConnection(accepting: open, configuration: end.configuration, observer: end.story, at: now)
                end.listener?.accepted()
                end.connection?.receive(segment, payload: payload.span.bytes, at: now)
            }
        } else if let reset = segment.resetInReply {
            send(reset, end.headerBytes(reset), from: end)
        }
    }

    private func pump() {
        for end in ends {
            while let (_, segment) = end.listener?.nextSegment(at: now) { send(segment, end.headerBytes(segment), from: end) }
            while let segment = end.connection?.nextSegment(at: now) {
                let bytes = end.connection?.bytes(of: segment, pseudoHeader: end.pseudoHeader) ?? []
                send(segment, bytes, from: end)
            }
            end.events.formUnion(end.connection?.takeEvents() ?? [])
        }
    }

    private func send(_ segment: TCPSegment, _ bytes: [UInt8], from end: TestEnd) {
        segmentsSent += 1
        onSend?(end, segment, now)
        record?.sent(segment, bytes, from: end, at: now)
        if filter?(end, segment) == true { return tell("\(end.story.name)'s \(segment) dropped by the test") }
        switch paths[end.number].send(bytes, ecn: segment.ecn, at: now, &random) {
        case .lost(let why): tell("\(end.story.name)'s \(segment) \(why)")
        case .tooBig(let mtu):
            tell("\(end.story.name)'s \(segment) too big for \(mtu)")
            push(now + paths[end.number].faults.delay, .tooBig(to: end.number, mtu: mtu, segment.sequence))
        case .delivered(let copies): for copy in copies { push(copy.at, .packet(to: 1 - end.number, copy.bytes, copy.ecn)) }
        }
    }

    private func tell(_ line: @autoclosure () -> String) { if keepsStory { story.append("\(now) \(line())") } }

    // MARK: The queue: a binary heap by time, then order

    private func push(_ time: Instant, _ what: Event.What) {
        order += 1
        queue.append(Event(time: time, order: order, what: what))
        var child = queue.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            queue.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func pop() {
        queue.swapAt(0, queue.count - 1)
        queue.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < queue.count && isBefore(child, least) { least = child }
            if least == parent { return }
            queue.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ i: Int, _ j: Int) -> Bool {
        queue[i].time != queue[j].time ? queue[i].time < queue[j].time : queue[i].order < queue[j].order
    }
}

extension TestEnd {
    /// A segment without payload, as bytes.
    func headerBytes(_ segment: TCPSegment) -> [UInt8] {
        var writer = ByteWriter()
        segment.header.serialize(into: &writer, payload: [UInt8]().span.bytes, pseudoHeader: pseudoHeader)
        return writer.bytes
    }
}
