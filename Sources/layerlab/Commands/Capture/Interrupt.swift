import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Ctrl-C (SIGINT) and SIGTERM as something that can be waited for beside a descriptor. A second one ends the program at once.
struct Interrupt {
    // A handler may do little more than write a byte into a pipe; it knows no other variables than global ones.
    private nonisolated(unsafe) static var pipeEnd: Int32 = -1
    private let readEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw InterruptError() }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        Self.pipeEnd = ends[1]
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte: UInt8 = 1
                _ = write(Interrupt.pipeEnd, &byte, 1)
                signal(number, SIG_DFL)
            }
        }
    }

    /// In a pipeline Ctrl-C goes to every program at once. Who reads what another writes (`tcpdump -w - | layerlab inspect -`) goes on to the pipe's
    /// end, where the other's last frames are, and then tells what it has counted. A second Ctrl-C ends the program at once.
    static func leaveFirstToPipe() {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
        // Where it was ignored (a script's job in the background), it stays so.
        let before = signal(SIGINT) { signal($0, SIG_DFL) }
        if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(SIGINT, SIG_IGN) }
    }

    /// Waits until the descriptor is readable (false), or until the signal has come or nobody reads standard output any more (true).
    func wait(orReadable descriptor: Int32, atMost limit: Nanoseconds?) -> Bool {
        // No event is asked of standard output; that its reader has gone is told all the same.
        var wanted = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: STDOUT_FILENO, events: 0, revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        let milliseconds = limit.map { Int32(clamping: ($0.count + 999_999) / 1_000_000) } ?? -1
        guard poll(&wanted, 3, milliseconds) > 0 else { return false }
        return wanted[0].revents != 0 || wanted[1].revents & Int16(POLLERR | POLLHUP) != 0
    }
}

private struct InterruptError: Error, CustomStringConvertible {
    let description = "no descriptor left for a pipe"
}
