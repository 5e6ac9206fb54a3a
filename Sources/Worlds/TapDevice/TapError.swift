#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a TAP device could not be had, or not be set up: the step and the system's number.
///
/// `tap0: open: Operation not permitted`
public struct TapError: Error, Hashable, Sendable {
    public let device: String
    /// What was being done: "open", "set the MTU".
    public let step: String
    public let errno: Int32

    /// Whether it takes a right that this user has not (`CAP_NET_ADMIN`).
    public var isForbidden: Bool { errno == EPERM || errno == EACCES }
    /// Whether the system has no TAP devices at all.
    public var isUnsupported: Bool { errno == ENOSYS || errno == ENOENT || errno == ENODEV || errno == ENXIO }
}

extension TapError: CustomStringConvertible {
    public var description: String { "\(device.isEmpty ? "TAP" : device): \(step): \(String(cString: strerror(errno)))" }
}
