import Testing
import TestSupport
import TransportLayer
import Wire

@Suite("TCP: attacked, it holds")
struct TCPAttackTests {
    private static let local = SocketAddress(.v4(IPv4Address(rawValue: 0x0a00_0001)), 80)
    private static func pair(_ number: Int) -> SocketPair {
        SocketPair(local: local, remote: SocketAddress(.v4(IPv4Address(rawValue: 0xc000_0000 + UInt32(number))), UInt16(1024 + number % 60_000)))
    }
    private static func listener(_ change: (inout TCPConfiguration) -> Void = { _ in }) -> TCPListener {
        var configuration = TCPConfiguration()
        change(&configuration)
        return TCPListener(configuration: configuration, secrets: TCPSecrets(key: SipHash.Key(1, 2)))
    }
    private static func syn(_ pair: SocketPair, _ sequence: UInt32) -> TCPSegment {
        var segment = TCPSegment(sourcePort: pair.remote.port, destinationPort: 80, sequence: SequenceNumber(sequence), flags: .syn)
        segment.maximumSegmentSize = 1460
        segment.isSACKPermitted = true
        segment.windowScale = 7
        segment.timestamps = TCPTimestamps(value: 77, echoReply: 0)
        segment.window = 64_000
        return segment
    }

    @Test("A SYN flood: the backlog stays bounded, cookies go out, and an honest peer gets in by one")
    func synFlood() throws {
        var listener = Self.listener()
        let now = Instant.zero + .seconds(5)
        var answers = 0
        for number in 0..<20_000 {
            _ = listener.receive(Self.syn(Self.pair(number), UInt32(number)), pair: Self.pair(number), segmentSize: 1460, at: now)
            while listener.nextSegment(at: now) != nil { answers += 1 }
        }
        #expect(listener.halfOpenCount == 256)
        #expect(answers == 20_000)
        #expect(listener.cookiesSent == 20_000 - 256)
        // The honest one.
        let pair = Self.pair(30_000)
        _ = listener.receive(Self.syn(pair, 4_000_000_000), pair: pair, segmentSize: 1460, at: now)
        let answer = listener.nextSegment(at: now)
        let synAck = try #require(answer?.segment)
        #expect(synAck.flags == [.syn, .ack] && synAck.acknowledgement == SequenceNumber(4_000_000_001))
        var ack = TCPSegment(sourcePort: pair.remote.port, destinationPort: 80, sequence: SequenceNumber(4_000_000_001), flags: .ack)
        ack.acknowledgement = synAck.sequence + 1
        ack.window = 500
        ack.timestamps = TCPTimestamps(value: 80, echoReply: synAck.timestamps?.value ?? 0)
        guard case .open(let open) = listener.receive(ack, pair: pair, segmentSize: 1460, at: now + .milliseconds(30)) else {
            Issue.record("the cookie was not accepted")
            return
        }
        var connection = TCPConnection(accepting: open, configuration: listener.configuration, at: now)
        connection.receive(ack, payload: [UInt8]().span.bytes, at: now)
        #expect(connection.state == .established)
        // The window scale of 7 came back from the timestamp.
        #expect(connection.variables.sendWindow == 500 << 7)
        #expect(connection.variables.segmentSize == 1448)
        // An hour later nothing is left of the flood.
        var later = now
        while listener.nextDeadline != .distantFuture, later < now + .seconds(3600) {
            later = max(later, listener.nextDeadline)
            while listener.nextSegment(at: later) != nil {}
        }
        #expect(listener.halfOpenCount == 0)
    }

    @Test("A forged or old cookie opens nothing")
    func forgedCookies() throws {
        var listener = Self.listener { $0.synBacklog = 0 }
        let now = Instant.zero + .seconds(64_000)
        let pair = Self.pair(1)
        _ = listener.receive(Self.syn(pair, 100), pair: pair, segmentSize: 1460, at: now)
        let answer = listener.nextSegment(at: now)
        let synAck = try #require(answer?.segment)
        var random = SeededGenerator(seed: 9)
        func opens(_ change: (inout TCPSegment) -> Void, from pair: SocketPair = Self.pair(1), at time: Instant) -> Bool {
            var ack = TCPSegment(sourcePort: pair.remote.port, destinationPort: 80, sequence: SequenceNumber(101), flags: .ack)
            ack.acknowledgement = synAck.sequence + 1
            change(&ack)
            var copy = listener
            if case .open = copy.receive(ack, pair: pair, segmentSize: 1460, at: time) { return true }
            return false
        }
        #expect(opens({ _ in }, at: now))
        #expect(!opens({ $0.sequence += 1 }, at: now))
        #expect(!opens({ _ in }, from: Self.pair(2), at: now))
        #expect(!opens({ _ in }, at: now + .seconds(300)))
        for bit in 0..<32 { #expect(!opens({ $0.acknowledgement = SequenceNumber($0.acknowledgement.rawValue ^ 1 << bit) }, at: now), "bit \(bit)") }
        var guessed = 0
        for _ in 0..<5000 where opens({ $0.acknowledgement = SequenceNumber(UInt32(truncatingIfNeeded: random.next())) }, at: now) { guessed += 1 }
        #expect(guessed == 0)
    }

    @Test("Without cookies a full backlog drops; a full accept queue takes nothing more")
    func fullBacklog() {
        var listener = Self.listener { $0.usesSYNCookies = false; $0.synBacklog = 3 }
        for number in 0..<10 { _ = listener.receive(Self.syn(Self.pair(number), 1), pair: Self.pair(number), segmentSize: 1460, at: .zero) }
        #expect(listener.halfOpenCount == 3 && listener.dropped == 7)
    }

    /// Whatever segments come, in whatever state: no trap, buffers within their limits, and the honest transfer goes on.
    @Test("Random segments thrown between two ends that talk", arguments: 0..<12)
    func blindInjection(seed: Int) {
        let network = TestNetwork(seed: UInt64(seed))
        for end in network.ends { end.configuration.receiveBufferLimit = 20_000 }
        var random = SeededGenerator(seed: UInt64(seed) + 100)
        // A SYN in SYN-SENT opens from both sides, whoever sent it: before the handshake is done, TCP has nothing to tell by.
        network.establish()
        var left = 40_000
        for _ in 0..<400 {
            network.run(for: .milliseconds(10))
            left -= network.a.write(min(left, 1000), at: network.now)
            network.b.read(at: network.now)
            for end in network.ends {
                for _ in 0..<3 {
                    var segment = TCPSegment(sourcePort: end.pair.remote.port, destinationPort: end.pair.local.port, sequence: SequenceNumber(UInt32(truncatingIfNeeded: random.next())), flags: TCPFlags(rawValue: UInt16(random.number(0...255))))
                    segment.acknowledgement = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
                    segment.window = UInt16(truncatingIfNeeded: random.next())
                    segment.urgentPointer = UInt16(truncatingIfNeeded: random.next())
                    // A blind attacker does not know the timestamps; without them the segment counts as none of the connection's.
                    if random.happens(0.5) { segment.timestamps = TCPTimestamps(value: UInt32(truncatingIfNeeded: random.next()), echoReply: UInt32(truncatingIfNeeded: random.next())) }
                    for _ in 0..<random.number(0...4) { segment.sackBlocks.append(SACKBlock(left: UInt32(truncatingIfNeeded: random.next()), right: UInt32(truncatingIfNeeded: random.next()))) }
                    let payload = [UInt8](repeating: 0xbd, count: random.number(0...50))
                    segment.payloadLength = payload.count
                    guard end.connection != nil else { continue }
                    network.deliver(segment, payload, to: end)
                }
            }
        }
        network.run(for: .seconds(5))
        network.b.read(at: network.now)
        #expect(network.a.connection?.failure == nil && network.b.connection?.failure == nil)
        #expect(network.b.fault(from: network.a, count: 40_000 - left) == nil)
        #expect(left == 0)
    }

    /// An attacker who sees everything can end or poison a connection, but not make it trap or grow.
    @Test("Segments damaged at places that matter, with right checksums", arguments: 0..<12)
    func knowingInjection(seed: Int) {
        let network = TestNetwork(seed: UInt64(seed))
        for end in network.ends { end.configuration.receiveBufferLimit = 5_000; end.configuration.sendBufferLimit = 5_000 }
        var random = SeededGenerator(seed: UInt64(seed) + 500)
        network.b.listen()
        network.a.connect(at: .zero)
        for _ in 0..<300 {
            network.run(for: .milliseconds(5))
            for end in network.ends {
                end.write(random.number(0...900), at: network.now)
                if random.happens(0.5) { end.read(random.number(1...3000), at: network.now) }
                guard let variables = end.connection?.variables else { continue }
                func near(_ number: SequenceNumber, _ by: Int) -> SequenceNumber { number + random.number(-by...by) }
                var segment = TCPSegment(sourcePort: end.pair.remote.port, destinationPort: end.pair.local.port, sequence: near(variables.receiveNext, random.pick([0, 1, 100, 10_000])), flags: random.pick([.ack, [.ack, .psh], [.ack, .fin], [.syn, .ack], .syn, [.ack, .urg], [], [.ack, .ece]]))
                segment.acknowledgement = near(random.pick([variables.sendUnacknowledged, variables.sendNext]), random.pick([0, 1, 1000]))
                segment.window = UInt16(random.pick([0, 1, 500, 65_535]))
                segment.timestamps = TCPTimestamps(value: UInt32(truncatingIfNeeded: network.now.nanoseconds / 1_000_000) &+ end.secrets.timestampOffset(for: SocketPair(local: end.pair.remote, remote: end.pair.local)), echoReply: UInt32(truncatingIfNeeded: random.next()))
                for _ in 0..<random.number(0...3) {
                    let left = near(variables.sendUnacknowledged, 3000)
                    segment.sackBlocks.append(SACKBlock(left: left.rawValue, right: (left + random.number(-10...4000)).rawValue))
                }
                let payload = [UInt8](repeating: 0xbd, count: random.number(0...1400))
                segment.payloadLength = payload.count
                end.connection?.receive(segment, payload: payload.span.bytes, at: network.now)
                if random.happens(0.1) { end.connection?.receive(.packetTooBig(random.number(0...2000)), quoting: near(variables.sendNext, 2000), at: network.now) }
                guard let after = end.connection?.variables else { continue }
                #expect(after.receiveBuffered + after.outOfOrder <= 5_000 && after.sendBuffered <= 5_000)
                #expect(after.sacked + after.lost <= max(0, after.flight) && after.sendUnacknowledged <= after.sendNext)
            }
        }
    }

    @Test("Bytes that contradict those that have arrived are not taken")
    func contradiction() {
        var reassembler = RingReassembler(capacity: 100)
        _ = reassembler.insert(([1, 2, 3] as [UInt8]).span.bytes, at: 5)
        _ = reassembler.insert(([9, 9, 9, 9, 9, 9, 9, 9] as [UInt8]).span.bytes, at: 2)
        let moved = reassembler.insert(([7, 7, 7, 7, 7, 7] as [UInt8]).span.bytes, at: 0)
        #expect(moved == 10)
        #expect(reassembler.take(10) == [7, 7, 9, 9, 9, 1, 2, 3, 9, 9])
    }

    @Test("A thousand gaps and no more: crumbs do not fill the memory")
    func manyGaps() {
        var reassembler = RingReassembler(capacity: 1 << 16)
        for index in 0..<5000 { _ = reassembler.insert(([1] as [UInt8]).span.bytes, at: 1 + 2 * index) }
        #expect(reassembler.outOfOrder == 1024)
    }

    @Test("The reassembler beside a model that keeps each byte", arguments: 0..<8)
    func reassemblerModel(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let capacity = random.number(1...300)
        var reassembler = RingReassembler(capacity: capacity)
        var model: [Int: UInt8] = [:], next = 0, readable: [UInt8] = []
        for _ in 0..<600 {
            if random.happens(0.3) {
                let wanted = random.number(1...80), bytes = reassembler.take(wanted)
                #expect(bytes == Array(readable.prefix(wanted)))
                readable.removeFirst(bytes.count)
            } else {
                let offset = random.number(-20...capacity), bytes = random.bytes(random.number(1...60))
                for (index, byte) in bytes.enumerated() where offset + index >= 0 && offset + index < capacity - readable.count && model[next + offset + index] == nil { model[next + offset + index] = byte }
                var moved = 0
                let before = readable.count
                while let byte = model[next], before + moved < capacity {
                    readable.append(byte)
                    next += 1
                    moved += 1
                    model[next - 1] = nil
                }
                #expect(reassembler.insert(bytes.span.bytes, at: offset) == moved)
                #expect(reassembler.readable == readable.count)
                #expect(reassembler.outOfOrder == model.count)
            }
        }
    }
}

extension RingReassembler {
    /// Up to `count` bytes that are in order.
    fileprivate mutating func take(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        let taken = read(count, into: &raw, at: 0)
        return Array(bytes.prefix(taken))
    }
}
