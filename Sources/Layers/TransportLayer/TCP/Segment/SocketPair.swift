public import Wire

/// The two ends that name a connection (RFC 9293 section 3.3.1: "a pair of sockets").
public struct SocketPair: Hashable, Sendable, BitwiseCopyable {
    /// This host's end.
    public var local: SocketAddress
    /// The peer's end.
    public var remote: SocketAddress

    public init(local: SocketAddress, remote: SocketAddress) {
        self.local = local
        self.remote = remote
    }
}
