public import ApplicationLayer
public import Sockets
import Wire

/// A DHCP server on one link: any datagram socket that hears port 67 there. Belongs to its world's loop.
///
/// Answers to clients without an address go to everybody on the link, which every client hears, whatever its broadcast flag.
public final class DHCPServer: @unchecked Sendable {
    public private(set) var leases: DHCPLeases
    /// Datagrams that were no messages.
    public private(set) var malformed = 0
    /// Called after each message that came, with the answer: for those who watch.
    public var observer: (@Sendable (DHCPMessage, DHCPLeases.Reply?) -> Void)?

    public init(_ configuration: DHCPLeases.Configuration) { leases = DHCPLeases(configuration) }

    /// Serves until the task is cancelled.
    public func run(on socket: some DatagramSocket, clock: WorldClock) async throws {
        while true {
            let (bytes, _) = try await socket.receive(atMost: 4096)
            guard let message = try? DHCPMessage(parsing: bytes) else {
                malformed += 1
                continue
            }
            let reply = leases.handle(message, at: clock.now)
            observer?(message, reply)
            guard let reply else { continue }
            // A client that cannot be reached asks again.
            do { try await socket.send(reply.message.serialized(), to: SocketAddress(.v4(reply.destination), reply.port)) } catch { if error.code == .cancelled { throw error } }
        }
    }
}

/// A DHCP relay between a link with clients and servers elsewhere.
public final class DHCPRelayAgent: @unchecked Sendable {
    public private(set) var relay: DHCPRelay
    public private(set) var malformed = 0

    public init(_ relay: DHCPRelay) { self.relay = relay }

    /// - Parameters:
    ///   - clients: hears and speaks port 67 on the clients' link.
    ///   - servers: reaches the servers, and hears their answers to the relay's address, port 67.
    public func run(clients: some DatagramSocket, servers: some DatagramSocket) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.carry(from: clients, clients: clients, servers: servers) }
            group.addTask { try await self.carry(from: servers, clients: clients, servers: servers) }
            try await group.next()
            group.cancelAll()
        }
    }

    private func carry(from socket: some DatagramSocket, clients: some DatagramSocket, servers: some DatagramSocket) async throws {
        while true {
            let (bytes, _) = try await socket.receive(atMost: 4096)
            guard let message = try? DHCPMessage(parsing: bytes) else {
                malformed += 1
                continue
            }
            guard let onward = relay.handle(message) else { continue }
            for destination in onward.destinations {
                let address = SocketAddress(.v4(destination), onward.port)
                do {
                    if message.isReply { try await clients.send(onward.message.serialized(), to: address) } else { try await servers.send(onward.message.serialized(), to: address) }
                } catch { if error.code == .cancelled { throw error } }
            }
        }
    }
}
