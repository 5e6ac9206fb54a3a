import Applications
import NetworkLayer
@testable import Simulation
import Sockets
import Stack
import Testing
import Wire

@Suite("IPv6 addresses that nobody gave")
struct AutoconfigurationTests {
    private static let home = Topology {
        Computer("laptop", "slaac")
        Router("home", "2001:db8:1::1/64", "2001:db8:2::1/64")
        Computer("server", "2001:db8:2::80/64")
        Cable("laptop", "home.eth0")
        Cable("home.eth1", "server")
    }
    /// What the laptop makes of its card's address, 02:01:00:00:00:01.
    private static let linkLocal = IPv6Address("fe80::1:ff:fe00:1")!, global = IPv6Address("2001:db8:1::1:ff:fe00:1")!
    private static let server = IPv6Address("2001:db8:2::80")!

    private func addresses(_ simulation: Simulation) throws -> [IPv6Address] { try simulation.stack(of: "laptop").interfaces[0].ipv6.map(\.address) }

    private func ping(_ simulation: Simulation, _ address: IPv6Address = Self.server, count: Int = 1) throws -> Int {
        let laptop = try simulation.host("laptop")
        return try simulation.run { try await Ping("\(address)", count: count, patience: .milliseconds(900)).run(on: laptop) }.received
    }

    @Test("a computer asks whether its address is free, asks for routers, and is reached") func theWholeStory() throws {
        let (simulation, recorder) = try Self.home.recorded()
        simulation.advance(by: .milliseconds(900))
        #expect(try addresses(simulation).isEmpty, "a second has to pass without an answer")
        simulation.advance(by: .milliseconds(2200))
        #expect(try addresses(simulation) == [Self.linkLocal, Self.global])
        #expect(try ping(simulation) == 1)
        // The probes come from :: and go to the groups of what they ask for.
        let probes = recorder.frames.filter { $0.from == "laptop" && $0.bytes[14] >> 4 == 6 && $0.bytes[20] == 58 && $0.bytes[22..<38].allSatisfy { $0 == 0 } }
        #expect(probes.map { $0.bytes[54] } == [135, 135] && probes.allSatisfy { $0.bytes[38] == 0xff && $0.bytes[49] == 1 && $0.bytes[50] == 0xff })
    }

    @Test("an address whose router falls silent is deprecated, then gone; so is the way out") func lifetimes() throws {
        let simulation = try Self.home.simulation()
        var settings = RouterAdvertising()
        (settings.preferredLifetime, settings.validLifetime, settings.routerLifetime) = (60, 120, 90)
        try simulation.equip("home") { [settings] in $0.advertise(settings, on: 0) }
        simulation.advance(by: .seconds(4))
        try simulation.plan(.crash("home"), at: simulation.now)
        func state(after seconds: Int64) throws -> AddressAutoconfiguration.State? {
            simulation.advance(to: .zero + .seconds(seconds))
            return try simulation.stack(of: "laptop").autoconfiguredAddresses(on: 0).first { $0.address == Self.global }?.state
        }
        #expect(try state(after: 58) == .preferred)
        #expect(try state(after: 75) == .deprecated)
        #expect(try addresses(simulation) == [Self.linkLocal, Self.global], "who has it goes on with it")
        #expect(try state(after: 119) == .deprecated)
        #expect(try state(after: 130) == nil)
        #expect(try addresses(simulation) == [Self.linkLocal])
        let laptop = try simulation.host("laptop")
        let failure = #expect(throws: SocketError.self) { try simulation.run { try await laptop.bind(to: SocketAddress("[::]:0")!).send("x", to: SocketAddress(.v6(Self.server), 9)) } }
        #expect(failure?.code == .networkUnreachable, "the router's lifetime has run out")
    }

    @Test("as long as the router speaks, nothing runs out") func renewal() throws {
        let simulation = try Self.home.simulation()
        var settings = RouterAdvertising()
        (settings.preferredLifetime, settings.validLifetime, settings.routerLifetime) = (60, 120, 90)
        (settings.minimumInterval, settings.maximumInterval) = (.seconds(15), .seconds(20))
        try simulation.equip("home") { [settings] in $0.advertise(settings, on: 0) }
        simulation.advance(by: .seconds(3600))
        #expect(try simulation.stack(of: "laptop").autoconfiguredAddresses(on: 0).map(\.state) == [.preferred, .preferred])
        #expect(try ping(simulation) == 1)
    }

    @Test("a router that no longer answers is left for another") func anotherRouter() throws {
        let topology = Topology {
            Computer("laptop", "slaac")
            EthernetSwitch("switch")
            Router("first", "2001:db8:1::1/64", "2001:db8:2::1/64")
            Router("second", "2001:db8:1::2/64", "2001:db8:2::2/64")
            EthernetSwitch("far")
            Cable("laptop", "switch")
            for router in ["first", "second"] { Cable("\(router).eth0", "switch") }
            for router in ["first", "second"] { Cable("\(router).eth1", "far") }
        }
        let simulation = try topology.simulation()
        simulation.advance(by: .seconds(5))
        // Through the first, as all that is not on the link.
        let far = IPv6Address("2001:db8:2::2")!
        #expect(try ping(simulation, far) == 1)
        try simulation.plan(.crash("first"), at: simulation.now)
        // Until the cache no longer believes it (at most 45 s), has waited 5 s and asked 3 times.
        #expect(try ping(simulation, far, count: 20) < 20)
        simulation.advance(by: .seconds(40))
        _ = try ping(simulation, far, count: 10)
        #expect(try ping(simulation, far, count: 3) == 3)
    }

    @Test func oneErrorForARouterThatWantsIt() {
        #expect(throws: TopologyError.routerConfiguresItself("r")) { try Topology { Router("r", "slaac") }.check() }
    }

    @Test("the same seed, the same run") func deterministic() throws {
        var hashes: [UInt64] = []
        for _ in 0..<2 {
            let (simulation, recorder) = try Self.home.recorded(seed: 7)
            simulation.advance(by: .seconds(2000))
            hashes.append(recorder.digest)
        }
        #expect(hashes[0] == hashes[1])
    }
}
