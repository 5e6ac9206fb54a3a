public import Sockets
public import Wire

/// A lab's program: a server and a client, each written once against `Host`, so that it runs in every world.
public protocol TwoEndedProgram: Sendable {
    /// How many clients come when both ends run in one process.
    var clients: Int { get }

    /// What the client calls the server when both ends run in one process ("www.example.com"): the world's hosts know it. nil: it
    /// calls it by its address.
    var serverName: String? { get }

    /// Serves on `address`; returns after `clients` clients, or, when that is nil, when its task is cancelled.
    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws

    /// Does what the client does, with the server called `server`.
    func client(on host: some Host, to server: String, port: UInt16) async throws
}

extension TwoEndedProgram {
    public var clients: Int { 1 }
    public var serverName: String? { nil }
}

/// A lab's program that needs nobody at the other end.
public protocol OneEndedProgram: Sendable {
    func run(on host: some Host) async throws
}
