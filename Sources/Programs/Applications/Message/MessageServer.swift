public import Sockets
public import Wire

/// A UDP server that answers every datagram: by default with how long it was.
public struct MessageServer: Sendable {
    public let address: SocketAddress
    /// After how many datagrams it ends; nil: when its task is cancelled.
    public let datagrams: Int?

    /// The longest datagram that UDP can carry over IPv4, in bytes: 65535 less the IP and UDP headers (RFC 768, RFC 791).
    public static let longestDatagram = 65_507

    private let service: any DatagramReply

    public init(address: SocketAddress, service: any DatagramReply = LengthReply(), datagrams: Int? = nil) {
        self.address = address
        self.service = service
        self.datagrams = datagrams
    }

    public func run(on host: some Host) async throws {
        let socket = try await host.bind(to: address)
        defer { socket.close() }
        host.console.print("UDP server is listening on port \(socket.localAddress.port)...")
        var answered = 0
        while answered < datagrams ?? .max {
            let (bytes, client) = try await socket.receive(atMost: Self.longestDatagram)
            host.console.print("Received from \(client): \(String(decoding: bytes, as: UTF8.self))")
            let answer = try service.reply(to: bytes)
            do {
                try await socket.send(answer, to: client)
            } catch {
                if error.code == .cancelled { throw error }
                // One client that cannot be answered is no reason to leave the others.
                host.console.print("Answer to \(client): \(error)")
            }
            answered += 1
        }
    }
}
