import Sockets
import Wire

/// Runs a program's two ends together: the client begins when the server listens.
struct BothEnds<Program: TwoEndedProgram>: Sendable {
    let program: Program
    /// Opened when the server's host listens or has bound its socket.
    let serverIsReady: Gate

    func run(server: some Host, at address: SocketAddress, client: some Host, to name: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A server that fails never listens: the client must not wait for it.
                defer { serverIsReady.open() }
                try await program.server(on: server, at: address, clients: program.clients)
            }
            group.addTask {
                await serverIsReady.wait()
                try Task.checkCancellation()
                try await program.client(on: client, to: name, port: address.port)
            }
            do { while try await group.next() != nil {} } catch {
                // The first failure is the one to tell; the other end only hears of it.
                group.cancelAll()
                while let _ = try? await group.next() {}
                throw error
            }
        }
    }
}
