/// This end asked for something that its protocol does not allow now: the caller's mistake. Nothing was sent.
public struct LocalProtocolError: Error, Hashable, Sendable {
    /// "HTTP", "WebSocket", "SMTP", "FTP".
    public let protocolName: String
    /// What was asked for and why it cannot be.
    public let reason: String

    public init(_ protocolName: String, _ reason: String) {
        self.protocolName = protocolName
        self.reason = reason
    }
}

/// The peer broke the protocol, or went beyond a limit of ours: not the caller's mistake. The connection is of no more use.
public struct RemoteProtocolError: Error, Hashable, Sendable {
    public let protocolName: String
    /// What the peer did.
    public let reason: String
    /// What the protocol itself would say to such a peer: an HTTP status (400), a WebSocket close code (1002),
    /// an SMTP or FTP reply code (500).
    public let replyCode: Int

    public init(_ protocolName: String, _ reason: String, replyCode: Int) {
        self.protocolName = protocolName
        self.reason = reason
        self.replyCode = replyCode
    }
}

extension LocalProtocolError: CustomStringConvertible {
    public var description: String { "\(protocolName): \(reason)" }
}

extension RemoteProtocolError: CustomStringConvertible {
    public var description: String { "\(protocolName): the peer \(reason) (\(replyCode))" }
}
