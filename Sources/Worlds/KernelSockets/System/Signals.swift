import CLinux
import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Brings signals to the loop: the handler writes the signal's number into a pipe, which the loop watches like any other
/// descriptor.
final class Signals {
    private let readEnd: FileDescriptor
    private let writeEnd: FileDescriptor
    private let watch: ReadableDescriptor
    private let handlers = Handlers()

    /// What each signal does; shared with the watch's closure.
    private final class Handlers {
        var bodies: [Int32: () -> Void] = [:]
    }

    init(driver: KernelDriver) throws(SocketError) {
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &ends) { clinux_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self)) }
        guard result == 0 else { throw SocketError(errno: errno, during: "pipe") }
        readEnd = FileDescriptor(owning: ends.0)
        writeEnd = FileDescriptor(owning: ends.1)
        let number = ends.0, handlers = handlers
        // A handler for signals is no reason to wait: a program in which every task waits is deadlocked all the same.
        watch = try ReadableDescriptor(number, driver: driver, isExpected: false) {
            var signal: UInt8 = 0
            while read(number, &signal, 1) == 1 { handlers.bodies[Int32(signal)]?() }
        }
    }

    deinit {
        for signal in handlers.bodies.keys { _ = clinux_signal_default(signal) }
        watch.cancel()
    }

    func handle(_ signal: Int32, once: Bool, _ body: @escaping () -> Void) throws(SocketError) {
        guard clinux_signal_to_pipe(signal, writeEnd.number, once ? 1 : 0) == 0 else { throw SocketError(errno: errno, during: "sigaction") }
        handlers.bodies[signal] = body
    }
}
