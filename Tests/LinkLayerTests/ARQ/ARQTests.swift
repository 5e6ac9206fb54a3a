import LinkLayer
import TestSupport
import Testing
import Wire

/// A link that loses and doubles frames, each way, and takes a while; it keeps their order, as links do.
struct BadLink {
    var loss: Double
    var duplication: Double
    var delay = Nanoseconds.milliseconds(10)
    var generator: SeededGenerator
    private(set) var queue: [(arrival: Instant, toReceiver: Bool, frame: ARQFrame)] = []
    private(set) var carried = 0

    init(loss: Double, duplication: Double = 0, seed: UInt64) {
        (self.loss, self.duplication, generator) = (loss, duplication, SeededGenerator(seed: seed))
    }

    mutating func carry(_ frame: ARQFrame, toReceiver: Bool, at now: Instant) {
        carried += 1
        guard Double.random(in: 0..<1, using: &generator) >= loss else { return }
        queue.append((now + delay, toReceiver, frame))
        if Double.random(in: 0..<1, using: &generator) < duplication { queue.append((now + delay, toReceiver, frame)) }
    }

    var nextArrival: Instant? { queue.first?.arrival }
    mutating func next() -> (toReceiver: Bool, frame: ARQFrame) {
        let first = queue.removeFirst()
        return (first.toReceiver, first.frame)
    }
}

/// Both ends and the link between them.
struct ARQRun {
    var sender: any ARQSender
    var receiver: any ARQReceiver
    var link: BadLink
    private(set) var delivered: [[UInt8]] = []
    private(set) var now = Instant.zero

    init(_ sender: any ARQSender, _ receiver: any ARQReceiver, _ link: BadLink) { (self.sender, self.receiver, self.link) = (sender, receiver, link) }

    /// Sends `count` payloads as fast as the window allows, and runs until all is acknowledged or `limit` has passed.
    mutating func run(_ count: Int, limit: Nanoseconds = .seconds(3600)) {
        var sent = 0
        while now < .zero + limit {
            while sent < count, sender.canSend, let frames = sender.send([UInt8(sent & 255), UInt8(sent >> 8)], at: now) {
                sent += 1
                for frame in frames { link.carry(frame, toReceiver: true, at: now) }
            }
            if sent == count, sender.isIdle { return }
            let deadline = sender.nextDeadline
            if let arrival = link.nextArrival, arrival <= deadline ?? .distantFuture {
                now = arrival
                let (toReceiver, frame) = link.next()
                if toReceiver {
                    let (payloads, replies) = receiver.receive(frame)
                    delivered += payloads
                    for reply in replies { link.carry(reply, toReceiver: false, at: now) }
                } else {
                    for again in sender.receive(frame, at: now) { link.carry(again, toReceiver: true, at: now) }
                }
            } else if let deadline {
                now = deadline
                for frame in sender.tick(at: now) { link.carry(frame, toReceiver: true, at: now) }
            } else {
                return
            }
        }
    }

    static func payloads(_ count: Int) -> [[UInt8]] { (0..<count).map { [UInt8($0 & 255), UInt8($0 >> 8)] } }
}

@Suite("ARQ") struct ARQTests {
    enum Scheme: String, CaseIterable, Sendable {
        case stopAndWait, goBackN, selectiveRepeat, selectiveRepeatWithoutNAK
        func ends(timeout: Nanoseconds = .milliseconds(50)) -> (any ARQSender, any ARQReceiver) {
            switch self {
            case .stopAndWait: (StopAndWaitSender(timeout: timeout), StopAndWaitReceiver())
            case .goBackN: (GoBackNSender(sequenceBits: 3, window: 7, timeout: timeout), GoBackNReceiver(sequenceBits: 3))
            case .selectiveRepeat: (SelectiveRepeatSender(sequenceBits: 3, timeout: timeout), SelectiveRepeatReceiver(sequenceBits: 3))
            case .selectiveRepeatWithoutNAK: (SelectiveRepeatSender(sequenceBits: 4, timeout: timeout), SelectiveRepeatReceiver(sequenceBits: 4, asksForMissing: false))
            }
        }
    }

    @Test("everything arrives, once and in order, over a link that loses and doubles frames", arguments: Scheme.allCases, [0, 0.1, 0.4])
    func reliable(scheme: Scheme, loss: Double) {
        for seed in 1...5 as ClosedRange<UInt64> {
            let (sender, receiver) = scheme.ends()
            var run = ARQRun(sender, receiver, BadLink(loss: loss, duplication: loss / 2, seed: seed))
            run.run(400)
            #expect(run.delivered == ARQRun.payloads(400), "seed \(seed)")
            #expect(run.sender.isIdle && run.sender.nextDeadline == nil)
            if loss == 0 { #expect(run.sender.retransmissions == 0, "nothing was lost, nothing is sent again") }
        }
    }

    @Test("a window is worth what it promises: so many frames a round trip")
    func throughput() {
        // 20 ms there and back, frames that take no time themselves: 1, 7 and 4 a round trip.
        for (scheme, window) in [(Scheme.stopAndWait, 1), (.goBackN, 7), (.selectiveRepeat, 4)] {
            let (sender, receiver) = scheme.ends()
            var run = ARQRun(sender, receiver, BadLink(loss: 0, seed: 1))
            run.run(700)
            let roundTrips = (700 + window - 1) / window
            #expect(run.now == .zero + .milliseconds(20 * Int64(roundTrips)), "\(scheme)")
        }
    }

    @Test("with losses, going back costs more frames than repeating the lost ones alone")
    func cost() {
        var back = ARQRun(GoBackNSender(sequenceBits: 4, window: 8, timeout: .milliseconds(50)), GoBackNReceiver(sequenceBits: 4), BadLink(loss: 0.1, seed: 9))
        var selective = ARQRun(SelectiveRepeatSender(sequenceBits: 4, window: 8, timeout: .milliseconds(50)), SelectiveRepeatReceiver(sequenceBits: 4), BadLink(loss: 0.1, seed: 9))
        back.run(1000)
        selective.run(1000)
        #expect(back.sender.retransmissions > 2 * selective.sender.retransmissions, "\(back.sender.retransmissions) and \(selective.sender.retransmissions)")
    }

    @Test("selective repeat with a window of more than half of the numbers takes an old frame for a new one")
    func windowTooLarge() {
        // Four numbers, a window of three. All three frames arrive, all acknowledgments are lost.
        var sender = SelectiveRepeatSender(sequenceBits: 2, window: 3, timeout: .milliseconds(50))
        var receiver = SelectiveRepeatReceiver(sequenceBits: 2, window: 3, asksForMissing: false)
        for number in 0..<3 as Range<UInt8> {
            for frame in sender.send([number], at: .zero) ?? [] { _ = receiver.receive(frame) }
        }
        // The receiver now waits for 3, 0 and 1; the sender repeats 0, 1 and 2.
        var delivered = sender.tick(at: .zero + .milliseconds(50)).flatMap { receiver.receive($0).delivered }
        delivered += receiver.receive(ARQFrame(.data, 3, payload: [3])).delivered
        #expect(delivered == [[3], [0], [1]], "the old frames 0 and 1 are handed on as if they were the fifth and sixth")
        #expect(SelectiveRepeatSender(sequenceBits: 2, timeout: .milliseconds(50)).window == 2, "half of the numbers is what it takes by itself")
    }

    @Test("go-back-N never lets a window be as large as the numbers")
    func windowLimit() {
        #expect(GoBackNSender(sequenceBits: 3, window: 8, timeout: .zero).window == 7)
        #expect(GoBackNSender(sequenceBits: 0, window: 0, timeout: .zero).window == 1)
        #expect(GoBackNSender(sequenceBits: 99, window: 999, timeout: .zero).window == 255)
    }

    @Test("no frames trap an end, and no forged acknowledgment frees what was not sent", arguments: Scheme.allCases)
    func hostile(scheme: Scheme) {
        var generator = SeededGenerator(seed: 2)
        var (sender, receiver) = scheme.ends()
        for step in 0..<5000 {
            let now = Instant(nanoseconds: Int64(step) * 1_000_000)
            let kind: ARQFrame.Kind = [.data, .acknowledgment, .negativeAcknowledgment][step % 3]
            _ = sender.receive(ARQFrame(kind, UInt8(truncatingIfNeeded: generator.next())), at: now)
            _ = receiver.receive(ARQFrame(kind, UInt8(truncatingIfNeeded: generator.next()), payload: [1]))
            if step % 7 == 0 { _ = sender.send([2], at: now) }
            _ = sender.tick(at: now)
            #expect(sender.isIdle == (sender.nextDeadline == nil))
        }
    }

    static let codec: Codec<ARQFrame> = Codec(ARQFrame.context) { reader throws(DecodeError) in try ARQFrame(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let vectors: [CodecVector<ARQFrame>] = [
        CodecVector("data", "0005 6869", ARQFrame(.data, 5, payload: [0x68, 0x69]), needs: 2), CodecVector("ack", "0106", ARQFrame(.acknowledgment, 6)), CodecVector("nak", "02ff", ARQFrame(.negativeAcknowledgment, 255)),
    ]

    @Test("frames decode, encode and are refused when cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<ARQFrame>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("an unknown kind is refused, and no bytes trap the decoder")
    func fuzz() {
        #expect(Self.codec.faults(in: CodecRejection("kind 3", "0300", field: "kind", at: 0)) == [])
        #expect(Self.codec.faults(fuzzing: Self.vectors) == [])
    }
}
