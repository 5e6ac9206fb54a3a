public import Wire

/// One end of a TCP connection, or of anything that carries bytes in order (TLS over it).
///
/// At most one `receive` and one `send` may be waiting at a time: a second throws `.alreadyWaiting`. A call that waits
/// throws `.cancelled` when its task is cancelled and `.closed` when another task closes the stream. A stream that is let
/// go without `close` is closed.
public protocol ByteStream: AnyObject, Sendable {
    /// This end's address.
    var localAddress: SocketAddress { get }
    /// The other end's address.
    var remoteAddress: SocketAddress { get }

    /// Waits until something has arrived and returns it, at most `maximum` bytes: as few as one, whatever the peer's
    /// writes were. An empty array says that the peer will send no more.
    func receive(atMost maximum: Int) async throws(SocketError) -> [UInt8]

    /// Sends all of `bytes`, waiting while the peer or the network takes no more. After `.cancelled` nobody can say how
    /// many of them have left: close or abort the stream.
    func send(_ bytes: [UInt8]) async throws(SocketError)

    /// `shutdown(SHUT_WR)`: says that this end will send no more; receiving goes on.
    func finishSending() async throws(SocketError)

    /// Closes both directions. What was sent is still delivered. Never fails; a second call does nothing.
    func close() async

    /// Gives the connection up at once: the peer sees a reset.
    func abort()

    /// Takes into the host's story what a layer between the program and this stream does (TLS). Streams without a story do nothing.
    func tell(_ kind: @autoclosure () -> SocketEvent.Kind)
}

extension ByteStream {
    public func tell(_ kind: @autoclosure () -> SocketEvent.Kind) {}

    /// Sends text as UTF-8.
    public func send(_ text: String) async throws(SocketError) { try await send(Array(text.utf8)) }
}

/// A TCP port on which connections arrive: an asynchronous sequence of streams.
public protocol StreamListener: AsyncSequence, AnyObject, Sendable where Element == Stream, Failure == SocketError {
    associatedtype Stream: ByteStream
    /// Where it listens, and the port that was chosen when 0 was asked for.
    var localAddress: SocketAddress { get }
    /// Waits for the next connection. One task at a time: a second throws `.alreadyWaiting`.
    func accept() async throws(SocketError) -> Stream
    /// Stops listening: a waiting `accept` throws `.closed`, an iteration ends.
    func close()
}
