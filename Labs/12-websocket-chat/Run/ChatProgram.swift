import ApplicationLayer
import Applications
import LabKit
import Sockets
import Wire

/// Lab 12's two ends: the chat's server (with its page for browsers), and clients that say something and hear it.
struct ChatProgram: TwoEndedProgram {
    let message: String
    let crowd: Int
    /// Send each message back to who sent it, as it came: for test suites.
    let isEcho: Bool
    /// The client is a test suite's: it goes through the suite's cases and echoes.
    var isAgent = false
    /// A reader of frames of one's own, in place of our WebSocket.
    var reader: (any PlainFrameReader)?

    var clients: Int { crowd }

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        let room = ChatRoom(console: host.console), isEcho = isEcho
        let server = HTTPServer { request in
            guard WebSocketHandshake.isRequested(request.head) else {
                // Browsers ask for an icon, and complain on their console when there is none.
                if request.rawPath == "/favicon.ico" { return HTTPServerResponse(.noContent) }
                return request.rawPath == "/" ? .html(chatPage) : HTTPError(.notFound).response
            }
            var options = WebSocket.Options()
            if !isEcho {
                // Everybody's words go to everybody: one client's must not cost the others much.
                options.limits.message = 1 << 20
                options.backlog = 8 << 20
            }
            return .webSocket(request, on: host, options: options) { socket in
                guard isEcho else { return try await room.welcome(socket) }
                while let message = try await socket.receive() { try await socket.send(message) }
            }
        }
        let console = host.console
        try await server.run(on: host, at: address, connections: clients) { console.print("The chat is at ws://localhost:\($0.port), its page at http://localhost:\($0.port)/") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        if isAgent { return try await EchoAgent(server: server, port: port).run(on: host) }
        let url = "ws://\(server.contains(":") ? "[\(server)]" : server):\(port)/"
        try await withThrowingDiscardingTaskGroup { group in
            for number in 1...crowd {
                let text = crowd == 1 ? message : "\(message) (\(number))"
                group.addTask {
                    if let reader { return try await HandmadeChat(reader: reader, text: text).run(on: host, server: server, port: port) }
                    try await host.withWebSocket(url) { socket in
                        try await socket.send(text)
                        // Others may speak first: until its own words come back.
                        while let heard = try await socket.receive() {
                            guard case .text(let line) = heard else { continue }
                            host.console.print(line)
                            if line.hasSuffix(text) { break }
                        }
                    }
                }
            }
        }
    }
}
