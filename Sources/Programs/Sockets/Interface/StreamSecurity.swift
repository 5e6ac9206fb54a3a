/// Makes a stream over a stream that nobody else can read or change: TLS, as a program sees it.
///
/// Applications that can speak over TLS are handed one of these; those that are not speak in the clear, and nothing of
/// TLS need be built for them.
public protocol StreamSecurity: Sendable {
    /// The client's handshake over `stream`. The server must prove that it is `name`.
    ///
    /// - Throws: the stream's error, or ``SocketError/Code/aborted`` when the handshake fails; the stream is then closed.
    func client(over stream: any ByteStream, name: String) async throws(SocketError) -> any ByteStream

    /// The server's handshake over `stream`.
    func server(over stream: any ByteStream) async throws(SocketError) -> any ByteStream
}
