import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("Rapid spanning tree") struct RSTPBridgeTests {
    @Test("two switches agree within a few messages: the lower is the root, and both forward")
    func pair() {
        var network = SwitchedNetwork(switches: 2, wiring: [(0, 1)])
        network.start()
        network.run(for: .milliseconds(1))
        #expect(network.bridges[0].isRoot && network.bridges[1].root == network.bridges[0].identifier && network.bridges[1].rootPathCost == 20_000)
        #expect(network.bridges[0].role(of: 0) == .designated && network.bridges[1].role(of: 0) == .root)
        #expect(network.forwarding == [0], "by proposal and agreement, not by waiting")
    }

    @Test("a triangle blocks the side opposite to the root, at the end of the worse switch; a priority moves the root")
    func triangle() {
        var network = SwitchedNetwork(switches: 3, wiring: [(0, 1), (1, 2), (2, 0)])
        network.start()
        network.run(for: .milliseconds(10))
        #expect(network.forwarding == [0, 2] && network.loops.isEmpty)
        #expect(network.bridges[2].role(of: 0) == .alternate && network.bridges[1].role(of: 1) == .designated)
        var other = SwitchedNetwork(switches: 3, wiring: [(0, 1), (1, 2), (2, 0)], priorities: [2: 4096])
        other.start()
        other.run(for: .milliseconds(10))
        #expect(other.bridges[2].isRoot && other.forwarding == [1, 2])
    }

    @Test("of two cables between the same switches one is spare")
    func parallel() {
        var network = SwitchedNetwork(switches: 2, wiring: [(0, 1), (0, 1)])
        network.start()
        network.run(for: .milliseconds(10))
        #expect(network.forwarding == [0] && network.bridges[1].role(of: 1) == .alternate && network.loops.isEmpty)
        network.cut(0)
        network.run(for: .milliseconds(10))
        #expect(network.forwarding == [1] && network.loops.isEmpty)
    }

    @Test("a switch whose two ports are on one cable backs itself up")
    func selfLoop() {
        var network = SwitchedNetwork(switches: 1, wiring: [(0, 0)])
        network.start()
        network.run(for: .seconds(60))
        #expect(network.bridges[0].role(of: 1) == .backup && network.bridges[0].state(of: 1) == .discarding)
        #expect(network.loops.isEmpty)
    }

    @Test("any wiring becomes a tree of all switches, without a loop at any time while the root is there, and a cut cable another", arguments: Array(1...20) + [36, 72, 168] as [UInt64])
    func anyWiring(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 3...9, using: &generator)
        // A tree, so that all are connected, and some cables more.
        var wiring = (1..<count).map { ($0, Int.random(in: 0..<$0, using: &generator)) }
        for _ in 0..<Int.random(in: 1...count, using: &generator) {
            let a = Int.random(in: 0..<count, using: &generator), b = Int.random(in: 0..<count, using: &generator)
            if a != b { wiring.append((a, b)) }
        }
        wiring.shuffle(using: &generator)
        var network = SwitchedNetwork(switches: count, wiring: wiring)
        network.start()
        network.run(for: .seconds(2))
        #expect(network.roots == [network.bridges[0].identifier] && network.isConnected, "\(wiring)")
        #expect(network.loops.isEmpty, "\(wiring), loops at \(network.loops)")
        network.run(for: .seconds(20))
        let steady = network.lastChange
        #expect(steady < .zero + .seconds(2), "\(wiring): and then it is quiet, but the last change was at \(steady)")

        for _ in 0..<4 {
            guard let victim = network.forwarding.randomElement(using: &generator) else { break }
            let start = network.now
            network.cut(victim)
            network.run(for: .seconds(60))
            let healed = network.isConnected && !network.hasLoop
            #expect(healed, "\(wiring), without cable \(victim)")
            if network.roots.count == 1 {
                // The root is still there: a matter of a few messages, six a second at most, and never a loop.
                #expect(network.loops.isEmpty, "\(wiring), without cable \(victim), loops at \(network.loops)")
                #expect(network.lastChange - start < .seconds(3), "\(wiring), without cable \(victim): healed after \(network.lastChange - start)")
            } else {
                // Without it, the news of a root that is gone goes round among the others until it is too old ("count to infinity", which the
                // standard has, too), and two of them may believe it from each other for as long as a few messages take.
                #expect(network.longestLoop < .milliseconds(1), "\(wiring), without cable \(victim), loops at \(network.loops)")
                network.forgetLoops()
            }
            network.plug(victim)
            network.run(for: .seconds(10))
            let mended = network.isConnected && network.loops.isEmpty
            #expect(mended, "\(wiring), cable \(victim) mended")
        }
    }

    @Test("a cut in a ring heals within milliseconds, and stations are forgotten where they may have moved")
    func ring() {
        var network = SwitchedNetwork(switches: 6, wiring: (0..<6).map { ($0, ($0 + 1) % 6) })
        network.start()
        network.run(for: .seconds(10))
        #expect(network.forwarding.count == 5 && network.isConnected)
        let flushes = network.flushes, start = network.now
        network.cut(1)
        network.run(for: .seconds(5))
        #expect(network.isConnected && network.loops.isEmpty && network.flushes > flushes)
        #expect(network.lastChange - start < .milliseconds(10), "healed after \(network.lastChange - start)")
    }

    @Test("a root that dies without its links going down is noticed after three hellos")
    func silentRoot() {
        var network = SwitchedNetwork(switches: 3, wiring: [(0, 1), (1, 2), (2, 0)])
        network.start()
        network.run(for: .seconds(10))
        network.deaf = [[1, 0], [2, 1]]
        network.run(for: .seconds(8))
        #expect(network.bridges[1].isRoot && network.bridges[2].root == network.bridges[1].identifier)
        #expect(network.loops.isEmpty)
    }

    @Test("a port where nobody answers is an edge after three seconds and forwards; a switch there is noticed")
    func edge() {
        var network = SwitchedNetwork(switches: 2, wiring: [(0, 1)], edges: 1)
        network.start()
        var bridge = network.bridges[0]
        var states: [PortState] = []
        _ = bridge.linkUp(1, at: .zero)
        while let deadline = bridge.nextDeadline, deadline <= .zero + .seconds(4) {
            for case .setState(let state, port: 1) in bridge.tick(at: deadline) { states.append(state) }
        }
        #expect(states == [.forwarding] && bridge.state(of: 1) == .forwarding)
        let changes = bridge.topologyChanges
        #expect(changes == 0, "a host that comes changes nothing for others")
        let better = BPDU.configuration(.init(proposal: true, root: BridgeIdentifier(priority: 0, address: alice), rootPathCost: 0, bridge: BridgeIdentifier(priority: 0, address: alice), port: 1))
        _ = bridge.receive(better, on: 1, at: .zero + .seconds(5))
        #expect(bridge.role(of: 1) == .root)
    }

    @Test("with a neighbour of the old protocol, a port takes two forward delays, and speaks the old protocol")
    func oldProtocol() {
        var bridge = RSTPBridge(identifier: BridgeIdentifier(address: bob), ports: [.init()])
        _ = bridge.linkUp(0, at: .zero)
        let old = BPDU.configuration(.init(isRapid: false, root: BridgeIdentifier(address: MACAddress(rawValue: 0x0200_0000_0fff)), rootPathCost: 0, bridge: BridgeIdentifier(address: MACAddress(rawValue: 0x0200_0000_0fff)), port: 1))
        var sent: [BPDU] = [], states: [Instant: PortState] = [:]
        func note(_ actions: [RSTPBridge.Action], _ now: Instant) {
            for action in actions {
                if case .send(let bpdu, _) = action { sent.append(bpdu) }
                if case .setState(let state, _) = action { states[now] = state }
            }
        }
        note(bridge.receive(old, on: 0, at: .zero + .milliseconds(1)), .zero)
        sent = []
        while let deadline = bridge.nextDeadline, deadline <= .zero + .seconds(40) {
            note(bridge.tick(at: deadline), deadline)
            note(bridge.receive(old, on: 0, at: deadline), deadline)
        }
        #expect(states == [.zero + .seconds(15): .learning, .zero + .seconds(30): .forwarding])
        #expect(!sent.isEmpty && sent.allSatisfy { if case .configuration(let it) = $0 { !it.isRapid } else { true } })
    }

    @Test("no more than six messages a second, whatever comes, and nothing traps")
    func hostile() {
        var generator = SeededGenerator(seed: 8)
        var bridge = RSTPBridge(identifier: BridgeIdentifier(address: bob), ports: [.init(), .init(), .init(isPointToPoint: false)])
        for port in 0..<3 { _ = bridge.linkUp(port, at: .zero) }
        var sent: [Int: Int] = [:], most = 0, second = 0
        for step in 0..<20_000 {
            let now = Instant.zero + .milliseconds(Int64(step) * 3)
            if step * 3 / 1000 != second { (second, most, sent) = (step * 3 / 1000, max(most, sent.values.max() ?? 0), [:]) }
            var message = BPDU.Configuration(
                isRapid: generator.next() % 8 > 0, topologyChange: Bool.random(using: &generator), proposal: Bool.random(using: &generator), role: [.designated, .root, .alternate, nil][Int.random(in: 0..<4, using: &generator)],
                learning: Bool.random(using: &generator), forwarding: Bool.random(using: &generator), agreement: Bool.random(using: &generator),
                root: BridgeIdentifier(priority: UInt16.random(in: 0...65535, using: &generator), address: MACAddress(rawValue: generator.next())), rootPathCost: UInt32.random(in: 0 ... .max, using: &generator),
                bridge: BridgeIdentifier(address: MACAddress(rawValue: generator.next() % 4)), port: UInt16.random(in: 0...65535, using: &generator))
            message.messageAge = UInt16.random(in: 0...65535, using: &generator)
            message.maximumAge = UInt16.random(in: 0...65535, using: &generator)
            message.helloTime = UInt16.random(in: 0...65535, using: &generator)
            var actions = bridge.receive(generator.next() % 16 == 0 ? .topologyChangeNotification : .configuration(message), on: Int.random(in: -1...4, using: &generator), at: now)
            actions += bridge.tick(at: now)
            for case .send(_, let port) in actions { sent[port, default: 0] += 1 }
        }
        #expect(most > 0 && most <= 12, "\(most) in one second of the clock, which may touch two of the switch's")
    }
}

@Suite("BPDU") struct BPDUTests {
    static let codec: Codec<BPDU> = Codec(BPDU.context) { reader throws(DecodeError) in try BPDU(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let root = BridgeIdentifier(priority: 4096, address: MACAddress(rawValue: 0x0200_0000_0001)), bridge = BridgeIdentifier(address: bob)
    static let vectors: [CodecVector<BPDU>] = [
        CodecVector("STP configuration", "0000 00 00 01 1000 020000000001 00004e20 8000 02000000000b 8002 0100 1400 0200 0f00",
            .configuration(.init(isRapid: false, topologyChange: true, root: root, rootPathCost: 20_000, bridge: bridge, port: 0x8002, messageAge: 256))),
        CodecVector("RSTP proposal", "0000 02 02 0e 1000 020000000001 00004e20 8000 02000000000b 8002 0100 1400 0200 0f00 00",
            .configuration(.init(proposal: true, role: .designated, root: root, rootPathCost: 20_000, bridge: bridge, port: 0x8002, messageAge: 256))),
        CodecVector("RSTP agreement of a forwarding root port, with a topology change", "0000 02 02 79 1000 020000000001 00004e20 8000 02000000000b 8002 0100 1400 0200 0f00 00",
            .configuration(.init(topologyChange: true, role: .root, learning: true, forwarding: true, agreement: true, root: root, rootPathCost: 20_000, bridge: bridge, port: 0x8002, messageAge: 256))),
        CodecVector("topology change notification", "0000 00 80", .topologyChangeNotification),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<BPDU>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("what is none is refused", arguments: [
        CodecRejection("another protocol", "0001 00 80", field: "protocol identifier", at: 0), CodecRejection("another type", "0000 02 03 00", field: "type", at: 3), CodecRejection("RSTP's type in version 0", "0000 00 02 00", field: "type", at: 3),
    ])
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }
}
