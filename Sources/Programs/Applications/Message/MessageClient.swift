public import Sockets
import Wire

/// A UDP client: sends one datagram and waits for one answer.
public struct MessageClient: Sendable {
    public let server: String
    public let port: UInt16
    public let message: [UInt8]
    /// How long to wait for the answer: UDP itself never tells that a datagram was lost.
    public let patience: Duration

    public init(server: String, port: UInt16, message: String, patience: Duration = .seconds(5)) {
        self.server = server
        self.port = port
        self.message = Array(message.utf8)
        self.patience = patience
    }

    @discardableResult
    public func run(on host: some Host) async throws -> [UInt8] {
        guard let address = try await host.resolve(server).first else { throw SocketError(.nameNotFound, during: "resolve", of: server) }
        let socket = try await host.bind(to: SocketAddress(address.version == 4 ? .v4(.any) : .v6(.any), 0))
        defer { socket.close() }
        // Connected, so that nobody else can answer and a closed port is told.
        try socket.connect(to: SocketAddress(address, port))
        try await socket.send(message, to: nil)
        host.console.print("Sent: \(String(decoding: message, as: UTF8.self))")
        let answer = try await host.withTimeLimit(patience, for: "receive", of: "\(SocketAddress(address, port))") { try await socket.receive(atMost: MessageServer.longestDatagram).bytes }
        host.console.print("Received: \(String(decoding: answer, as: UTF8.self))")
        return answer
    }
}
