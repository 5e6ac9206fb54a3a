import ApplicationLayer
import Applications
import Sockets

/// Everybody who is in. A message is made into a frame once and put in line for each, so that nobody waits for anybody.
///
/// Belongs to the server's loop.
final class ChatRoom: @unchecked Sendable {
    /// In the order in which they came. Who leaves leaves a gap; when half are gaps, the others move up.
    private var members: [WebSocket?] = []
    private var count = 0, gone = 0
    private var place: [ObjectIdentifier: Int] = [:]
    private let console: Console

    init(console: Console) { self.console = console }

    /// One client's stay, from joining to leaving.
    func welcome(_ socket: WebSocket) async throws {
        add(socket)
        console.print("\(socket.remoteAddress) joined, \(count) here")
        defer {
            remove(socket)
            console.print("\(socket.remoteAddress) left, \(count) here")
        }
        while let message = try await socket.receive() {
            guard case .text(let text) = message else { continue }
            console.print("\(socket.remoteAddress) said: \(text)")
            let frame = WebSocketFrameHeader.frame(.text, Array("Someone said: \(text)".utf8))
            for member in members { member?.post(sharedFrame: frame) }
        }
    }

    private func add(_ socket: WebSocket) {
        place[ObjectIdentifier(socket)] = members.count
        members.append(socket)
        count += 1
    }

    private func remove(_ socket: WebSocket) {
        guard let index = place.removeValue(forKey: ObjectIdentifier(socket)) else { return }
        members[index] = nil
        count -= 1
        gone += 1
        guard gone > 16, gone > members.count / 2 else { return }
        (members, gone) = (members.filter { $0 != nil }, 0)
        for (index, member) in members.enumerated() { if let member { place[ObjectIdentifier(member)] = index } }
    }
}
