public import ApplicationLayer
public import Sockets

/// Why an FTP operation failed.
public enum FTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case connection(SocketError)
    case server(RemoteProtocolError)
    case request(LocalProtocolError)
    /// The server said no.
    case refused(FTPClientConnection.Command?, FTPReply)
    case noTLS

    public var description: String {
        switch self {
        case .connection(let error): "\(error)"
        case .server(let error): "\(error)"
        case .request(let error): "\(error)"
        case .refused(let command, let reply): "\(command.map { "\($0)" } ?? "the connection") was refused: \(reply)"
        case .noTLS: "the server does not offer AUTH TLS"
        }
    }
}
