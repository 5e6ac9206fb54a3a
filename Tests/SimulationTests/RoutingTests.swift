import NetworkLayer
import Simulation
import Sockets
import Stack
import Testing
import Wire

/// Routers that find their ways themselves, and find others when a cable is cut.
@Suite(.timeLimit(.minutes(10))) struct RoutingTests {
    /// A square of routers with a host at two corners; the way over `b` costs as much as the one over `c`.
    static func square() throws -> Simulation {
        var topology = Topology {
            Computer("left", "10.1.0.2/24")
            Computer("right", "10.2.0.2/24")
            Router("a", "10.1.0.1/24", "10.0.1.1/30", "10.0.2.1/30")
            Router("b", "10.0.1.2/30", "10.0.3.1/30")
            Router("c", "10.0.2.2/30", "10.0.4.1/30")
            Router("d", "10.2.0.1/24", "10.0.3.2/30", "10.0.4.2/30")
            Cable("left", "a")
            Cable("right", "d")
            Cable("a.eth1", "b.eth0")
            Cable("a.eth2", "c.eth0")
            Cable("b.eth1", "d.eth1")
            Cable("c.eth1", "d.eth2")
        }
        topology.givesRoutes = false
        return try topology.simulation()
    }

    static func ways(_ simulation: Simulation, _ router: String, _ network: String) throws -> Set<UInt32> {
        let wanted = IPv4Address(network)!
        return Set(try simulation.stack(of: router).ipv4Routes.filter { $0.network == wanted && ($0.origin == "ospf" || $0.origin == "rip") }.flatMap { $0.hops.map(\.gateway) })
    }

    static func address(_ text: String) -> UInt32 { IPv4Address(text)!.rawValue }

    @Test func ospfFindsBothEqualWaysAndHealsACut() throws {
        let simulation = try Self.square()
        try simulation.runOSPF()
        simulation.advance(by: .seconds(3))
        #expect(try Self.ways(simulation, "a", "10.2.0.0") == [Self.address("10.0.1.2"), Self.address("10.0.2.2")])
        #expect(try simulation.ospf(of: "a")?.neighbors.map(\.state) == [.full, .full])
        let databases = try ["a", "b", "c", "d"].map { try simulation.ospf(of: $0)!.advertisements(at: simulation.now).map { "\($0.header.key) \($0.header.sequence) \($0.header.checksum)" } }
        #expect(Set(databases).count == 1, "all have the same map")

        try simulation.plan(.cut("b-d"), at: simulation.now)
        simulation.advance(by: .seconds(6))
        #expect(try Self.ways(simulation, "a", "10.2.0.0") == [Self.address("10.0.2.2")])
        #expect(try Self.ways(simulation, "b", "10.2.0.0") == [Self.address("10.0.1.1")])
        try simulation.plan(.mend("b-d"), at: simulation.now)
        simulation.advance(by: .seconds(12))
        #expect(try Self.ways(simulation, "a", "10.2.0.0").count == 2)
    }

    @Test func ospfHearsARouterFallSilentBehindASwitch() throws {
        var topology = Topology {
            Router("a", "10.0.0.1/24", "10.1.0.1/24")
            Router("b", "10.0.0.2/24", "10.2.0.1/24")
            Router("c", "10.0.0.3/24", "10.3.0.1/24")
            EthernetSwitch("lan")
            for name in ["a", "b", "c"] { Cable("\(name).eth0", "lan") }
            for (index, name) in ["a", "b", "c"].enumerated() {
                Computer("h\(name)", "10.\(index + 1).0.2/24")
                Cable("\(name).eth1", "h\(name)")
            }
        }
        topology.givesRoutes = false
        let simulation = try topology.simulation()
        try simulation.runOSPF()
        simulation.advance(by: .seconds(60))
        // The highest priority is the same for all, so the highest address decides; the next is its backup.
        let ospf = try #require(try simulation.ospf(of: "a"))
        #expect(ospf.neighbors.map(\.role).sorted() == ["BDR", "DR"] && ospf.state(of: 0) == .other)
        #expect(ospf.advertisements(at: simulation.now).count { $0.header.key.type == 2 } == 1, "one advertisement for the network")
        #expect(try Self.ways(simulation, "a", "10.3.0.0") == [Self.address("10.0.0.3")])
        try simulation.plan(.crash("c"), at: simulation.now)
        simulation.advance(by: .seconds(60))
        #expect(try Self.ways(simulation, "a", "10.3.0.0") == [])
        #expect(try Self.ways(simulation, "a", "10.2.0.0") == [Self.address("10.0.0.2")], "the backup has taken over")
        #expect(try simulation.ospf(of: "b")?.state(of: 0) == .designated)
        try simulation.plan(.restart("c"), at: simulation.now)
        simulation.advance(by: .seconds(60))
        #expect(try Self.ways(simulation, "a", "10.3.0.0") == [Self.address("10.0.0.3")])
    }

    @Test func anExternalRouteIsTheWayOut() throws {
        let simulation = try Self.square()
        try simulation.runOSPF(externals: ["d": [.init(network: .any, prefixLength: 0)]])
        simulation.advance(by: .seconds(3))
        #expect(try Self.ways(simulation, "a", "0.0.0.0") == [Self.address("10.0.1.2"), Self.address("10.0.2.2")])
    }

    @Test func ripFindsAWayAndPoisonsTheLostOne() throws {
        let simulation = try Self.square()
        try simulation.runRIP()
        simulation.advance(by: .seconds(40))
        let first = try Self.ways(simulation, "a", "10.2.0.0")
        #expect(first.count == 1)
        try simulation.plan(.cut(first == [Self.address("10.0.1.2")] ? "b-d" : "c-d"), at: simulation.now)
        simulation.advance(by: .seconds(40))
        let second = try Self.ways(simulation, "a", "10.2.0.0")
        #expect(second.count == 1 && second != first, "by triggered updates, not after three minutes: \(second)")
    }

    @Test func flowsAreSpreadOverEqualWaysAndKeepToTheirs() throws {
        let simulation = try Self.square()
        try simulation.runOSPF()
        simulation.advance(by: .seconds(3))
        func passed() throws -> (Int, Int) { (Int(simulation.counters(of: try simulation.link(named: "a-b")).frames), Int(simulation.counters(of: try simulation.link(named: "a-c")).frames)) }
        let before = try passed()
        let left = try simulation.host("left")
        try simulation.run {
            // All open at once: a port that was given back may be the next socket's, and then it is the same flow.
            var sockets: [any DatagramSocket] = []
            for _ in 0..<64 {
                sockets.append(try await left.bind(to: SocketAddress(.v4(.any), 0)))
                for _ in 0..<4 { try await sockets.last!.send([1], to: SocketAddress(IPAddress("10.2.0.2")!, 9)) }
            }
            for socket in sockets { socket.close() }
        }
        simulation.advance(by: .milliseconds(200))
        let after = try passed()
        let (overB, overC) = (after.0 - before.0, after.1 - before.1)
        #expect(overB > 80 && overC > 80, "of 256 over b \(overB), over c \(overC)")
    }

    @Test(arguments: 0..<200)
    func mutatedPacketsAreCountedAndSurvived(_ seed: UInt64) throws {
        var random = RandomStream(seed: seed)
        var router = OSPFRouter(id: IPv4Address(10, 0, 0, 1), interfaces: [OSPFInterfaceConfiguration(interface: 0, address: IPv4Address(10, 0, 0, 1), prefixLength: 24)])
        _ = router.start(at: .zero)
        var hello = OSPFPacket.Hello(mask: 0xffff_ff00)
        hello.neighbors = [router.id]
        let lsa = LSA(LSAKey(type: 1, id: 0x0a00_0002, router: 0x0a00_0002), sequence: 5, .router(flags: 0, links: [.init(.pointToPoint, id: router.id, data: 0x0a00_0002, metric: 1), .init(.stub, id: 0x0a05_0000, data: 0xffff_0000, metric: 1)]))
        let packets = [OSPFPacket.Body.hello(hello), .description(.init(mtu: 1500, isFirst: true, hasMore: true, isMaster: true, sequence: 9)), .description(.init(mtu: 1500, isFirst: false, hasMore: false, isMaster: true, sequence: 10, headers: [lsa.header])), .update([lsa]), .request([LSAKey(type: 1, id: router.id, router: router.id)]), .acknowledgement([lsa.header])]
        for step in 0..<200 {
            var bytes = OSPFPacket(router: 0x0a00_0002, packets[Int(random.below(UInt64(packets.count)))]).serialized()
            for _ in 0..<Int(random.below(4)) {
                bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next())
                // Half of them with a checksum that is right, so that they get further.
                if random.chance(0.5) {
                    (bytes[12], bytes[13]) = (0, 0)
                    let sum = InternetChecksum.of(bytes)
                    (bytes[12], bytes[13]) = (UInt8(sum >> 8), UInt8(sum & 255))
                }
            }
            if random.chance(0.1) { bytes.removeLast(Int(random.below(UInt64(bytes.count)))) }
            _ = router.receive(bytes.span.bytes, from: IPv4Address(10, 0, 0, 2), to: OSPFPacket.allRouters, on: 0, at: .zero + .milliseconds(Int64(step) * 100))
            _ = router.tick(at: .zero + .milliseconds(Int64(step) * 100))
        }
        #expect(router.neighbors.count <= 1)
    }

    @Test func aForgedAdvertisementAboutOurselvesIsOutbid() throws {
        let simulation = try Self.square()
        try simulation.runOSPF()
        simulation.advance(by: .seconds(8))
        // b claims that a has no links at all, in a far newer instance.
        let a = try #require(try simulation.ospf(of: "a")).id
        let forged = LSA(LSAKey(type: 1, id: a, router: a), sequence: 1000, .router(flags: 0, links: []))
        let bID = try #require(try simulation.ospf(of: "b")).id
        try simulation.perform(on: "b") { stack, turn in stack.sendPacket(89, OSPFPacket(router: bID, .update([forged])).serialized(), to: OSPFPacket.allRouters, on: 0, &turn) }
        simulation.advance(by: .seconds(12))
        let own = try #require(try simulation.ospf(of: "d")?.advertisements(at: simulation.now).first { $0.header.key == forged.header.key })
        #expect(own.header.sequence > 1000, "a has said it anew")
        #expect(try Self.ways(simulation, "d", "10.1.0.0").count == 2)
    }
}
