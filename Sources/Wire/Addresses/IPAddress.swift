/// An address of either version.
public enum IPAddress: Hashable, Sendable, BitwiseCopyable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// 4 or 6.
    public var version: Int {
        switch self {
        case .v4: 4
        case .v6: 6
        }
    }
}

/// An address and a port: one end of a conversation (a "socket" in RFC 9293's words, a `sockaddr` in POSIX's).
public struct SocketAddress: Hashable, Sendable, BitwiseCopyable {
    public var address: IPAddress
    public var port: UInt16
    /// The interface's index for a link-local IPv6 address; 0 otherwise (`sin6_scope_id`).
    public var scope: UInt32

    public init(_ address: IPAddress, _ port: UInt16, scope: UInt32 = 0) {
        self.address = address
        self.port = port
        self.scope = scope
    }
}
