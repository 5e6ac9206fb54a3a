import NetworkLayer
import Simulation
import Sockets
import Stack
import Testing
import Wire

/// What routers on a link tell hosts there: a better first hop, and "I do" for those who are elsewhere.
@Suite(.timeLimit(.minutes(10))) struct FirstHopTests {
    /// The host's gateway is a; the server is behind b, on the same link.
    static func twoRouters() throws -> (Simulation, Recorder) {
        try Topology {
            Computer("host", "10.0.0.2/24", gateway: "10.0.0.1")
            Router("a", "10.0.0.1/24", routes: ["10.9.0.0/24 via 10.0.0.254"])
            Router("b", "10.0.0.254/24", "10.9.0.1/24")
            Computer("server", "10.9.0.2/24", gateway: "10.9.0.1")
            EthernetSwitch("lan")
            for name in ["host", "a"] { Cable(name, "lan") }
            Cable("b.eth0", "lan")
            Cable("b.eth1", "server")
        }.recorded()
    }

    static func ask(_ simulation: Simulation, _ address: IPv4Address) throws {
        try simulation.perform(on: "host") { stack, turn in stack.sendDatagram([1], from: 9, to: address, port: 9, on: 0, &turn) }
        simulation.advance(by: .milliseconds(50))
    }

    static func echo(_ simulation: Simulation) throws {
        let host = try simulation.host("host")
        try simulation.run {
            let socket = try await host.bind(to: SocketAddress("0.0.0.0:0")!)
            try await socket.send([1], to: SocketAddress("10.9.0.2:9")!)
            socket.close()
            try await host.clock.sleep(for: .milliseconds(50))
        }
    }

    @Test("a host that goes a way round is told once, and goes straight from then on (RFC 792)")
    func redirect() throws {
        let (simulation, recorder) = try Self.twoRouters()
        try Self.echo(simulation)
        let redirects = { recorder.frames.filter { $0.from == "a" && $0.bytes[23] == 1 && $0.bytes[34] == 5 } }
        #expect(redirects().count == 1 && Array(redirects()[0].bytes[38..<42]) == [10, 0, 0, 254], "\(recorder.lines)")
        let passed = try simulation.stack(of: "a").counters.packetsForwarded
        #expect(passed == 1, "the first went on all the same")
        try Self.echo(simulation)
        #expect(try simulation.stack(of: "a").counters.packetsForwarded == passed && redirects().count == 1)
        #expect(try simulation.stack(of: "server").counters.packetsDelivered == 2)
    }

    @Test("who does not believe in redirects, and who was not asked by his own router, changes nothing")
    func forgedRedirect() throws {
        let (simulation, _) = try Self.twoRouters()
        // b, who is not the host's first hop to 10.8.0.1, says that it should go to 10.0.0.77.
        let quoted = IPv4Header(timeToLive: 64, protocol: .udp, source: IPv4Address(10, 0, 0, 2), destination: IPv4Address(10, 8, 0, 1))
        var packet = ByteWriter()
        quoted.serialize(into: &packet, payloadLength: 8)
        packet.write([0, 9, 0, 9, 0, 8, 0, 0] as [UInt8])
        var message = ByteWriter()
        ICMPv4Message.redirect(code: .host, gateway: IPv4Address(10, 0, 0, 77), quote: ICMPQuote(packet.bytes)).serialize(into: &message)
        try simulation.perform(on: "b") { stack, turn in stack.sendPacket(1, message.bytes, to: IPv4Address(10, 0, 0, 2), on: 0, timeToLive: 64, &turn) }
        simulation.advance(by: .milliseconds(10))
        #expect(try !simulation.stack(of: "host").ipv4Routes.contains { $0.hops.contains { $0.gateway == IPv4Address(10, 0, 0, 77).rawValue } })
    }

    @Test("a host that believes the whole world on its link is served by proxy ARP (RFC 1027)")
    func proxyARP() throws {
        for serves in [false, true] {
            let (simulation, recorder) = try Topology {
                Computer("host", "10.0.0.2/8")
                Router("router", "10.0.0.1/24", "10.9.0.1/24")
                Computer("server", "10.9.0.2/24", gateway: "10.9.0.1")
                Cable("host", "router.eth0")
                Cable("router.eth1", "server")
            }.recorded()
            if serves { try simulation.equip("router") { $0.proxyARP = [InterfaceAddress(IPv4Address(10, 9, 0, 0), prefixLength: 24)] } }
            try Self.ask(simulation, IPv4Address(10, 9, 0, 2))
            // Nor for those whom the router does not know.
            try Self.ask(simulation, IPv4Address(10, 200, 0, 2))
            #expect(try simulation.stack(of: "server").counters.packetsDelivered == (serves ? 1 : 0))
            let answers = recorder.frames.filter { $0.from == "router" && $0.to == "host" && $0.bytes[13] == 6 && $0.bytes[21] == 2 }
            #expect(answers.count == (serves ? 1 : 0), "\(recorder.lines)")
        }
    }
}
