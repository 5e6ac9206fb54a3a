import ApplicationLayer
import Sockets
import Wire

/// A client by hand: it logs in, asks for a file in passive mode and reads it; a piece of one's own makes replies of the server's lines.
struct HandmadeFetch {
    let assembler: any ReplyAssembler.Type
    let user: String
    let password: String
    private static let limit = 65_536

    func fetch(_ file: String, on host: some Host, from server: String, port: UInt16) async throws -> [UInt8] {
        // A piece that is not written yet throws here.
        var trial: any ReplyAssembler = assembler.init()
        _ = try trial.take("220 ready")
        let stream = try await host.connect(to: server, port: port)
        do {
            var replies = Replies(stream: stream, assembler: assembler.init())
            _ = try await replies.next()
            for command in ["USER \(user)", "PASS \(password)", "TYPE I"] {
                let reply = try await ask(command, stream, &replies)
                guard reply.code < 400 else { throw Refused(description: "\(command.prefix(4)): \(reply.code) \(reply.lines.joined(separator: " "))") }
            }
            let passive = try await ask("PASV", stream, &replies)
            let place = try assembler.init().passiveAddress(in: passive.lines.joined(separator: " "))
            guard let colon = place.lastIndex(of: ":"), let dataPort = UInt16(place[place.index(after: colon)...]) else { throw Refused(description: "PASV: \"\(place)\" is no address and port") }
            // Where the file comes from is the server's own address, whatever it says: otherwise it could send us anywhere.
            let data = try await host.connect(to: SocketAddress(stream.remoteAddress.address, dataPort))
            let begun = try await ask("RETR \(file)", stream, &replies)
            guard begun.code < 200 else { throw Refused(description: "RETR: \(begun.code) \(begun.lines.joined(separator: " "))") }
            var content: [UInt8] = []
            while content.count < 1 << 20 {
                let bytes = try await data.receive(atMost: 65_536)
                if bytes.isEmpty { break }
                content += bytes
            }
            await data.close()
            let done = try await replies.next()
            guard done.code == 226 || done.code == 250 else { throw Refused(description: "RETR: \(done.code) \(done.lines.joined(separator: " "))") }
            _ = try await ask("QUIT", stream, &replies)
            await stream.close()
            return content
        } catch {
            stream.abort()
            throw error
        }
    }

    private func ask(_ command: String, _ stream: some ByteStream, _ replies: inout Replies<some ByteStream>) async throws -> PlainReply {
        try await stream.send(command + "\r\n")
        return try await replies.next()
    }

    private struct Refused: Error, CustomStringConvertible { let description: String }

    private struct Replies<Stream: ByteStream>: Sendable {
        let stream: Stream
        var assembler: any ReplyAssembler
        private var received: [UInt8] = []
        init(stream: Stream, assembler: any ReplyAssembler) { (self.stream, self.assembler) = (stream, assembler) }

        mutating func next() async throws -> PlainReply {
            while true {
                while let end = received.firstIndex(of: 10) {
                    let line = String(decoding: received[..<end].filter { $0 != 13 }, as: UTF8.self)
                    received.removeSubrange(...end)
                    if let reply = try assembler.take(line) { return reply }
                }
                let bytes = try await stream.receive(atMost: 4096)
                guard !bytes.isEmpty, received.count < HandmadeFetch.limit else { throw Refused(description: "the server ended the connection in the middle of a reply") }
                received += bytes
            }
        }
    }
}
