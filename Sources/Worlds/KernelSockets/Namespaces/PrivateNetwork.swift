import CLinux

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A network of the program's own, in which an ordinary user may capture: a user namespace and a network namespace
/// (user_namespaces(7), network_namespaces(7)) with nothing in it but a loopback.
///
/// Both ends of a lab must be in this program: nobody outside can reach the private loopback, and nothing inside reaches the
/// outside. The user's name and files stay its own. Linux only; some distributions forbid it to ordinary users.
public enum PrivateNetwork {
    /// Why this system would not let us; nil: it would. Tried in a child process that ends at once.
    public static func obstacle() -> NamespaceError? {
        var step: UnsafePointer<CChar>?
        let number = clinux_try_private_network(&step)
        return number == 0 ? nil : NamespaceError(step: step.map { String(cString: $0) } ?? "", errno: number)
    }

    /// Whether this program has entered one.
    public static var isEntered: Bool { entered || outcomeAtStart == 0 }

    /// Enters a private network. To be called before anything else: where the process has one thread, as it begins, it returns
    /// inside; where threads have started, the program is begun anew, inside from the start, with the same arguments
    /// (or those that are given).
    ///
    /// A program that needs no user namespace for it (root) gets a network namespace for the calling thread and those it starts.
    ///
    /// - Throws: ``NamespaceError`` when the system forbids it; the program is then still where it was.
    public static func enter(again arguments: [String] = CommandLine.arguments) throws(NamespaceError) {
        if isEntered { return }
        if outcomeAtStart > 0 { throw NamespaceError(step: stepAtStart, errno: outcomeAtStart) }
        if geteuid() == 0 {
            try NamespaceError.check(clinux_new_network(), "unshare(CLONE_NEWNET)")
            try NamespaceError.check(clinux_up("lo"), "set lo up")
            entered = true
            return
        }
        // Tried first in a child: half-way inside there would be no way back.
        if let obstacle = obstacle() { throw obstacle }
        if clinux_thread_count() == 1 {
            var step: UnsafePointer<CChar>?
            guard clinux_enter_private_network(&step) == 0 else { throw NamespaceError(step: step.map { String(cString: $0) } ?? "", errno: errno) }
            entered = true
            return
        }
        try beginAnew(arguments)
    }

    /// Replaces the program by itself, told to enter before its `main`.
    private static func beginAnew(_ arguments: [String]) throws(NamespaceError) {
        setenv(CLINUX_PRIVATE_NETWORK_VARIABLE, "enter", 1)
        var arguments = arguments.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        fflush(nil)
        execv("/proc/self/exe", &arguments)
        let number = errno
        unsetenv(CLINUX_PRIVATE_NETWORK_VARIABLE)
        throw NamespaceError(step: "execv(/proc/self/exe)", errno: number)
    }

    // Written once, before the program's loop begins.
    private nonisolated(unsafe) static var entered = false

    private static var outcomeAtStart: Int32 {
        var step: UnsafePointer<CChar>?
        return clinux_private_network_at_start(&step)
    }

    private static var stepAtStart: String {
        var step: UnsafePointer<CChar>?
        _ = clinux_private_network_at_start(&step)
        return step.map { String(cString: $0) } ?? ""
    }
}
