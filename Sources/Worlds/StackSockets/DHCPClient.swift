public import ApplicationLayer
import Applications
import Sockets
import Stack
import Wire

/// A DHCP client for one interface of a host: it gets a lease, checks that nobody uses the address, configures the interface, the way out and the name
/// servers, and keeps the lease until it is told to release it. Belongs to its world's loop.
public final class DHCPClient: @unchecked Sendable {
    private let host: StackHost
    private let interface: Int
    private var machine: DHCPClientMachine
    private var socket: StackDatagrams?
    private var isReleasing = false
    /// What the client has said and heard, for those who watch.
    public var observer: (@Sendable (String) -> Void)?
    /// Datagrams that were no messages.
    public private(set) var malformed = 0

    /// How often and how long the link is asked whether an address is taken (RFC 5227, in short).
    static let probes = 2, probeTime = Duration.milliseconds(250)

    public init(on host: StackHost, interface: Int = 0) {
        self.host = host
        self.interface = interface
        let hardware = host.withStack { stack, _ in stack.interfaces.indices.contains(interface) ? stack.interfaces[interface].mac : .zero } ?? .zero
        machine = DHCPClientMachine(hardware: hardware, hostName: host.name, random: RandomStream(seed: host.random.next()))
    }

    public var lease: DHCPLease? { machine.state == .bound || machine.state == .renewing || machine.state == .rebinding ? machine.lease : nil }
    public var state: DHCPClientMachine.State { machine.state }

    /// Gets a lease and keeps it, until the task is cancelled or ``release()`` is called.
    public func run() async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), DHCPMessage.clientPort), interface: interface)
        self.socket = socket
        defer {
            socket.close()
            self.socket = nil
        }
        try await carryOut(machine.start(at: host.clock.now))
        while !isReleasing {
            let patience = machine.nextDeadline.map { Swift.max(.zero, ($0 - host.clock.now).duration) } ?? .seconds(3600)
            do {
                let (bytes, _) = try await host.withTimeLimit(patience, for: "receive") { try await socket.receive(atMost: 4096) }
                guard let message = try? DHCPMessage(parsing: bytes) else {
                    malformed += 1
                    continue
                }
                if let kind = message.kind { observer?("\(kind) \(message.yours)") }
                try await carryOut(machine.receive(message, at: host.clock.now))
            } catch let error as SocketError where error.code == .timedOut {
                try await carryOut(machine.tick(at: host.clock.now))
            } catch let error as SocketError where error.code == .closed && isReleasing {
                break
            }
        }
    }

    /// Gives the address back; ``run()`` ends.
    public func release() async throws {
        let actions = machine.release(at: host.clock.now)
        try await carryOut(actions)
        isReleasing = true
        socket?.close()
    }

    /// Waits until there is a lease.
    public func waitForLease() async throws -> DHCPLease {
        while true {
            if let lease { return lease }
            try await host.clock.sleep(for: .milliseconds(10))
        }
    }

    private func carryOut(_ actions: [DHCPClientMachine.Action]) async throws {
        for action in actions {
            switch action {
            case .send(let message, let destination):
                if let kind = message.kind { observer?("\(kind)") }
                try await socket?.send(message.serialized(), to: SocketAddress(.v4(destination), DHCPMessage.serverPort))
            case .check(let address):
                let isFree = try await probe(address)
                if !isFree { observer?("\(address) is in use") }
                try await carryOut(machine.answered(isFree: isFree, at: host.clock.now))
            case .configure(let lease): configure(lease)
            case .remove(let lease): remove(lease)
            }
        }
    }

    private func probe(_ address: IPv4Address) async throws -> Bool {
        let interface = interface
        defer { host.withStack { stack, _ in stack.endProbe(on: interface) } }
        for _ in 0..<Self.probes {
            host.withStack { stack, turn in stack.probe(address, on: interface, &turn) }
            try await host.clock.sleep(for: Self.probeTime)
            if host.withStack({ stack, _ in stack.hasConflict(on: interface) }) == true { return false }
        }
        return true
    }

    private func configure(_ lease: DHCPLease) {
        let interface = interface
        host.withStack { stack, turn in
            guard !stack.owns(.v4(lease.address)) else { return }
            stack.addAddress(lease.address, prefixLength: lease.prefixLength, to: interface)
            if let router = lease.routers.first { stack.addRoute(Route(network: .any, prefixLength: 0, gateway: router, interface: interface)) }
            stack.announce(on: interface, &turn)
        }
        if !lease.nameServers.isEmpty { host.useNameServers(lease.nameServers.map { .v4($0) }, searchDomain: lease.domain) }
    }

    private func remove(_ lease: DHCPLease) {
        let interface = interface
        host.withStack { stack, _ in
            stack.removeAddress(lease.address, from: interface)
            if !lease.routers.isEmpty { stack.removeRoute(.any, prefixLength: 0) }
        }
        if !lease.nameServers.isEmpty { host.useNameServers([]) }
    }
}
