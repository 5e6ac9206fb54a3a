import ApplicationLayer
import Sockets

/// A client by hand: it writes the request itself and reads the answer's head with a reader of one's own.
struct HandmadeFetch {
    let reader: any ResponseHeadReader
    /// Bytes of a head; more is no head.
    private static let limit = 65_536

    func run(on host: some Host, server: String, port: UInt16) async throws {
        let stream = try await host.connect(to: server, port: port)
        do {
            let name = server.contains(":") ? "[\(server)]" : server
            try await stream.send("GET / HTTP/1.1\r\nHost: \(name):\(port)\r\nConnection: close\r\n\r\n")
            var received: [UInt8] = [], end: Int?
            while end == nil, received.count < Self.limit {
                let bytes = try await stream.receive(atMost: 4096)
                if bytes.isEmpty { break }
                received += bytes
                end = received.firstRange(of: Array("\r\n\r\n".utf8))?.lowerBound
            }
            let head = try reader.read(Array(received[..<(end ?? received.count)]))
            host.console.print("Status: \(head.status) \(head.reason)")
            host.console.print("Headers:")
            for field in head.fields { host.console.print("  \(field.name): \(field.value)") }
            while try await !stream.receive(atMost: 4096).isEmpty {}
            await stream.close()
        } catch {
            stream.abort()
            throw error
        }
    }
}
