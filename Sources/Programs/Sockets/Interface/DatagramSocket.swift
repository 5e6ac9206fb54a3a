public import Wire

/// A UDP socket.
///
/// At most one `receive` and one `receiveError` may be waiting at a time; a second throws `.alreadyWaiting`. A call that
/// waits throws `.cancelled` when its task is cancelled and `.closed` when another task closes the socket.
public protocol DatagramSocket: AnyObject, Sendable {
    /// This end's address.
    var localAddress: SocketAddress { get }

    /// Fixes the peer: from now on only its datagrams and its errors (`ECONNREFUSED`) arrive.
    func connect(to address: SocketAddress) throws(SocketError)

    /// Sends one datagram; `address` may be nil once connected.
    func send(_ bytes: [UInt8], to address: SocketAddress?) async throws(SocketError)

    /// Waits for a datagram; what exceeds `maximum` bytes is cut off, as with `recvfrom`.
    func receive(atMost maximum: Int) async throws(SocketError) -> (bytes: [UInt8], from: SocketAddress)

    /// The time to live (IPv6: hop limit) of what is sent from now on, 1 to 255.
    func setTimeToLive(_ hops: UInt8) throws(SocketError)

    /// Waits for an ICMP error about a datagram that this socket has sent. Errors are kept from the first call on (or the
    /// first ``keepErrors()``), no more than the host's own limit of them; the oldest comes first.
    func receiveError() async throws(SocketError) -> ReturnedError

    /// From now on ICMP errors are kept for `receiveError`, those of an unconnected socket too (`IP_RECVERR`).
    func keepErrors() throws(SocketError)

    func close()
}

extension DatagramSocket {
    /// Sends text as UTF-8.
    public func send(_ text: String, to address: SocketAddress?) async throws(SocketError) { try await send(Array(text.utf8), to: address) }
}
