import Applications
import LabKit
import NetworkLayer
import Simulation
import Sockets
import Stack
import Wire

/// alice and bob behind a router with one address outside; a server that says to each who he seems to be.
struct TranslatedNetwork: NetworkProgram {
    var topology: Topology {
        Topology {
            Computer("alice", "192.168.1.10/24")
            Computer("bob", "192.168.1.11/24")
            EthernetSwitch("switch")
            Router("router", "192.168.1.1/24", "198.51.100.2/24", gateway: "198.51.100.1")
            Router("provider", "198.51.100.1/24", "203.0.113.1/24", routes: ["0.0.0.0/0 via 203.0.113.9"])
            Computer("server", "203.0.113.9/24", gateway: "203.0.113.1")
            Cable("alice", "switch")
            Cable("bob", "switch")
            Cable("router.eth0", "switch")
            Cable("router.eth1", "provider.eth0", delay: .milliseconds(2))
            Cable("provider.eth1", "server")
        }
    }

    func prepare(_ simulation: Simulation) throws {
        // Port 8080 outside is bob's port 9.
        let forward = AddressTranslator.Forward(protocolNumber: 17, port: 8080, to: IPv4Address(192, 168, 1, 11), 9)
        try simulation.equip("router") { $0.translator = AddressTranslator(outside: 1, forwards: [forward]) }
    }

    func run(in network: LabNetwork) async throws {
        let alice = try network.host("alice"), bob = try network.host("bob"), server = try network.host("server")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Mirror(port: 9).run(on: server) }
            group.addTask { try await Mirror(port: 9).run(on: bob) }
            try await alice.clock.sleep(for: .microseconds(100))

            network.chapter("1. alice asks the server who she is: not who she believes")
            try await ask(alice, "203.0.113.9:9", from: 5000)
            network.chapter("2. bob asks from the same port: the router tells them apart")
            try await ask(bob, "203.0.113.9:9", from: 5000)
            network.chapter("3. the hops run out outside: the error finds its way back inside")
            try await Traceroute("203.0.113.9", probes: 1).run(on: alice)
            network.chapter("4. the server knocks at port 8080, which leads to bob")
            try await ask(server, "198.51.100.2:8080", from: 4000)
            network.chapter("5. alice does the same from within: the packet turns round at the router")
            try await ask(alice, "198.51.100.2:8080", from: 6000)
            network.chapter("6. the server knocks at a port that nobody has opened")
            try await ask(server, "198.51.100.2:7777", from: 4001)
            group.cancelAll()
            while let result = await group.nextResult() { if case .failure(let error) = result, (error as? SocketError)?.code != .cancelled { throw error } }
        }
    }

    private func ask(_ host: some Host, _ address: String, from port: UInt16) async throws {
        guard let target = SocketAddress(address) else { return }
        let socket = try await host.bind(to: SocketAddress(.v4(.any), port))
        defer { socket.close() }
        try socket.connect(to: target)
        do {
            try await socket.send("who am I?", to: nil)
            let (bytes, _) = try await host.withTimeLimit(.seconds(1), for: "receive", of: address) { try await socket.receive(atMost: 100) }
            host.console.print("\(address) says: you are \(String(decoding: bytes, as: UTF8.self))")
        } catch let error as SocketError where error.code == .timedOut || error.code == .refused {
            host.console.print("\(address): \(error.code == .refused ? "nobody listens there" : "no answer")")
        }
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        guard let translator = try network.simulation.stack(of: "router").translator else { return [] }
        let now = network.simulation.now
        return ["the router's mappings at the end"] + translator.mappings(at: now).map { mapping in
            "  \(mapping.protocolNumber == 17 ? "udp" : mapping.protocolNumber == 6 ? "tcp" : "icmp")  \(mapping.inside):\(mapping.insidePort) is 198.51.100.2:\(mapping.port) outside, for \(mapping.peers.map { "\($0)" }.joined(separator: " "))"
        }
    }
}

/// Says to each who asks from where the question seems to come.
struct Mirror: Sendable {
    let port: UInt16

    func run(on host: some Host) async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), port))
        defer { socket.close() }
        while true {
            let (_, client) = try await socket.receive(atMost: 1500)
            try await socket.send("\(client)", to: client)
        }
    }
}
