#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a namespace or the cable between two could not be made: the step and the system's number.
///
/// `private network: unshare(CLONE_NEWUSER | CLONE_NEWNET): Operation not permitted`
public struct NamespaceError: Error, Hashable, Sendable {
    /// What was being done: "set lo up".
    public let step: String
    public let errno: Int32

    public init(step: String, errno: Int32) {
        self.step = step
        self.errno = errno
    }

    /// Whether the system forbids it, as against something being broken.
    public var isForbidden: Bool { [EPERM, EACCES, ENOSYS, ENOSPC, EUSERS].contains(errno) }

    /// Throws unless a system call's result says that it worked.
    static func check(_ result: Int32, _ step: String) throws(NamespaceError) {
        if result < 0 { throw NamespaceError(step: step, errno: currentErrno()) }
    }
}

extension NamespaceError: CustomStringConvertible {
    public var description: String { "private network: \(step): \(String(cString: strerror(errno)))" }
}

// `errno` alone would be the property above.
private func currentErrno() -> Int32 { errno }
