import ApplicationLayer
import Applications
import HTTPTypes
import NetworkLayer
public import Simulation
import Sockets
import Stack
public import StackSockets
import Wire

/// An internet at work: its simulation, and the programs that run on its nodes.
///
/// Belongs to its simulation's loop. ``run(_:)`` starts the services, lets the caller walk around, and ends them.
public final class Internet: @unchecked Sendable {
    public let plan: InternetPlan
    public let simulation: Simulation
    /// The clients that got addresses for nodes, by node and interface.
    public private(set) var leaseClients: [(node: String, interface: Int, client: DHCPClient)] = []
    /// The servers that gave them.
    public private(set) var leaseServers: [(node: String, server: DHCPServer)] = []
    public private(set) var resolvers: [(node: String, resolver: RecursiveResolver)] = []
    /// What ended in an error, and why.
    public private(set) var failures: [(node: String, error: String)] = []

    private var pending: [(node: String, service: InternetPlan.Service)] = []
    private var isOver = false
    private var supervisor: UnsafeContinuation<Void, Never>?

    /// - Throws: `TopologyError`, `SimulationError`.
    public convenience init(_ plan: InternetPlan, seed: UInt64 = 1, keepsStory: Bool = true) throws {
        try self.init(plan, on: plan.topology.simulation(seed: seed, keepsStory: keepsStory))
    }

    /// The same on a simulation that was made from the plan's topology.
    public init(_ plan: InternetPlan, on simulation: Simulation) throws {
        self.plan = plan
        self.simulation = simulation
        for (name, settings) in plan.switches.sorted(by: { $0.key < $1.key }) { try simulation.manage(switch: name, settings) }
        switch plan.routing {
        case .fixed: break
        case .ospf: try simulation.runOSPF(externals: plan.externals, silent: plan.silent)
        case .rip: try simulation.runRIP()
        }
        for name in plan.groupQueriers.sorted() { try simulation.equip(name) { $0.askForGroups() } }
        for (name, translation) in plan.translations.sorted(by: { $0.key < $1.key }) {
            try simulation.equip(name) { $0.translator = AddressTranslator(outside: translation.outside, forwards: translation.forwards) }
        }
    }

    /// Starts all services and runs `body`; when that ends, so do they.
    public func run<Result: Sendable>(_ body: @escaping @Sendable (Internet) async throws -> Result) throws -> Result {
        let outcome = Outcome<Result>()
        try simulation.run { [self] in outcome.value = .success(try await serve(body)) }
        guard let value = outcome.value else { throw SocketError(.cancelled, during: "run") }
        return try value.get()
    }

    /// The same, for a simulation that runs already.
    public func serve<Result: Sendable>(_ body: @escaping @Sendable (Internet) async throws -> Result) async throws -> Result {
        pending = plan.services
        let outcome = Outcome<Result>()
        await withTaskGroup(of: Void.self) { group in
            // The services first, so that they are there when somebody asks.
            for (node, service) in take() { group.addTask { await self.serve(service, on: node) } }
            group.addTask {
                do { outcome.value = .success(try await body(self)) } catch { outcome.value = .failure(error) }
                self.stop()
            }
            while !isOver {
                await withUnsafeContinuation { supervisor = $0 }
                for (node, service) in take() { group.addTask { await self.serve(service, on: node) } }
            }
            group.cancelAll()
        }
        guard let value = outcome.value else { throw SocketError(.cancelled, during: "run") }
        return try value.get()
    }

    private final class Outcome<Value>: @unchecked Sendable { var value: Swift.Result<Value, any Error>? }

    private func take() -> [(node: String, service: InternetPlan.Service)] {
        defer { pending = [] }
        return pending
    }

    private func wakeSupervisor() {
        supervisor?.resume()
        supervisor = nil
    }

    private func stop() {
        isOver = true
        wakeSupervisor()
    }

    /// Starts a node's services again, after it was without power.
    public func restartServices(of node: String) {
        leaseClients.removeAll { $0.node == node }
        leaseServers.removeAll { $0.node == node }
        resolvers.removeAll { $0.node == node }
        pending += plan.services.filter { $0.node == node }
        wakeSupervisor()
    }

    /// Waits until every node has its address and the landmark's name is known; false when that takes more than `limit`.
    public func waitUntilUp(limit: Duration = .seconds(60)) async throws -> Bool {
        let clock = simulation.loop.clock, deadline = clock.now.advanced(by: limit)
        let wanted = plan.services.count { if case .lease = $0.service { true } else { false } }
        while clock.now < deadline {
            if leaseClients.count == wanted, leaseClients.allSatisfy({ $0.client.lease != nil }) {
                guard let landmark = plan.landmark else { return true }
                let host = try simulation.host(plan.start)
                if host.resolver != nil, await (try? host.resolve(landmark))?.isEmpty == false { return true }
            }
            try await clock.sleep(for: .milliseconds(10))
        }
        return false
    }

    // MARK: - Services

    private func serve(_ service: InternetPlan.Service, on node: String) async {
        do {
            let host = try simulation.host(node)
            switch service {
            case .zones(let zones): try await DNSServer(address: Self.any(53), answers: AuthoritativeAnswers(DNSAuthority(zones: zones))).run(on: host)
            case .resolver(let roots): try await resolve(RecursiveResolver(.root(roots)), on: host)
            case .forwarder(let servers): try await forward(to: servers, on: host)
            case .leases(let interface, let configuration):
                let server = DHCPServer(configuration)
                leaseServers.append((node, server))
                let socket = try await host.bind(to: Self.any(DHCPMessage.serverPort), interface: interface)
                defer { socket.close() }
                try await server.run(on: socket, clock: host.clock)
            case .lease(let interface):
                let client = DHCPClient(on: host, interface: interface)
                leaseClients.append((node, interface, client))
                try await client.run()
            case .relay(let interface, let servers): try await relay(interface, servers, on: host)
            case .nameServers(let servers): host.useNameServers(servers)
            case .web(let pages, let type): try await web(pages, type, on: host)
            case .mail(let domain):
                let server = SMTPServer(options: .init(name: "mail.\(domain)"), drop: MailDrop(MemoryStore()), authenticate: { _ in false })
                try await server.run(on: host, at: Self.any(25))
            case .files(let files):
                let store = MemoryStore()
                for (name, content) in files.sorted(by: { $0.key < $1.key }) { store.add(name, Array(content.utf8)) }
                try await FTPServer(store: store) { user, password in user == "anonymous" || user == "user" && password == "secret" }.run(on: host, at: Self.any(21))
            case .echo: try await EchoServer(address: Self.any(7), service: PlainEcho(), manner: .concurrent).run(on: host)
            }
        } catch {
            // The end of the walk, or of the node's power; anything else is told.
            let code = (error as? SocketError)?.code
            if !isOver, code != .cancelled, code != .closed, code != .aborted { failures.append((node, "\(error)")) }
        }
    }

    private static func any(_ port: UInt16) -> SocketAddress { SocketAddress(.v4(.any), port) }

    private func resolve(_ resolver: RecursiveResolver, on host: StackHost) async throws {
        resolvers.append((host.name, resolver))
        try await DNSServer(address: Self.any(53), answers: resolver).run(on: host)
    }

    /// Passes questions on; where nobody is named, to whom the node's own lease names.
    private func forward(to servers: [IPAddress], on host: StackHost) async throws {
        var targets = servers.map { SocketAddress($0, 53) }
        while targets.isEmpty {
            if let known = host.resolver?.servers { targets = known } else { try await host.clock.sleep(for: .milliseconds(50)) }
        }
        try await resolve(RecursiveResolver(.forwarders(targets)), on: host)
    }

    private func relay(_ interface: Int, _ servers: [IPv4Address], on host: StackHost) async throws {
        let address = host.withStack { stack, _ in stack.interfaces[interface].ipv4.first?.address } ?? nil
        guard let address else { return }
        let clients = try await host.bind(to: Self.any(DHCPMessage.serverPort), interface: interface)
        let upstream = try await host.bind(to: SocketAddress(.v4(address), DHCPMessage.serverPort))
        defer {
            clients.close()
            upstream.close()
        }
        try await DHCPRelayAgent(DHCPRelay(address: address, servers: servers)).run(clients: clients, servers: upstream)
    }

    private func web(_ pages: [String: String], _ type: String, on host: StackHost) async throws {
        let server = HTTPServer { request in
            guard let page = pages[String(request.rawPath)] else { throw HTTPError(.notFound) }
            return HTTPServerResponse(.ok, [.contentType: type], .bytes(Array(page.utf8)))
        }
        try await server.run(on: host, at: Self.any(80))
    }
}
