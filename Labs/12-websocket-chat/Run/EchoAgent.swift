import Applications
import Sockets

/// The client of a test suite: asks how many cases there are, echoes in each what the server says, and asks for the report at the end. These are
/// the addresses of Autobahn's fuzzing server.
struct EchoAgent {
    let server: String
    let port: UInt16
    /// What the report calls us.
    static let name = "LayerLab"

    func run(on host: some Host) async throws {
        let root = "ws://\(server.contains(":") ? "[\(server)]" : server):\(port)"
        let count = try await host.withWebSocket("\(root)/getCaseCount") { socket -> Int? in
            guard case .text(let text)? = try await socket.receive() else { return nil }
            return Int(text)
        }
        guard let count, count > 0 else { throw WebSocketError.invalidURL("\(root)/getCaseCount: a number of cases was expected; it") }
        host.console.print("\(count) cases")
        var options = WebSocket.Options()
        options.limits.message = 64 << 20
        for number in 1...count {
            // That a connection ends in an error is what many cases are about.
            do {
                try await host.withWebSocket("\(root)/runCase?case=\(number)&agent=\(Self.name)", options: options) { socket in
                    while let message = try await socket.receive() { try await socket.send(message) }
                }
            } catch let error as SocketError where error.code == .cancelled || error.code == .refused { throw error } catch { host.console.print("case \(number): \(error)") }
        }
        try await host.withWebSocket("\(root)/updateReports?agent=\(Self.name)") { socket in while try await socket.receive() != nil {} }
    }
}
