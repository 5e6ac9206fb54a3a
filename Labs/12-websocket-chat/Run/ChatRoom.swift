import ApplicationLayer
import Applications
import Sockets

/// Everybody who is in. A message is made into a frame once and put in line for each, so that nobody waits for anybody.
///
/// Belongs to the server's loop.
final class ChatRoom: @unchecked Sendable {
    private var members: [WebSocket] = []
    private let console: Console

    init(console: Console) { self.console = console }

    /// One client's stay, from joining to leaving.
    func welcome(_ socket: WebSocket) async throws {
        members.append(socket)
        console.print("\(socket.remoteAddress) joined, \(members.count) here")
        defer {
            members.removeAll { $0 === socket }
            console.print("\(socket.remoteAddress) left, \(members.count) here")
        }
        while let message = try await socket.receive() {
            guard case .text(let text) = message else { continue }
            console.print("\(socket.remoteAddress) said: \(text)")
            let frame = WebSocketFrameHeader.frame(.text, Array("Someone said: \(text)".utf8))
            for member in members { member.post(sharedFrame: frame) }
        }
    }
}
