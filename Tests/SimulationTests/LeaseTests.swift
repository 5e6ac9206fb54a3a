import ApplicationLayer
import Applications
import NetworkLayer
import Simulation
import Sockets
import Stack
import StackSockets
import Testing
import Wire

/// Leases and address translation, on simulated wires.
@Suite(.timeLimit(.minutes(10))) struct LeaseTests {
    static func address(_ text: String) -> IPv4Address { IPv4Address(text)! }

    /// A home of two computers without addresses and a router; outside, a server.
    static func home() throws -> Simulation {
        let topology = Topology {
            Computer("laptop", "")
            Computer("phone", "")
            Computer("server", "203.0.113.80/24", gateway: "203.0.113.1")
            Router("router", "192.168.1.1/24", "198.51.100.2/30", gateway: "198.51.100.1")
            Router("provider", "198.51.100.1/30", "203.0.113.1/24", routes: ["203.0.113.0/24 via 203.0.113.80"])
            EthernetSwitch("switch")
            Cable("laptop", "switch")
            Cable("phone", "switch")
            Cable("router.eth0", "switch")
            Cable("router.eth1", "provider.eth0")
            Cable("server", "provider.eth1")
        }
        return try topology.simulation()
    }

    static func serveLeases(_ simulation: Simulation) throws -> (DHCPServer, @Sendable () async throws -> Void) {
        let router = try simulation.host("router")
        let server = DHCPServer(.init(server: address("192.168.1.1"), prefixLength: 24, first: address("192.168.1.100"), last: address("192.168.1.199"), routers: [address("192.168.1.1")], leaseTime: 600))
        return (server, {
            let socket = try await router.bind(to: SocketAddress(.v4(.any), 67), interface: 0)
            try await server.run(on: socket, clock: router.clock)
        })
    }

    @Test func twoComputersGetTwoAddressesAndKeepThem() throws {
        let simulation = try Self.home()
        let (server, serve) = try Self.serveLeases(simulation)
        let laptop = try simulation.host("laptop"), phone = try simulation.host("phone")
        let addresses = try simulation.run { () -> [IPv4Address] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(operation: serve)
                let first = DHCPClient(on: laptop), second = DHCPClient(on: phone)
                group.addTask { try await first.run() }
                group.addTask { try await second.run() }
                let leases = [try await first.waitForLease(), try await second.waitForLease()]
                // Long enough for two renewals.
                try await laptop.clock.sleep(for: .seconds(700))
                #expect(first.lease?.address == leases[0].address && second.lease?.address == leases[1].address)
                group.cancelAll()
                while let result = await group.nextResult() { if case .failure(let error) = result, (error as? SocketError)?.code != .cancelled { throw error } }
                return leases.map(\.address)
            }
        }
        #expect(Set(addresses) == [Self.address("192.168.1.100"), Self.address("192.168.1.101")])
        #expect(server.leases.counters.acknowledgements >= 4, "two at the beginning, and the renewals")
    }

    @Test func anAddressThatSomebodyUsesIsNotTaken() throws {
        let simulation = try Self.home()
        let (server, serve) = try Self.serveLeases(simulation)
        // Somebody has helped himself to the first address.
        try simulation.perform(on: "phone") { stack, _ in stack.addAddress(Self.address("192.168.1.100"), prefixLength: 24, to: 0) }
        let laptop = try simulation.host("laptop")
        let lease = try simulation.run { () -> DHCPLease in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(operation: serve)
                let client = DHCPClient(on: laptop)
                group.addTask { try await client.run() }
                let lease = try await client.waitForLease()
                group.cancelAll()
                while await group.nextResult() != nil {}
                return lease
            }
        }
        #expect(lease.address == Self.address("192.168.1.101") && server.leases.counters.declines == 1)
    }

    // MARK: - Address translation

    static func translated(forwards: [AddressTranslator.Forward] = []) throws -> Simulation {
        let simulation = try home()
        for (name, address) in [("laptop", "192.168.1.10"), ("phone", "192.168.1.11")] {
            try simulation.equip(name) { stack in
                stack.addAddress(Self.address(address), prefixLength: 24, to: 0)
                stack.addRoute(Route(network: .any, prefixLength: 0, gateway: Self.address("192.168.1.1"), interface: 0))
            }
        }
        try simulation.equip("router") { $0.translator = AddressTranslator(outside: 1, forwards: forwards) }
        return simulation
    }

    /// A server that says to each who he seems to be.
    static func mirror(_ host: StackHost, port: UInt16, count: Int) async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), port))
        for _ in 0..<count {
            let (_, client) = try await socket.receive(atMost: 100)
            try await socket.send("\(client)", to: client)
        }
        socket.close()
    }

    static func ask(_ host: StackHost, _ server: String, from port: UInt16 = 0) async throws -> String {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), port))
        defer { socket.close() }
        try await socket.send("who am I?", to: SocketAddress(server)!)
        let (bytes, _) = try await host.withTimeLimit(.seconds(3), for: "receive") { try await socket.receive(atMost: 100) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func twoWithTheSamePortAreToldApart() throws {
        let simulation = try Self.translated()
        let laptop = try simulation.host("laptop"), phone = try simulation.host("phone"), server = try simulation.host("server")
        let (first, second) = try simulation.run { () -> (String, String) in
            async let mirror: Void = Self.mirror(server, port: 9, count: 2)
            let both = (try await Self.ask(laptop, "203.0.113.80:9", from: 5000), try await Self.ask(phone, "203.0.113.80:9", from: 5000))
            try await mirror
            return both
        }
        #expect(first == "198.51.100.2:5000" && second.hasPrefix("198.51.100.2:") && first != second, "\(first) \(second)")
        let mappings = try #require(try simulation.stack(of: "router").translator).mappings(at: simulation.now)
        #expect(mappings.map(\.inside) == [Self.address("192.168.1.10"), Self.address("192.168.1.11")] || mappings.count == 2)
        simulation.advance(by: .seconds(320))
        #expect(try simulation.stack(of: "router").translator!.mappings(at: simulation.now).isEmpty, "after five minutes of silence")
    }

    @Test func aTCPConnectionGoesThroughAndItsChecksumsAreRight() throws {
        let simulation = try Self.translated()
        let laptop = try simulation.host("laptop"), server = try simulation.host("server")
        let echoed = try simulation.run { () -> [UInt8] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await EchoServer(address: SocketAddress(.v4(.any), 7), service: PlainEcho(), connections: 1).run(on: server) }
                try await laptop.clock.sleep(for: .milliseconds(1))
                let stream = try await laptop.connect(to: SocketAddress("203.0.113.80:7")!)
                try await stream.send([UInt8](repeating: 7, count: 5000))
                try await stream.finishSending()
                var all: [UInt8] = []
                while case let bytes = try await stream.receive(atMost: 9000), !bytes.isEmpty { all += bytes }
                await stream.close()
                try await group.waitForAll()
                return all
            }
        }
        #expect(echoed.count == 5000)
        for name in ["laptop", "server", "router"] { #expect(try simulation.stack(of: name).counters[.badChecksum] == 0) }
    }

    @Test func aForwardedPortLeadsInsideFromOutsideAndFromInside() throws {
        let simulation = try Self.translated(forwards: [.init(protocolNumber: 17, port: 8080, to: Self.address("192.168.1.11"), 9)])
        let laptop = try simulation.host("laptop"), phone = try simulation.host("phone"), server = try simulation.host("server")
        let (outside, hairpin) = try simulation.run { () -> (String, String) in
            async let mirror: Void = Self.mirror(phone, port: 9, count: 2)
            let both = (try await Self.ask(server, "198.51.100.2:8080", from: 4000), try await Self.ask(laptop, "198.51.100.2:8080", from: 4001))
            try await mirror
            return both
        }
        #expect(outside == "203.0.113.80:4000" && hairpin == "198.51.100.2:4001", "\(outside) \(hairpin)")
    }

    @Test func errorsComeBackToTheOneWhoAsked() throws {
        let simulation = try Self.translated()
        let laptop = try simulation.host("laptop")
        // A router on the way says that the hops have run out; the server that nobody listens.
        let hops = try simulation.run { try await Traceroute("203.0.113.80").run(on: laptop) }
        #expect("\(hops)".contains("198.51.100.1") && "\(hops)".contains("203.0.113.80"), "\(hops)")
    }

    @Test func nobodyComesInUnasked() throws {
        let simulation = try Self.translated()
        let laptop = try simulation.host("laptop"), server = try simulation.host("server")
        try simulation.run {
            async let mirror: Void = Self.mirror(server, port: 9, count: 1)
            _ = try await Self.ask(laptop, "203.0.113.80:9", from: 5000)
            try await mirror
        }
        // Somebody else outside tries the mapped port.
        try simulation.perform(on: "provider") { stack, turn in stack.sendDatagram([1], from: 9, to: Self.address("198.51.100.2"), port: 5000, on: 0, &turn) }
        simulation.advance(by: .seconds(1))
        #expect(try simulation.stack(of: "router").translator!.counters.unsolicited == 1)
    }
}
