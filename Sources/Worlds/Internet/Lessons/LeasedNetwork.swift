public import ApplicationLayer
public import Applications
public import Simulation
import Sockets
import Stack
public import StackSockets
public import Wire

/// The network of lab 18, and what happens in it: a laptop and a printer at a router that leases addresses; behind it a resolver and the name
/// servers of the root, of a top-level domain, and of a domain in it.
///
/// The lab shows it with the addresses and names that it has here; the course makes it anew, with others, for each student.
public struct LeasedNetwork: Sendable {
    /// The router inside, the addresses that it leases from and up to, and for how many seconds.
    public var router = IPv4Address(192, 168, 1, 1), firstLease = IPv4Address(192, 168, 1, 100), lastLease = IPv4Address(192, 168, 1, 199)
    public var leaseTime: UInt32 = 600
    public var printer = IPv4Address(192, 168, 1, 9)
    /// The router outside, and who else is there.
    public var outside = IPv4Address(198, 51, 100, 1), resolver = IPv4Address(198, 51, 100, 53), root = IPv4Address(198, 51, 100, 4), top = IPv4Address(198, 51, 100, 30), authority = IPv4Address(198, 51, 100, 80)
    /// The domain's two labels, and the hosts in it: a name, what it is an alias of, one that is not there, one with many addresses.
    public var topLabel = "com", domainLabel = "example", alias = "www", canonical = "web", absent = "nobody", crowd = "many"
    public var web = IPv4Address(192, 0, 2, 80)
    public var crowdSize = 40
    /// Seconds that a record may be kept, and that its absence may.
    public var timeToLive: UInt32 = 300, negativeTimeToLive: UInt32 = 60
    public var delay = Nanoseconds.milliseconds(1)
    /// Reads the names in replies, on the laptop and at the resolver; nil: ours does.
    public var names: (any PlainNameReader)?

    public init() {}

    /// The programs that hold what can be looked into while it goes on. Confined to the loop's thread.
    public final class Programs: @unchecked Sendable {
        public fileprivate(set) var client: DHCPClient?
        public fileprivate(set) var server: DHCPServer?
        public fileprivate(set) var resolver: RecursiveResolver?
        public init() {}
    }

    private var domain: String { "\(domainLabel).\(topLabel)" }
    private static let servers = ["resolver", "root", "com", "ns"]

    public var topology: Topology {
        Topology {
            Computer("laptop", "")
            Computer("printer", "\(printer)/24")
            EthernetSwitch("switch")
            Router("router", "\(router)/24", "\(outside)/24")
            EthernetSwitch("exchange")
            for (name, address) in zip(Self.servers, [resolver, root, top, authority]) { Computer(name, "\(address)/24") }
            Cable("laptop", "switch")
            Cable("printer", "switch")
            Cable("router.eth0", "switch")
            Cable("router.eth1", "exchange")
            for name in Self.servers { Cable(name, "exchange", delay: delay) }
        }
    }

    private func zone(_ origin: String, _ text: String) throws -> DNSAuthority { DNSAuthority(zones: [try ZoneFile.parse("$TTL \(timeToLive)\n" + text, origin: DNSName(origin), file: origin)]) }

    /// Each zone, and where its server is.
    private func zones() throws -> [(server: String, zone: DNSAuthority)] {
        let many = (1...max(1, crowdSize)).map { "\(crowd) A 192.0.2.\($0)\n" }.joined()
        return [
            ("root", try zone(".", ". SOA root. admin. 1 1h 1h 1h 1h\n. NS root.\nroot. A \(root)\n\(topLabel). NS ns.\(topLabel).\nns.\(topLabel). A \(top)\n")),
            ("com", try zone(topLabel, "@ SOA ns admin 1 1h 1h 1h 1h\n@ NS ns\nns A \(top)\n\(domainLabel) NS ns.\(domainLabel)\nns.\(domainLabel) A \(authority)\n")),
            ("ns", try zone(domain, "@ SOA ns admin 1 1h 1h 1h \(negativeTimeToLive)\n@ NS ns\nns A \(authority)\n\(alias) CNAME \(canonical)\n\(canonical) A \(web)\n" + many)),
        ]
    }

    /// What happens, chapter by chapter.
    ///
    /// - Returns: the leases that the router holds at the end, a line each.
    public func run(in simulation: Simulation, _ programs: Programs = Programs(), chapter: (String) -> Void = { _ in }) async throws -> [String] {
        let laptop = try simulation.host("laptop"), router = try simulation.host("router")
        let port = SocketAddress(.v4(.any), 53)
        let leases = DHCPServer(.init(server: self.router, prefixLength: 24, first: firstLease, last: lastLease, routers: [self.router], nameServers: [resolver], domain: "home.arpa", leaseTime: leaseTime))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (server, zone) in try zones() {
                let host = try simulation.host(server)
                group.addTask { try await DNSServer(address: port, answers: AuthoritativeAnswers(zone)).run(on: host) }
            }
            let resolver = try simulation.host("resolver")
            var walker = DNSClient(timeout: .seconds(1), tries: 2)
            walker.names = names
            let answers = RecursiveResolver(.root([.v4(root)]), client: walker)
            (programs.resolver, programs.server) = (answers, leases)
            group.addTask { try await DNSServer(address: port, answers: answers).run(on: resolver) }
            group.addTask {
                let socket = try await router.bind(to: SocketAddress(.v4(.any), DHCPMessage.serverPort), interface: 0)
                defer { socket.close() }
                try await leases.run(on: socket, clock: router.clock)
            }
            try await laptop.clock.sleep(for: .milliseconds(1))

            chapter("1. the laptop knows nothing: it asks everybody for an address, and checks that nobody uses it")
            let client = DHCPClient(on: laptop)
            programs.client = client
            client.observer = { laptop.console.print("DHCP: \($0)") }
            group.addTask { try await client.run() }
            let lease = try await client.waitForLease()
            laptop.console.print("I am \(lease.address), until \(lease.expires); I ask \(lease.nameServers.map { "\($0)" }.joined(separator: ", ")) about names")
            laptop.resolver?.client.names = names
            try await laptop.clock.sleep(for: .milliseconds(10))

            chapter("2. \(alias).\(domain)? The resolver walks from the root down")
            try await look(laptop, "\(alias).\(domain)")
            chapter("3. once more: it remembers")
            try await look(laptop, "\(alias).\(domain)")
            chapter("4. a name that is not there; that is remembered, too")
            try await look(laptop, "\(absent).\(domain)")
            try await look(laptop, "\(absent).\(domain)")
            chapter("5. \(crowdSize == 40 ? "forty" : "\(crowdSize)") addresses do not fit into one datagram of 512 bytes")
            try await lookByOldClient(laptop, "\(crowd).\(domain)")
            chapter("6. half of the lease is over: the laptop asks for more")
            try await laptop.clock.sleep(for: .seconds(Int64(leaseTime) / 2 + 10))
            chapter("7. the laptop goes, and gives its address back")
            try await client.release()
            try await laptop.clock.sleep(for: .milliseconds(10))
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, let code = (error as? SocketError)?.code, code != .cancelled, code != .closed { throw error }
            }
        }
        return leases.leases.leases(at: simulation.now).map { "  \($0.address)  \($0.hostName ?? "somebody")\($0.isDeclined ? ", declined: in use" : "")" }
    }

    private func look(_ host: StackHost, _ name: String) async throws {
        let start = host.clock.now
        let addresses: [IPAddress]
        do throws(SocketError) { addresses = try await host.resolve(name) } catch {
            guard error.code == .nameNotFound || error.code == .timedOut else { throw error }
            addresses = []
        }
        let words = addresses.isEmpty ? "there is no \(name)" : "\(name) is \(addresses.map { "\($0)" }.joined(separator: ", "))"
        host.console.print("\(words), after \(host.clock.now - start)")
    }

    /// A client from before EDNS takes 512 bytes by UDP, and asks again by TCP.
    private func lookByOldClient(_ host: StackHost, _ name: String) async throws {
        guard let server = host.resolver?.servers.first, let asked = DNSName(name) else { return }
        var client = DNSClient(offersExtensions: false)
        client.names = names
        do {
            let reply = try await client.ask(asked, .a, server: server, on: host)
            host.console.print("\(asked) has \(reply.message.answers.count) addresses: \(reply.bytes) bytes\(reply.usedTCP ? ", by TCP" : "")")
        } catch let error as SocketError where error.code != .cancelled {
            // A server that is gone, or a reader of somebody's own that cannot read the answer.
            host.console.print("\(asked): \(error)")
        }
    }
}
