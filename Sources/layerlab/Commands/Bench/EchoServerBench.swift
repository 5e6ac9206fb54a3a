import Applications
import ArgumentParser
import KernelSockets
import Sockets
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `layerlab bench echo-server`: a peer for any echo client that measures round trips.
struct EchoServerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-server",
        abstract: "Serve TCP echo on the kernel's sockets until Ctrl-C.",
        discussion: "The same async code as a lab's, over the same Host. LAYERLAB_LOOP=poll takes poll(2) instead of epoll."
    )

    @Option(help: "The address to bind to.") var bind = "127.0.0.1"
    @Option(help: "The port; 0: the system chooses.") var port: UInt16 = 12345

    func run() throws {
        guard let address = IPAddress(bind) else { throw ValidationError("'\(bind)' is not an IP address.") }
        let world = try KernelWorld(), host = world.host(named: "server")
        for signal in [SIGINT, SIGTERM] { try world.onSignal(signal) { world.loop.cancelRun() } }
        let server = EchoServer(address: SocketAddress(address, port), service: PlainEcho(chunk: 1 << 16), manner: .concurrent, options: ListenOptions(backlog: 1024, accepted: StreamOptions(noDelay: true)))
        do {
            try world.run { try await server.run(on: host) }
        } catch let error as SocketError where error.code == .cancelled {}
    }
}
