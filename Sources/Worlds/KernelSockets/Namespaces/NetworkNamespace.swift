import CLinux

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A network namespace: interfaces, addresses, routes and ports of its own (network_namespaces(7)).
///
/// A socket, and so a capture, belongs to the namespace in which it was made, whichever thread uses it later. That is how
/// one thread serves two hosts: ``run(_:)`` goes in to make a socket and comes back. A namespace lasts as long as
/// something refers to it: this object, a socket in it.
public final class NetworkNamespace: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    /// The calling thread's.
    public static func current() throws(NamespaceError) -> NetworkNamespace {
        let descriptor = clinux_current_network()
        try NamespaceError.check(descriptor, "open /proc/thread-self/ns/net")
        return NetworkNamespace(descriptor: descriptor)
    }

    /// A new one, whose loopback is up. Needs root, or to be in a ``PrivateNetwork``.
    public static func make() throws(NamespaceError) -> NetworkNamespace {
        let here = try current()
        try NamespaceError.check(clinux_new_network(), "unshare(CLONE_NEWNET)")
        defer { here.mustEnter() }
        try NamespaceError.check(clinux_up("lo"), "set lo up")
        return try current()
    }

    /// Runs `body` with the calling thread in this namespace. `errno` stays as `body` leaves it.
    public func run<Result>(_ body: () -> Result) throws(NamespaceError) -> Result {
        let here = try Self.current()
        try NamespaceError.check(clinux_set_network(descriptor), "setns")
        let result = body()
        let number = errno
        here.mustEnter()
        errno = number
        return result
    }

    /// Goes back to where the thread has been a moment ago. If the kernel refused that, everything that follows would happen in the wrong
    /// network, silently: that must not go on.
    private func mustEnter() {
        precondition(clinux_set_network(descriptor) == 0, "setns back into the thread's own network failed: errno \(errno)")
    }

    /// What `/proc` calls it: "net:[4026531840]".
    public var name: String {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes { readlink("/proc/self/fd/\(descriptor)", $0.baseAddress!, $0.count) }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// The descriptor, for as long as `body` runs.
    func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result { body(descriptor) }
}
