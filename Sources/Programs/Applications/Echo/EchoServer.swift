public import Sockets
public import Wire

/// A TCP echo server.
public struct EchoServer<Service: EchoService>: Sendable {
    /// How it treats clients that come at the same time.
    public enum Manner: Sendable {
        /// One connection after the other, as a first server does: a client that says nothing holds up the rest.
        case oneByOne
        /// All at once, each in a task of its own on the same loop.
        case concurrent
    }

    public let address: SocketAddress
    public let service: Service
    public let manner: Manner
    /// After how many connections it ends; nil: when its task is cancelled.
    public let connections: Int?
    public let options: ListenOptions

    public init(address: SocketAddress, service: Service, manner: Manner = .oneByOne, connections: Int? = nil, options: ListenOptions = ListenOptions()) {
        self.address = address
        self.service = service
        self.manner = manner
        self.connections = connections
        self.options = options
    }

    public func run(on host: some Host) async throws {
        let listener = try await host.listen(on: address, options: options)
        defer { listener.close() }
        host.console.print("Server is listening on port \(listener.localAddress.port)...")
        switch manner {
        case .oneByOne:
            var served = 0
            while served < connections ?? .max {
                await serve(try await listener.accept(), on: host)
                served += 1
            }
        case .concurrent:
            // The group runs its children to their end before it returns; a child never throws, so that one client's
            // failure is nobody else's.
            try await withThrowingDiscardingTaskGroup { group in
                var accepted = 0
                while accepted < connections ?? .max {
                    let stream = try await listener.accept()
                    group.addTask { await serve(stream, on: host) }
                    accepted += 1
                }
            }
        }
    }

    private func serve(_ stream: some ByteStream, on host: some Host) async {
        do {
            let echoed = try await service.serve(stream)
            host.console.print("Echoed \(echoed) byte\(echoed == 1 ? "" : "s") to \(stream.remoteAddress)")
            await stream.close()
        } catch {
            // The peer's failure ends its own connection only.
            host.console.print("Connection from \(stream.remoteAddress): \(error)")
            stream.abort()
        }
    }
}
