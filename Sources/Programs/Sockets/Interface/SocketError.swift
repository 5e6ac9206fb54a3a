/// What went wrong with a socket: the call, the address and the POSIX name of the error, in every world the same.
///
/// `connect to 127.0.0.1:12345 refused (ECONNREFUSED)`
public struct SocketError: Error, Hashable, Sendable {
    /// The kind of failure. Names follow POSIX; `errno` gives the number where the kernel gave one.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case refused = "ECONNREFUSED"
        case reset = "ECONNRESET"
        case aborted = "ECONNABORTED"
        case brokenPipe = "EPIPE"
        case timedOut = "ETIMEDOUT"
        case addressInUse = "EADDRINUSE"
        case addressNotAvailable = "EADDRNOTAVAIL"
        case networkUnreachable = "ENETUNREACH"
        case hostUnreachable = "EHOSTUNREACH"
        case permissionDenied = "EACCES"
        case messageTooLong = "EMSGSIZE"
        case notConnected = "ENOTCONN"
        case noBuffers = "ENOBUFS"
        case tooManyOpenFiles = "EMFILE"
        case invalidArgument = "EINVAL"
        /// The host has no IPv6, or the two addresses are not of one version.
        case addressFamilyNotSupported = "EAFNOSUPPORT"
        /// This world, or this system, does not offer the call.
        case notSupported = "EOPNOTSUPP"
        /// Another task already waits in this call on this socket.
        case alreadyWaiting = "EALREADY"
        /// The task that was waiting was cancelled.
        case cancelled = "ECANCELED"
        /// This end closed the socket.
        case closed = "EBADF"
        /// No address belongs to the name.
        case nameNotFound = "EAI_NONAME"
        /// The resolver did not answer.
        case nameTemporaryFailure = "EAI_AGAIN"
        /// Another error of the system; `errno` says which.
        case system = "errno"
    }

    public let code: Code
    /// The call that failed: "connect", "listen", "send".
    public let operation: String
    /// What it was about: "127.0.0.1:12345"; empty where nothing was named.
    public let subject: String
    /// The system's number; 0 where no system call failed.
    public let errno: Int32
    /// The system's name for `errno` where it is not the code's own: "ENETDOWN", or "EPERM" for `.permissionDenied`.
    public let systemName: String

    public init(_ code: Code, during operation: String, of subject: String = "", errno: Int32 = 0, systemName: String = "") {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.errno = errno
        self.systemName = systemName
    }
}

extension SocketError: CustomStringConvertible {
    public var description: String {
        let joined = switch operation {
        case "connect", "send": "\(operation) to"
        case "listen", "bind": "\(operation) on"
        case "receive": "\(operation) from"
        default: operation
        }
        let call = subject.isEmpty ? operation : "\(joined) \(subject)"
        let words = switch code {
        case .refused: "refused"
        case .reset: "reset by the peer"
        case .aborted: "aborted"
        case .brokenPipe: "failed: the connection is closed for sending"
        case .timedOut: "timed out"
        case .addressInUse: "failed: the address is in use"
        case .addressNotAvailable: "failed: this host has no such address"
        case .networkUnreachable: "failed: no route to that network"
        case .hostUnreachable: "failed: no way to that host"
        case .permissionDenied: "not permitted"
        case .messageTooLong: "failed: the message is too long"
        case .notConnected: "failed: not connected"
        case .noBuffers: "failed: no buffer space"
        case .tooManyOpenFiles: "failed: too many open files"
        case .invalidArgument: "failed: invalid argument"
        case .addressFamilyNotSupported: "failed: no such kind of address here"
        case .notSupported: "failed: not supported here"
        case .alreadyWaiting: "failed: another task is waiting in it already"
        case .cancelled: "cancelled"
        case .closed: "failed: the socket is closed"
        case .nameNotFound: "failed: no such name"
        case .nameTemporaryFailure: "failed: the resolver did not answer"
        case .system: "failed"
        }
        let name = if !systemName.isEmpty { systemName } else if code == .system { "errno \(errno)" } else { code.rawValue }
        return "\(call) \(words) (\(name))"
    }
}
