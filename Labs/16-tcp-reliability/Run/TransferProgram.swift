import LabKit
import Sockets
import Wire

/// Lab 16's two ends: the client sends so many bytes and no more; the server reads them, at its own pace, compares, and says what it got.
struct TransferProgram: TwoEndedProgram {
    let bytes: Int
    /// How long the server waits before each read, and how much it reads at a time.
    let pause: Nanoseconds
    let readSize: Int

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        let listener = try await host.listen(on: address)
        defer { listener.close() }
        host.console.print("Server is listening on port \(listener.localAddress.port)...")
        var served = 0
        while clients.map({ served < $0 }) ?? true {
            let stream = try await listener.accept()
            served += 1
            do { try await receive(on: stream, host) } catch let error as SocketError where error.code != .cancelled {
                // One client's broken connection is not the end of a server that serves others.
                if clients != nil { throw error }
                host.console.print("Connection with \(stream.remoteAddress) broke: \(error)")
            }
        }
    }

    private func receive(on stream: some ByteStream, _ host: some Host) async throws {
        var received = 0
        while true {
            if pause > .zero { try await host.clock.sleep(for: .nanoseconds(pause.count)) }
            let part = try await stream.receive(atMost: readSize)
            if part.isEmpty { break }
            for (offset, byte) in part.enumerated() where byte != Self.byte(at: received + offset) {
                stream.abort()
                throw WrongByte(position: received + offset)
            }
            received += part.count
        }
        let answer = "Received \(received) bytes, all as they were sent."
        try await stream.send("\(answer)\n")
        await stream.close()
        host.console.print(answer)
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        let stream = try await host.connect(to: server, port: port)
        let start = host.clock.now
        var sent = 0
        while sent < bytes {
            let size = min(1 << 16, bytes - sent)
            try await stream.send((sent..<sent + size).map(Self.byte))
            sent += size
        }
        try await stream.finishSending()
        var answer: [UInt8] = []
        while answer.count < 1000 {
            let part = try await stream.receive(atMost: 1000 - answer.count)
            if part.isEmpty { break }
            answer += part
        }
        let took = host.clock.now - start
        await stream.close()
        host.console.print("Server says: \(String(decoding: answer, as: UTF8.self).split(separator: "\n").first ?? "nothing")")
        host.console.print("\(bytes) bytes in \(Self.milliseconds(took)) ms")
    }

    /// The byte at a place of the transfer: printable, with a period of 89, a prime, so that a segment more or less would not fit.
    static func byte(at position: Int) -> UInt8 { 0x21 + UInt8(truncatingIfNeeded: position % 89) }

    private static func milliseconds(_ time: Nanoseconds) -> String {
        let tenths = time.count / 100_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// What arrived was not what was sent: TCP's checksum had missed it.
struct WrongByte: Error, CustomStringConvertible {
    let position: Int
    var description: String { "byte \(position) is not the one that was sent" }
}
