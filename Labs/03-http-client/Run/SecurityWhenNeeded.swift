import Sockets

/// TLS that is set up when the first connection asks for it: a page by http needs none, unless it redirects.
struct SecurityWhenNeeded: StreamSecurity {
    let make: @Sendable () throws -> any StreamSecurity
    init(_ make: @escaping @Sendable () throws -> any StreamSecurity) { self.make = make }

    func client(over stream: any ByteStream, name: String) async throws(SocketError) -> any ByteStream { try await security(name).client(over: stream, name: name) }
    func server(over stream: any ByteStream) async throws(SocketError) -> any ByteStream { try await security("a server").server(over: stream) }

    private func security(_ name: String) throws(SocketError) -> any StreamSecurity {
        do { return try make() } catch { throw SocketError(.notSupported, during: "TLS handshake", of: "\(name): \(error),") }
    }
}
