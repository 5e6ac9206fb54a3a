import Applications
import LabKit
import Sockets
import Wire

/// Lab 01's two ends: an echo server, and a client that says one thing to it.
///
/// Nothing here names a world: the same program runs on the kernel's sockets, in the simulator and on a TAP device.
struct EchoProgram<Service: EchoService>: TwoEndedProgram {
    let message: String
    let service: Service

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        try await EchoServer(address: address, service: service, connections: clients).run(on: host)
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        try await EchoClient(server: server, port: port, message: message).run(on: host)
    }
}
