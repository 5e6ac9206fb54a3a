import LinkLayer
import NetworkLayer
import Stack
import Testing
import TransportLayer
import Wire

/// What somebody on the link or beyond it may send: whatever it is, memory is bounded, nothing traps, and the honest connection goes on.
@Suite("A stack that is attacked")
struct AttackTests {
    private let forgery = Forgery(victim: IPv4Address(10, 0, 1, 2))

    private func syn(port: UInt16, _ sequence: UInt32) -> TCPSegment {
        var segment = TCPSegment(sourcePort: port, destinationPort: 80, sequence: SequenceNumber(sequence), flags: .syn)
        segment.maximumSegmentSize = 1460
        segment.window = 64_000
        return segment
    }

    @Test("a SYN flood, from far away and from addresses on the link that nobody has", arguments: [IPv4Address(198, 18, 0, 0), IPv4Address(10, 0, 1, 3)])
    func synFlood(base: IPv4Address) throws {
        let (wiring, client, server, _) = try Wiring.connected()
        for number in 0..<3000 as Range<UInt32> {
            // On the link there are 250 addresses, each with many ports.
            let source = IPv4Address(rawValue: base.rawValue + (base.rawValue >> 24 == 10 ? number % 250 : number))
            wiring.inject(forgery.tcp(syn(port: UInt16(1024 + number / 250), number), from: source))
            if number % 1000 == 999 { #expect(try wiring.carries("after \(number)", from: client, to: server)) }
        }
        #expect(wiring.stacks[1].busyConnections == 1, "nobody but the honest one has a connection")
        #expect(wiring.stacks[1].arpEntries(on: 0, at: wiring.turn.now).count <= 1024)
        wiring.pass(.seconds(300))
        #expect(try wiring.carries("the flood is over", from: client, to: server))
    }

    @Test("fragments that never complete, and such as contradict one another")
    func fragments() throws {
        let (wiring, client, server, _) = try Wiring.connected()
        let part = [UInt8](repeating: 7, count: 1480)
        for number in 0..<5000 as Range<UInt16> {
            let source = IPv4Address(rawValue: 0xc612_0000 + UInt32(number))
            wiring.inject(forgery.packet(.udp, from: source, part, identification: number, offset: number % 3 == 0 ? 0 : 1480, more: true))
        }
        // One datagram whose parts say different things about the same bytes.
        let source = IPv4Address(10, 0, 1, 77)
        wiring.inject(forgery.packet(.udp, from: source, part, identification: 9, offset: 0, more: true))
        wiring.inject(forgery.packet(.udp, from: source, [UInt8](repeating: 8, count: 800), identification: 9, offset: 800, more: true))
        wiring.inject(forgery.packet(.udp, from: source, part, identification: 9, offset: 1480, more: false))
        #expect(try wiring.carries("still here", from: client, to: server))
        // An honest datagram in pieces gets through meanwhile.
        let receiver = try wiring.stacks[1].openDatagrams(on: SocketAddress(.v4(.any), 7)).socket
        let sender = try wiring.stacks[0].openDatagrams(on: SocketAddress(.v4(.any), 0)).socket
        try wiring.call(0) { stack, turn in try stack.sendDatagram([UInt8](repeating: 1, count: 5000), from: sender, to: SocketAddress(.v4(IPv4Address(10, 0, 1, 2)), 7), &turn) }
        #expect(try wiring.stacks[1].receiveDatagram(receiver, atMost: 65_536, &wiring.turn)?.bytes.count == 5000)
        // What times out is told to few.
        let before = wiring.frames.count
        wiring.pass(.seconds(120))
        #expect(wiring.frames.count - before < 1500)
    }

    @Test("datagrams to ports where nobody listens: errors go out at a bounded rate")
    func closedPorts() throws {
        let (wiring, client, server, _) = try Wiring.connected()
        let before = wiring.frames.count
        for number in 0..<5000 as Range<UInt16> { wiring.inject(forgery.udp(from: IPv4Address(10, 0, 1, 1), port: 9, to: 10_000 + number, [1])) }
        #expect(wiring.frames.count - before <= 10)
        #expect(wiring.stacks[1].counters[.rateLimited] == 4990, "ten at once to each destination")
        #expect(try wiring.carries("still here", from: client, to: server))
    }

    @Test("ICMP that lies about the path, and resets and SYNs that guess")
    func guesses() throws {
        let (wiring, client, server, port) = try Wiring.connected()
        let remote = IPv4Address(10, 0, 1, 1)
        guard let size = wiring.stacks[1].streamVariables(server)?.segmentSize else { Issue.record("no connection"); return }
        var random = RandomStream(seed: 5)
        for number in 0..<3000 {
            // An error about a segment of the connection that was never sent.
            var quoted = ByteWriter()
            IPv4Header(protocol: .tcp, source: forgery.victim, destination: remote).serialize(into: &quoted, payloadLength: 20)
            for value in [UInt16(80), port] { quoted.uint16(value) }
            quoted.uint32(UInt32(truncatingIfNeeded: random.next()))
            wiring.inject(forgery.icmp(.destinationUnreachable(code: number % 2 == 0 ? .fragmentationNeeded : .init(rawValue: 3), nextHopMTU: 600, quote: ICMPQuote(quoted.bytes)), from: IPv4Address(10, 0, 1, 9)))
            var segment = TCPSegment(sourcePort: port, destinationPort: 80, sequence: SequenceNumber(UInt32(truncatingIfNeeded: random.next())), flags: number % 2 == 0 ? .rst : .syn)
            segment.window = 1000
            wiring.inject(forgery.tcp(segment, from: remote))
        }
        #expect(wiring.stacks[1].streamVariables(server)?.segmentSize == size)
        wiring.pass(.seconds(2))
        #expect(try wiring.carries("still here", from: client, to: server))
    }

    @Test("a path MTU that cannot be: no packet becomes smaller than 552 bytes", arguments: [(sent: 1500, segment: 552 - 40 - 12), (sent: 48, segment: 1448)])
    func tinyPathMTU(sent: Int, segment: Int) throws {
        let (wiring, _, _, _) = try Wiring.connected()
        var quoted = ByteWriter()
        IPv4Header(protocol: .udp, source: forgery.victim, destination: IPv4Address(10, 0, 1, 1)).serialize(into: &quoted, payloadLength: sent - 20)
        quoted.write([UInt8](repeating: 0, count: 8))
        wiring.inject(forgery.icmp(.destinationUnreachable(code: .fragmentationNeeded, nextHopMTU: 68, quote: ICMPQuote(quoted.bytes)), from: IPv4Address(10, 0, 1, 9)))
        _ = try wiring.stacks[0].listen(on: SocketAddress(.v4(.any), 81))
        let stream = try wiring.call(1) { stack, turn in try stack.connect(to: SocketAddress(.v4(IPv4Address(10, 0, 1, 1)), 81), &turn).socket }
        #expect(wiring.stacks[1].streamVariables(stream)?.segmentSize == segment, "told that a packet of \(sent) bytes was too long for 68")
    }

    @Test("a connection learns of a narrower path from what another was told")
    func sharedPathMTU() throws {
        let wiring = Wiring.routed(farMTU: 1000)
        let server = SocketAddress(.v4(IPv4Address(10, 0, 2, 1)), 80)
        let listener = try wiring.stacks[2].listen(on: server).socket
        var streams: [SocketID] = [], accepted: [SocketID] = []
        for _ in 0..<2 {
            streams.append(try wiring.call(0) { stack, turn in try stack.connect(to: server, &turn).socket })
            if let socket = try wiring.stacks[2].accept(listener)?.socket { accepted.append(socket) }
        }
        try #require(accepted.count == 2)
        for (stream, socket) in zip(streams, accepted) {
            _ = try wiring.call(0) { stack, turn in try stack.send([UInt8](repeating: 1, count: 5000), on: stream, &turn) }
            var received = 0
            for _ in 0..<10 {
                while let part = try wiring.call(2, { stack, turn in try stack.receive(atMost: 65_536, on: socket, &turn) }), !part.isEmpty { received += part.count }
                wiring.pass(.milliseconds(300))
            }
            #expect(received == 5000)
        }
        // Once was enough: the second connection's segments were cut without a word from the router.
        #expect(wiring.frames.filter { $0[12] == 8 && $0[13] == 0 && $0[23] == 1 && $0[34] == 3 && $0[35] == 4 }.count <= 10)
        #expect(wiring.stacks[0].streamVariables(streams[1]).map { $0.segmentSize <= 960 } == true)
    }

    @Test("connections that are opened, closed by the program, and never finished by the peer")
    func orphans() throws {
        let (wiring, client, server, _) = try Wiring.connected()
        let listener = try wiring.stacks[1].listen(on: SocketAddress(.v4(.any), 81)).socket
        for number in 0..<4500 as Range<UInt32> {
            let source = IPv4Address(rawValue: 0xc612_0000 + number)
            var opening = syn(port: 5000, 1)
            opening.destinationPort = 81
            let before = wiring.frames.count
            wiring.inject(forgery.tcp(opening, from: source))
            guard let answer = wiring.frames[before...].first(where: { $0.count > 53 && $0[23] == 6 }) else { continue }
            var ack = TCPSegment(sourcePort: 5000, destinationPort: 81, sequence: SequenceNumber(2), flags: .ack)
            ack.acknowledgement = SequenceNumber(answer[38..<42].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) + 1
            ack.window = 1000
            wiring.inject(forgery.tcp(ack, from: source))
            guard let socket = try wiring.stacks[1].accept(listener)?.socket else { continue }
            wiring.call(1) { stack, turn in stack.closeStream(socket, &turn) }
        }
        #expect(wiring.stacks[1].orphanedConnections > 3000 && wiring.stacks[1].orphanedConnections <= 4096)
        #expect(try wiring.carries("still here", from: client, to: server))
        wiring.pass(.seconds(400))
        #expect(wiring.stacks[1].orphanedConnections == 0)
    }

    @Test("frames made by chance", arguments: 0..<4)
    func noise(seed: UInt64) throws {
        let (wiring, client, server, _) = try Wiring.connected()
        var random = RandomStream(seed: seed)
        let honest = wiring.frames
        for _ in 0..<2000 {
            // An honest frame with some bytes changed, cut, or made longer.
            var frame = honest[Int(random.below(UInt64(honest.count)))]
            for _ in 0..<1 + random.below(6) { frame[Int(random.below(UInt64(frame.count)))] = UInt8(truncatingIfNeeded: random.next()) }
            if random.chance(0.2) { frame.removeLast(Int(random.below(UInt64(frame.count)))) }
            if random.chance(0.1) { frame += [UInt8](repeating: 0, count: Int(random.below(1500))) }
            if random.chance(0.8), frame.count >= 6 { for (index, byte) in ([2, 0, 0, 0, 1, 2] as [UInt8]).enumerated() { frame[index] = byte } }
            if random.chance(0.5), frame.count > 34 { Self.mendHeaderChecksum(&frame) }
            wiring.inject(frame)
        }
        wiring.pass(.seconds(2))
        // A neighbor may be believed to be elsewhere for a while: that is ARP.
        wiring.call(0) { stack, turn in stack.announce(on: 0, &turn) }
        #expect(try wiring.carries("still here", from: client, to: server))
    }

    private static func mendHeaderChecksum(_ frame: inout [UInt8]) {
        let length = Int(frame[14] & 15) * 4
        guard length >= 20, frame.count >= 14 + length else { return }
        frame[24] = 0
        frame[25] = 0
        let sum = InternetChecksum.of(frame.span.bytes.extracting(14..<14 + length))
        frame[24] = UInt8(sum >> 8)
        frame[25] = UInt8(sum & 0xff)
    }
}
