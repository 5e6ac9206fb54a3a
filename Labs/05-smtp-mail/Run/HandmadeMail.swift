import ApplicationLayer
import Sockets

/// A client by hand: it says each command itself, and makes what follows DATA with a piece of one's own. In the clear only.
struct HandmadeMail {
    let dots: any DotStuffing
    let credentials: SMTPCredentials
    private static let limit = 65_536

    func send(_ message: MailMessage, from sender: String, to recipients: [String], on host: some Host, to server: String, port: UInt16) async throws {
        // Before anything is said: a piece that is not written yet throws here.
        var random = host.random
        let data = try dots.stuffed(message.serialize(random: &random))
        let stream = try await host.connect(to: server, port: port)
        do {
            var lines = Lines(stream: stream)
            try await expect(2, from: &lines)
            let plain = String(decoding: Base64.encode([0] + Array(credentials.user.utf8) + [0] + Array(credentials.password.utf8)), as: UTF8.self)
            for command in ["EHLO client.example.com", "AUTH PLAIN \(plain)", "MAIL FROM:<\(sender)>"] + recipients.map({ "RCPT TO:<\($0)>" }) {
                try await stream.send(command + "\r\n")
                try await expect(2, from: &lines)
            }
            try await stream.send("DATA\r\n")
            try await expect(3, from: &lines)
            try await stream.send(data)
            // Where the line of one dot is missing the server goes on waiting, and so would we.
            try await host.withTimeLimit(.seconds(5), for: "receive", of: server) { [lines] in
                var lines = lines
                try await expect(2, from: &lines)
            }
            try await stream.send("QUIT\r\n")
            while try await !stream.receive(atMost: 4096).isEmpty {}
            await stream.close()
        } catch {
            stream.abort()
            throw error
        }
    }

    /// Reads a reply, and demands that its code begin with `digit`.
    private func expect(_ digit: Int, from lines: inout Lines<some ByteStream>) async throws {
        while true {
            let line = try await lines.next()
            guard line.first.flatMap({ Int(String($0)) }) == digit else { throw Refused(description: "the server says: \(line)") }
            if line.dropFirst(3).first != "-" { return }
        }
    }

    private struct Refused: Error, CustomStringConvertible { let description: String }

    private struct Lines<Stream: ByteStream>: Sendable {
        let stream: Stream
        private var received: [UInt8] = []
        init(stream: Stream) { self.stream = stream }

        mutating func next() async throws -> String {
            while true {
                if let end = received.firstIndex(of: 10) {
                    defer { received.removeSubrange(...end) }
                    return String(decoding: received[..<end].filter { $0 != 13 }, as: UTF8.self)
                }
                let bytes = try await stream.receive(atMost: 4096)
                guard !bytes.isEmpty, received.count < HandmadeMail.limit else { throw Refused(description: "the server ended the connection in the middle of a line") }
                received += bytes
            }
        }
    }
}
