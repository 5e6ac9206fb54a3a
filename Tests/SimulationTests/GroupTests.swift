import NetworkLayer
import Simulation
import Sockets
import Stack
import Testing
import Wire

/// Groups on a link: who listens, and who knows (IGMP, MLD).
@Suite(.timeLimit(.minutes(10))) struct GroupTests {
    static let group4 = IPAddress("239.1.2.3")!, group6 = IPAddress("ff15::7")!

    static func link() throws -> (Simulation, Recorder) {
        let topology = Topology {
            Computer("alice", "10.0.0.2/24 fd00::2/64")
            Computer("bob", "10.0.0.3/24 fd00::3/64")
            Router("router", "10.0.0.1/24 fd00::1/64")
            EthernetSwitch("switch")
            for name in ["alice", "bob", "router"] { Cable(name, "switch") }
        }
        let (simulation, recorder) = try topology.recorded()
        try simulation.equip("router") { $0.askForGroups() }
        return (simulation, recorder)
    }

    static func heard(_ simulation: Simulation) throws -> Set<IPAddress> {
        Set(try #require(try simulation.stack(of: "router").service(GroupService.self)).groups(on: 0, at: simulation.now))
    }

    static func join(_ group: IPAddress, _ name: String, _ simulation: Simulation) throws { try simulation.perform(on: name) { stack, turn in _ = try? stack.join(group, on: 0, &turn) } }
    static func leave(_ group: IPAddress, _ name: String, _ simulation: Simulation) throws { try simulation.perform(on: name) { stack, turn in stack.leave(group, on: 0, &turn) } }

    @Test("a router knows the groups of both versions while somebody listens, and forgets them when the last has left")
    func joinsAndLeaves() throws {
        let (simulation, _) = try Self.link()
        simulation.advance(by: .milliseconds(10))
        #expect(try Self.heard(simulation).isDisjoint(with: [Self.group4, Self.group6]))
        for name in ["alice", "bob"] { for group in [Self.group4, Self.group6] { try Self.join(group, name, simulation) } }
        simulation.advance(by: .milliseconds(10))
        #expect(try Self.heard(simulation).isSuperset(of: [Self.group4, Self.group6]))
        simulation.advance(by: .seconds(600))
        #expect(try Self.heard(simulation).isSuperset(of: [Self.group4, Self.group6]), "its questions are answered")
        for group in [Self.group4, Self.group6] { try Self.leave(group, "alice", simulation) }
        simulation.advance(by: .seconds(10))
        #expect(try Self.heard(simulation).isSuperset(of: [Self.group4, Self.group6]), "bob still listens")
        for group in [Self.group4, Self.group6] { try Self.leave(group, "bob", simulation) }
        simulation.advance(by: .seconds(400))
        #expect(try Self.heard(simulation).isDisjoint(with: [Self.group4, Self.group6]))
    }

    @Test("what goes to a group reaches those who have joined it, and goes no further than the link")
    func delivery() throws {
        let (simulation, recorder) = try Self.link()
        let alice = try simulation.host("alice"), bob = try simulation.host("bob")
        try simulation.run {
            let listener = try await bob.bind(to: SocketAddress("0.0.0.0:9")!, interface: 0)
            let speaker = try await alice.bind(to: SocketAddress("0.0.0.0:9")!, interface: 0)
            try await speaker.send([1], to: SocketAddress(Self.group4, 9))
            await #expect(throws: SocketError.self, "not joined yet") { try await bob.withTimeLimit(.milliseconds(50), for: "receive") { try await listener.receive(atMost: 10) } }
            try listener.join(Self.group4)
            #expect(throws: SocketError.self) { try listener.join(IPAddress("10.0.0.9")!) }
            try await speaker.send([2], to: SocketAddress(Self.group4, 9))
            #expect(try await bob.withTimeLimit(.milliseconds(50), for: "receive") { try await listener.receive(atMost: 10).bytes } == [2])
            try listener.leave(Self.group4)
            try await speaker.send([3], to: SocketAddress(Self.group4, 9))
            await #expect(throws: SocketError.self) { try await bob.withTimeLimit(.milliseconds(50), for: "receive") { try await listener.receive(atMost: 10) } }
        }
        let datagrams = recorder.frames.filter { $0.from == "alice" && $0.bytes[12] == 8 && $0.bytes[13] == 0 && $0.bytes[23] == 17 }
        #expect(datagrams.count == 3 && datagrams.allSatisfy { Array($0.bytes[0..<6]) == [1, 0, 0x5e, 1, 2, 3] && $0.bytes[22] == 1 }, "the group's own link-layer address, and one hop")
    }

    @Test("IGMP and MLD carry the router alert, one hop, and checksums that are right")
    func onTheWire() throws {
        let (simulation, recorder) = try Self.link()
        for group in [Self.group4, Self.group6] { try Self.join(group, "alice", simulation) }
        simulation.advance(by: .seconds(20))
        let igmp = recorder.frames.filter { $0.bytes[12] == 8 && $0.bytes[13] == 0 && $0.bytes[23] == 2 }
        #expect(igmp.count >= 3 && igmp.allSatisfy { $0.bytes[14] == 0x46 && $0.bytes[22] == 1 && Array($0.bytes[34..<38]) == [0x94, 4, 0, 0] })
        let mld = recorder.frames.filter { $0.bytes[12] == 0x86 && $0.bytes[20] == 0 }
        #expect(mld.count >= 3 && mld.allSatisfy { $0.bytes[21] == 1 && $0.bytes[54] == 58 && Array($0.bytes[56..<60]) == [5, 2, 0, 0] })
        for name in ["alice", "bob", "router"] { #expect(try simulation.stack(of: name).counters[.badChecksum] == 0 && simulation.stack(of: name).counters[.malformed] == 0) }
    }

    @Test("what comes from further away, or says nothing that can be understood, is counted and changes nothing")
    func hostile() throws {
        let (simulation, _) = try Self.link()
        simulation.advance(by: .milliseconds(10))
        var report = ByteWriter()
        IGMPMessage.reportV2(group: IPv4Address(239, 9, 9, 9)).serialize(into: &report)
        try simulation.perform(on: "alice") { stack, turn in
            stack.sendPacket(2, report.bytes, to: IPv4Address(239, 9, 9, 9), on: 0, timeToLive: 2, &turn)
            stack.sendPacket(2, Array(report.bytes.dropLast()), to: IPv4Address(224, 0, 0, 1), on: 0, &turn)
            stack.sendPacket(2, [0x16, 0, 1, 2, 239, 9, 9, 9], to: IPv4Address(224, 0, 0, 1), on: 0, &turn)
        }
        simulation.advance(by: .milliseconds(10))
        #expect(try Self.heard(simulation).allSatisfy { $0.version == 6 })
        #expect(try simulation.stack(of: "router").service(GroupService.self)?.malformed == 3)
    }

    @Test("a host listens to so many groups, and is told when that is enough")
    func bounded() throws {
        let (simulation, _) = try Self.link()
        var refused = 0
        try simulation.perform(on: "alice") { stack, turn in
            for number in 0..<1000 { do { try stack.join(.v4(IPv4Address(rawValue: 0xef00_0000 + UInt32(number))), on: 0, &turn) } catch { refused += 1 } }
        }
        #expect(refused == 1000 - GroupListener<IPv4Address>.limit)
    }
}
