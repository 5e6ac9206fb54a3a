import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension SocketError {
    /// The error of a system call that has set `errno` to `number`.
    init(errno number: Int32, during operation: String, of subject: String = "") {
        let code: Code = switch number {
        case ECONNREFUSED: .refused
        case ECONNRESET: .reset
        case ECONNABORTED: .aborted
        case EPIPE: .brokenPipe
        case ETIMEDOUT: .timedOut
        case EADDRINUSE: .addressInUse
        case EADDRNOTAVAIL: .addressNotAvailable
        case ENETUNREACH: .networkUnreachable
        case EHOSTUNREACH: .hostUnreachable
        case EACCES, EPERM: .permissionDenied
        case EMSGSIZE: .messageTooLong
        case ENOTCONN: .notConnected
        case ENOBUFS: .noBuffers
        case EMFILE: .tooManyOpenFiles
        case EINVAL: .invalidArgument
        case EAFNOSUPPORT: .addressFamilyNotSupported
        case EOPNOTSUPP, EPROTONOSUPPORT: .notSupported
        case EBADF: .closed
        default: .system
        }
        let name = ErrnoNames.name(of: number) ?? ""
        self.init(code, during: operation, of: subject, errno: number, systemName: name == code.rawValue ? "" : name)
    }
}
