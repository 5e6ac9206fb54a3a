public import Sockets
public import Wire

/// Sends back to each client what it sends (RFC 862), as many clients at once as there are.
public struct EchoServer: Sendable {
    public var address: SocketAddress
    public var options: ListenOptions

    public init(on address: SocketAddress, options: ListenOptions = ListenOptions()) {
        self.address = address
        self.options = options
    }

    /// Serves until the task is cancelled. `isListening` hears, once, where: the port that was chosen if it was 0.
    public func run(on host: some Host, isListening: @Sendable (SocketAddress) -> Void = { _ in }) async throws(SocketError) {
        let listener = try await host.listen(on: address, options: options)
        defer { listener.close() }
        isListening(listener.localAddress)
        let ended = await withDiscardingTaskGroup(returning: SocketError.self) { clients in
            while true {
                do throws(SocketError) {
                    let stream = try await listener.accept()
                    clients.addTask { await Self.serve(stream) }
                } catch {
                    clients.cancelAll()
                    return error
                }
            }
        }
        throw ended
    }

    /// Serves one client until it has said all, or is gone.
    public static func serve(_ stream: some ByteStream) async {
        do throws(SocketError) {
            while true {
                let bytes = try await stream.receive(atMost: 1 << 16)
                if bytes.isEmpty { break }
                try await stream.send(bytes)
            }
        } catch {
            // A client that resets, or the server's end: either way this client is done.
        }
        await stream.close()
    }
}
