import LinkLayer
import Simulation
import Testing
import Wire

/// Loops that do not melt, cables that heal, networks that are kept apart.
@Suite(.timeLimit(.minutes(10))) struct ManagedSwitchTests {
    static func ring() throws -> Simulation {
        let topology = Topology {
            Computer("alice", "10.0.0.1/24")
            Computer("bob", "10.0.0.2/24")
            for name in ["s1", "s2", "s3"] { EthernetSwitch(name) }
            Cable("alice", "s1")
            Cable("bob", "s3")
            Cable("s1", "s2")
            Cable("s2", "s3")
            Cable("s1", "s3")
        }
        return try topology.simulation()
    }

    static func ask(_ simulation: Simulation) throws {
        try simulation.perform(on: "alice") { stack, turn in stack.sendDatagram([1], from: 9, to: IPv4Address(10, 0, 0, 2), port: 9, on: 0, &turn) }
    }

    @Test func withoutATreeOneFrameGoesRoundForEver() throws {
        let simulation = try Self.ring()
        try Self.ask(simulation)
        simulation.advance(by: .milliseconds(10))
        #expect(simulation.hopCount > 1000, "\(simulation.hopCount) frames from one question")
    }

    @Test func withATreeTheLoopIsQuietAndACutHealsWithinASecond() throws {
        let simulation = try Self.ring()
        for (index, name) in ["s1", "s2", "s3"].enumerated() {
            var settings = SwitchSettings()
            settings.priority = UInt16(index + 1) * 4096
            settings.announces = false
            try simulation.manage(switch: name, settings)
        }
        simulation.advance(by: .seconds(5))
        #expect(try simulation.managedSwitch("s1")!.tree!.isRoot)
        let states = try ["s1", "s2", "s3"].map { name in try (0..<3).filter { try simulation.managedSwitch(name)!.tree!.state(of: $0) == .discarding }.count }
        #expect(states.reduce(0, +) - 1 == 1, "one port is blocked (s2 has two ports only): \(states)")
        var before = simulation.hopCount
        try Self.ask(simulation)
        simulation.advance(by: .milliseconds(10))
        #expect(simulation.hopCount - before < 30)
        // The way from s1 to s3 is cut: over s2 within a second, and what was learnt is forgotten.
        try simulation.plan(.cut("s1-s3"), at: simulation.now)
        simulation.advance(by: .seconds(1))
        let heard = try simulation.stack(of: "bob").counters.packetsDelivered
        try Self.ask(simulation)
        simulation.advance(by: .milliseconds(50))
        #expect(try simulation.stack(of: "bob").counters.packetsDelivered > heard)
        before = simulation.hopCount
        simulation.advance(by: .seconds(10))
        #expect(simulation.hopCount - before < 100, "nothing but greetings: \(simulation.hopCount - before)")
    }

    @Test func vlansAreKeptApartOverOneTrunk() throws {
        let topology = Topology {
            Computer("red1", "10.0.0.1/24")
            Computer("blue1", "10.0.0.2/24")
            Computer("red2", "10.0.0.3/24")
            Computer("blue2", "10.0.0.4/24")
            EthernetSwitch("s1")
            EthernetSwitch("s2")
            Cable("red1", "s1")
            Cable("blue1", "s1")
            Cable("s1", "s2")
            Cable("red2", "s2")
            Cable("blue2", "s2")
        }
        let simulation = try topology.simulation()
        var first = SwitchSettings(), second = SwitchSettings()
        first.ports = [0: .access(10), 1: .access(20), 2: .trunk(native: nil, allowed: [10, 20])]
        second.ports = [0: .trunk(native: nil, allowed: [10, 20]), 1: .access(10), 2: .access(20)]
        (first.spanningTree, second.spanningTree) = (false, false)
        try simulation.manage(switch: "s1", first)
        try simulation.manage(switch: "s2", second)
        func reaches(_ from: String, _ to: String, _ address: IPv4Address) throws -> Bool {
            let before = try simulation.stack(of: to).counters.packetsDelivered
            try simulation.perform(on: from) { stack, turn in stack.sendDatagram([1], from: 9, to: address, port: 9, on: 0, &turn) }
            simulation.advance(by: .seconds(4))
            return try simulation.stack(of: to).counters.packetsDelivered > before
        }
        #expect(try reaches("red1", "red2", IPv4Address(10, 0, 0, 3)))
        #expect(try reaches("blue1", "blue2", IPv4Address(10, 0, 0, 4)))
        #expect(try !reaches("red1", "blue2", IPv4Address(10, 0, 0, 4)))
        #expect(try !reaches("blue1", "red2", IPv4Address(10, 0, 0, 3)))
    }

    @Test func neighboursAnnounceThemselves() throws {
        let simulation = try Self.ring()
        for name in ["s1", "s2", "s3"] { try simulation.manage(switch: name) }
        simulation.advance(by: .seconds(40))
        #expect(try simulation.managedSwitch("s1")!.neighbours.map { "\($0.port) \($0.name) \($0.remotePort)" } == ["1 s2 port1", "2 s3 port3"])
        try simulation.plan(.cut("s1-s2"), at: simulation.now)
        simulation.advance(by: .seconds(130))
        #expect(try simulation.managedSwitch("s1")!.neighbours.map(\.name) == ["s3"])
    }

    @Test func aFloodOfStationsCostsMemoryAndNothingElse() throws {
        let simulation = try Self.ring()
        var settings = SwitchSettings()
        settings.tableLimit = 100
        for name in ["s1", "s2", "s3"] { try simulation.manage(switch: name, settings) }
        simulation.advance(by: .seconds(5))
        var switchOne = try simulation.managedSwitch("s1")!.vlans
        for number in 0..<10_000 {
            var frame = [UInt8](repeating: 0, count: 60)
            frame[0] = 0x02
            for (place, shift) in [40, 32, 24, 16, 8, 0].enumerated() { frame[6 + place] = UInt8(truncatingIfNeeded: (0x0600_0000_0000 | UInt64(number)) >> UInt64(shift)) }
            _ = switchOne.forward(frame, arrivingOn: 0, at: simulation.now)
        }
        #expect(switchOne.table.entries(at: simulation.now).count <= 100 && switchOne.table.refused > 9000)
    }
}
