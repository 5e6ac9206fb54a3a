import ApplicationLayer
import Sockets

/// A chat's client by hand: it shakes hands and masks its words itself, and tells every frame as a reader of one's own sees it.
struct HandmadeChat {
    let reader: any PlainFrameReader
    let text: String
    private static let limit = 1 << 20

    func run(on host: some Host, server: String, port: UInt16) async throws {
        let stream = try await host.connect(to: server, port: port)
        do {
            let name = server.contains(":") ? "[\(server)]" : server
            try await stream.send("GET / HTTP/1.1\r\nHost: \(name):\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
            var received: [UInt8] = []
            while received.firstRange(of: Array("\r\n\r\n".utf8)) == nil, received.count < Self.limit {
                let bytes = try await stream.receive(atMost: 4096)
                if bytes.isEmpty { break }
                received += bytes
            }
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { throw MalformedHead("the server did not answer") }
            host.console.print(String(decoding: received.prefix { $0 != 13 }, as: UTF8.self))
            received.removeSubrange(..<end.upperBound)
            try await say(.text, Array(text.utf8), on: stream, host)
            while received.count < Self.limit {
                if let frame = try reader.read(received) {
                    tell("server", frame, host)
                    received.removeFirst(min(max(1, frame.length), received.count))
                    if frame.opcode == 8 { break }
                    if String(decoding: frame.payload, as: UTF8.self).hasSuffix(text) { try await say(.close, [0x03, 0xe8], on: stream, host) }
                    continue
                }
                let bytes = try await stream.receive(atMost: 4096)
                if bytes.isEmpty { break }
                received += bytes
            }
            await stream.close()
        } catch {
            stream.abort()
            throw error
        }
    }

    private func say(_ opcode: WebSocketFrameHeader.Opcode, _ payload: [UInt8], on stream: some ByteStream, _ host: some Host) async throws {
        var random = host.random
        let key = UInt32.random(in: .min ... .max, using: &random)
        var bytes: [UInt8] = []
        WebSocketFrameHeader(opcode, length: payload.count, mask: key).serialize(into: &bytes)
        bytes += payload.enumerated().map { $1 ^ UInt8(truncatingIfNeeded: key >> UInt32(24 - 8 * ($0 % 4))) }
        if let frame = try reader.read(bytes) { tell("client", frame, host) } else { host.console.print("client: your reader says that the frame is not all there") }
        try await stream.send(bytes)
    }

    private func tell(_ who: String, _ frame: PlainWebSocketFrame, _ host: some Host) {
        host.console.print("\(who): \(frame.isFinal ? "FIN, " : "")opcode \(frame.opcode), \(frame.length) bytes, \(String(decoding: frame.payload, as: UTF8.self).debugDescription)")
    }
}
