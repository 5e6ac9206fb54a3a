import Sockets
import Wire

/// A program that asks another computer something by UDP and waits for the answer; when none comes it asks again.
struct Visit: Sendable {
    static let port: UInt16 = 12345
    static let patience = Duration.seconds(1)

    let host: String
    let address: IPAddress
    let message: String

    /// Returns whether an answer came.
    @discardableResult
    func run(on visitor: some Host, tries: Int = 2) async throws -> Bool {
        let socket = try await visitor.bind(to: SocketAddress(.v4(.any), 0))
        defer { socket.close() }
        for _ in 0..<tries {
            try await socket.send(message, to: SocketAddress(address, Self.port))
            do {
                let (answer, _) = try await visitor.withTimeLimit(Self.patience, for: "receive", of: host) { try await socket.receive(atMost: 1500) }
                visitor.console.print("\(host) says: \(String(decoding: answer, as: UTF8.self))")
                return true
            } catch let error as SocketError where error.code == .timedOut {
                visitor.console.print("No answer from \(host) within a second")
            }
        }
        return false
    }
}

/// A program that answers whoever asks.
struct Porter: Sendable {
    func run(on host: some Host) async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), Visit.port))
        defer { socket.close() }
        while true {
            let (bytes, visitor) = try await socket.receive(atMost: 1500)
            try await socket.send("\(host.name) here, I got \(bytes.count) bytes", to: visitor)
        }
    }
}
