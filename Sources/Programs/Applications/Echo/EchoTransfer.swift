public import Sockets
public import Wire

/// A client that sends a number of bytes to an echo server, takes what comes back meanwhile, and compares: for sizes that no buffer
/// on the way holds.
public struct EchoTransfer: Sendable {
    public let server: SocketAddress
    /// Bytes to send.
    public let count: Int
    /// The most that is sent or asked for in one call.
    public let chunk: Int

    public init(server: SocketAddress, count: Int, chunk: Int = 1 << 16) {
        self.server = server
        self.count = max(0, count)
        self.chunk = max(1, chunk)
    }

    /// What came back was not what was sent.
    public struct Mismatch: Error, CustomStringConvertible {
        public let description: String
    }

    /// Sends, finishes sending, and receives to the end of the stream.
    ///
    /// - Throws: ``Mismatch`` at the first byte that is wrong, missing or too many; `SocketError`.
    public func run(on host: some Host) async throws {
        let stream = try await host.connect(to: server, options: StreamOptions())
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await send(on: stream) }
                group.addTask { try await compare(stream) }
                do { while try await group.next() != nil {} } catch {
                    group.cancelAll()
                    throw error
                }
            }
            await stream.close()
        } catch {
            stream.abort()
            throw error
        }
    }

    private func send(on stream: some ByteStream) async throws {
        var sent = 0
        while sent < count {
            let size = min(chunk, count - sent)
            try await stream.send(pattern(from: sent, size))
            sent += size
        }
        try await stream.finishSending()
    }

    private func compare(_ stream: some ByteStream) async throws {
        var received = 0
        while true {
            let bytes = try await stream.receive(atMost: chunk)
            if bytes.isEmpty { break }
            guard received + bytes.count <= count else { throw Mismatch(description: "more came back than the \(count) bytes that were sent") }
            if bytes != pattern(from: received, bytes.count) { throw Mismatch(description: "what came back differs within bytes \(received) to \(received + bytes.count - 1)") }
            received += bytes.count
        }
        if received < count { throw Mismatch(description: "only \(received) of \(count) bytes came back") }
    }

    /// The stream's bytes from `offset` on: with a period of 251, a prime, so that no loss of a whole segment goes unseen.
    private func pattern(from offset: Int, _ size: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            var value = UInt8(offset % 251)
            for index in 0..<size {
                buffer.initializeElement(at: index, to: value)
                value = value == 250 ? 0 : value + 1
            }
            initialized = size
        }
    }
}
