#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The terminal taken over, and given back whatever happens: at the end, on an error, on every signal that ends or stops the program, and
/// when the program traps.
///
/// Handlers may do little and know no variables but global ones: the settings to restore are here.
enum FullScreen {
    private nonisolated(unsafe) static var saved = termios()
    private nonisolated(unsafe) static var descriptor: Int32 = -1
    private nonisolated(unsafe) static var isTaken = false
    private nonisolated(unsafe) static var pipeEnd: Int32 = -1

    /// The alternate screen, the cursor hidden; and back (xterm's private modes 1049 and 25).
    private static let enter: StaticString = "\u{1b}[?1049h\u{1b}[?25l", leave: StaticString = "\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l"

    /// Takes the terminal behind a descriptor. Signals that change something write a byte into `pipe`: "w" the size, "c" back after a stop,
    /// "t" asked to end.
    static func take(_ terminal: Int32, pipe: Int32) -> Bool {
        guard tcgetattr(terminal, &saved) == 0 else { return false }
        descriptor = terminal
        pipeEnd = pipe
        handle()
        resume()
        return true
    }

    static func resume() {
        var raw = saved
        cfmakeraw(&raw)
        // Ctrl-Z and Ctrl-\ stay signals; Ctrl-C is a key.
        raw.c_lflag |= tcflag_t(ISIG)
        withUnsafeMutableBytes(of: &raw.c_cc) { keys in
            keys[Int(VINTR)] = 0xff
            keys[Int(VMIN)] = 1
            keys[Int(VTIME)] = 0
        }
        _ = tcsetattr(descriptor, TCSAFLUSH, &raw)
        isTaken = true
        put(enter)
    }

    /// Gives it back. Safe in a signal's handler.
    static func give() {
        guard isTaken else { return }
        isTaken = false
        put(leave)
        _ = tcsetattr(descriptor, TCSANOW, &saved)
    }

    private static func put(_ text: StaticString) { _ = write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount) }

    private static func handle() {
        signal(SIGWINCH) { _ in FullScreen.tell(UInt8(ascii: "w")) }
        signal(SIGCONT) { _ in FullScreen.tell(UInt8(ascii: "c")) }
        listenForStop()
        // The end, asked for: the program's own way out gives the terminal back.
        for number in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { signal(number) { _ in FullScreen.tell(UInt8(ascii: "t")) } }
        // The end, without a way out.
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] {
            signal(number) { number in
                FullScreen.give()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Ctrl-Z: the terminal is given back, the program stops here, and takes it again when it goes on (or when nobody can stop it).
    private static func listenForStop() {
        signal(SIGTSTP) { _ in
            let known = errno
            FullScreen.give()
            signal(SIGTSTP, SIG_DFL)
            raise(SIGTSTP)
            // While its handler runs, the signal waits.
            var set = sigset_t()
            sigemptyset(&set)
            sigaddset(&set, SIGTSTP)
            sigprocmask(SIG_UNBLOCK, &set, nil)
            FullScreen.listenForStop()
            FullScreen.tell(UInt8(ascii: "c"))
            errno = known
        }
    }

    private static func tell(_ byte: UInt8) {
        let known = errno
        var byte = byte
        _ = write(pipeEnd, &byte, 1)
        errno = known
    }
}
