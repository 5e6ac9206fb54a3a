import ApplicationLayer
import Applications
import LabKit
import Simulation
import Sockets
import Stack
import StackSockets
import Wire

/// A laptop and a printer at a router that leases addresses; behind it a resolver and the name servers of the root, of com, and of example.com.
struct NamedNetwork: NetworkProgram {
    let isTaken: Bool

    var topology: Topology {
        Topology {
            Computer("laptop", "")
            Computer("printer", isTaken ? "192.168.1.100/24" : "192.168.1.9/24")
            EthernetSwitch("switch")
            Router("router", "192.168.1.1/24", "198.51.100.1/24")
            EthernetSwitch("exchange")
            Computer("resolver", "198.51.100.53/24")
            Computer("root", "198.51.100.4/24")
            Computer("com", "198.51.100.30/24")
            Computer("ns", "198.51.100.80/24")
            Cable("laptop", "switch")
            Cable("printer", "switch")
            Cable("router.eth0", "switch")
            Cable("router.eth1", "exchange")
            for name in ["resolver", "root", "com", "ns"] { Cable(name, "exchange", delay: .milliseconds(1)) }
        }
    }

    private static func zone(_ origin: String, _ text: String) throws -> DNSAuthority { DNSAuthority(zones: [try ZoneFile.parse("$TTL 300\n" + text, origin: DNSName(origin), file: origin)]) }

    func run(in network: LabNetwork) async throws {
        let laptop = try network.host("laptop"), router = try network.host("router"), resolver = try network.host("resolver")
        let root = try network.host("root"), com = try network.host("com"), ns = try network.host("ns")
        let any = SocketAddress(.v4(.any), 53)
        let long = (1...40).map { "many A 192.0.2.\($0)\n" }.joined()
        let zones = (
            try Self.zone(".", ". SOA root. admin. 1 1h 1h 1h 1h\n. NS root.\nroot. A 198.51.100.4\ncom. NS ns.com.\nns.com. A 198.51.100.30\n"),
            try Self.zone("com", "@ SOA ns admin 1 1h 1h 1h 1h\n@ NS ns\nns A 198.51.100.30\nexample NS ns.example\nns.example A 198.51.100.80\n"),
            try Self.zone("example.com", "@ SOA ns admin 1 1h 1h 1h 5m\n@ NS ns\nns A 198.51.100.80\nwww CNAME web\nweb A 192.0.2.80\n" + long))
        let leases = DHCPServer(.init(server: IPv4Address(192, 168, 1, 1), prefixLength: 24, first: IPv4Address(192, 168, 1, 100), last: IPv4Address(192, 168, 1, 199), routers: [IPv4Address(192, 168, 1, 1)], nameServers: [IPv4Address(198, 51, 100, 53)], domain: "home.arpa", leaseTime: 600))
        let walker = RecursiveResolver(.root([IPAddress("198.51.100.4") ?? .v4(.any)]))
        (notes.resolver, notes.server) = (walker, leases)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await DNSServer(address: any, answers: AuthoritativeAnswers(zones.0)).run(on: root) }
            group.addTask { try await DNSServer(address: any, answers: AuthoritativeAnswers(zones.1)).run(on: com) }
            group.addTask { try await DNSServer(address: any, answers: AuthoritativeAnswers(zones.2)).run(on: ns) }
            group.addTask { try await DNSServer(address: any, answers: walker).run(on: resolver) }
            group.addTask {
                let socket = try await router.bind(to: SocketAddress(.v4(.any), DHCPMessage.serverPort), interface: 0)
                defer { socket.close() }
                try await leases.run(on: socket, clock: router.clock)
            }
            try await laptop.clock.sleep(for: .milliseconds(1))

            network.chapter("1. the laptop knows nothing: it asks everybody for an address, and checks that nobody uses it")
            let client = DHCPClient(on: laptop)
            notes.client = client
            client.observer = { laptop.console.print("DHCP: \($0)") }
            group.addTask { try await client.run() }
            let lease = try await client.waitForLease()
            laptop.console.print("I am \(lease.address), until \(lease.expires); I ask \(lease.nameServers.map { "\($0)" }.joined(separator: ", ")) about names")
            try await laptop.clock.sleep(for: .milliseconds(10))

            network.chapter("2. www.example.com? The resolver walks from the root down")
            try await look(laptop, "www.example.com")
            network.chapter("3. once more: it remembers")
            try await look(laptop, "www.example.com")
            network.chapter("4. a name that is not there; that is remembered, too")
            try await look(laptop, "nobody.example.com")
            try await look(laptop, "nobody.example.com")
            network.chapter("5. forty addresses do not fit into one datagram of 512 bytes")
            try await lookByOldClient(laptop, "many.example.com")
            network.chapter("6. half of the lease is over: the laptop asks for more")
            try await laptop.clock.sleep(for: .seconds(310))
            network.chapter("7. the laptop goes, and gives its address back")
            try await client.release()
            try await laptop.clock.sleep(for: .milliseconds(10))
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, let code = (error as? SocketError)?.code, code != .cancelled, code != .closed { throw error }
            }
        }
        held = leases.leases.leases(at: network.simulation.now).map { "  \($0.address)  \($0.hostName ?? "somebody")\($0.isDeclined ? ", declined: in use" : "")" }
    }

    private let notes = Notes()
    /// What the run leaves behind, and what can be looked into while it goes on.
    private final class Notes: @unchecked Sendable {
        var lines: [String] = []
        var resolver: RecursiveResolver?
        var server: DHCPServer?
        var client: DHCPClient?
    }
    private var held: [String] { get { notes.lines } nonmutating set { notes.lines = newValue } }

    private func look(_ host: StackHost, _ name: String) async throws {
        let start = host.clock.now
        let addresses: [IPAddress]
        do throws(SocketError) { addresses = try await host.resolve(name) } catch {
            guard error.code == .nameNotFound else { throw error }
            addresses = []
        }
        let words = addresses.isEmpty ? "there is no \(name)" : "\(name) is \(addresses.map { "\($0)" }.joined(separator: ", "))"
        host.console.print("\(words), after \(host.clock.now - start)")
    }

    /// A client from before EDNS takes 512 bytes by UDP, and asks again by TCP.
    private func lookByOldClient(_ host: StackHost, _ name: String) async throws {
        guard let server = host.resolver?.servers.first, let name = DNSName(name) else { return }
        let reply = try await DNSClient(offersExtensions: false).ask(name, .a, server: server, on: host)
        host.console.print("\(name) has \(reply.message.answers.count) addresses: \(reply.bytes) bytes\(reply.usedTCP ? ", by TCP" : "")")
    }

    func tables(of node: String, at now: Instant) -> [NodeTable] {
        switch node {
        case "laptop": notes.client.map { [.lease($0, interface: 0, at: now)] } ?? []
        case "router": notes.server.map { [.leases($0, at: now)] } ?? []
        case "resolver": notes.resolver.map { [.names($0.cache, at: now)] } ?? []
        default: []
        }
    }

    func closing(_ network: LabNetwork) throws -> [String] { ["the router's leases at the end"] + (held.isEmpty ? ["  none"] : held) }
}
