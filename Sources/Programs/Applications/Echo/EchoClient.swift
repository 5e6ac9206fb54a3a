public import Sockets

/// A TCP echo client: sends a message and waits until the whole of it has come back.
public struct EchoClient: Sendable {
    public let server: String
    public let port: UInt16
    public let message: [UInt8]

    public init(server: String, port: UInt16, message: String) {
        self.server = server
        self.port = port
        self.message = Array(message.utf8)
    }

    /// - Returns: what came back: shorter than the message if the server closed early.
    @discardableResult
    public func run(on host: some Host) async throws -> [UInt8] {
        let stream = try await host.connect(to: server, port: port)
        do {
            try await stream.send(message)
            host.console.print("Sent: \(String(decoding: message, as: UTF8.self))")
            // One `receive` may bring a part only: TCP keeps no boundaries between messages.
            var echo: [UInt8] = []
            while echo.count < message.count {
                let bytes = try await stream.receive(atMost: message.count - echo.count)
                if bytes.isEmpty { break }
                echo += bytes
            }
            host.console.print("Received: \(String(decoding: echo, as: UTF8.self))")
            await stream.close()
            return echo
        } catch {
            stream.abort()
            throw error
        }
    }
}
