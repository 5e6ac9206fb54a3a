import Inspector

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output behind one large buffer.
struct StandardOutput: ~Copyable {
    var buffer: OutputBuffer
    /// The reader of a pipe has gone: nothing more is written.
    private(set) var isClosed = false

    /// Colour only on a terminal that shows it and for people who want it (no-color.org).
    static var wantsColour: Bool {
        guard isatty(1) == 1 else { return false }
        if let no = getenv("NO_COLOR"), no.pointee != 0 { return false }
        if let terminal = getenv("TERM"), String(cString: terminal) == "dumb" { return false }
        return true
    }

    init(isColoured: Bool) {
        // A reader that goes away (`| head`) is no error: `write` says so instead of a signal.
        signal(SIGPIPE, SIG_IGN)
        buffer = OutputBuffer(isColoured: isColoured)
    }

    /// Writes when there is much to write, or when somebody watches; false once nobody reads any more.
    mutating func flushIfFull() -> Bool {
        if buffer.count > 1 << 16 { flush() }
        return !isClosed
    }

    mutating func flush() {
        let wasClosed = isClosed
        var failed = false
        buffer.drain { bytes in
            guard !wasClosed, var start = bytes.baseAddress else { return }
            var left = bytes.count
            while left > 0 {
                let written = write(1, start, left)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else {
                    failed = true
                    return
                }
                start += written
                left -= written
            }
        }
        if failed { isClosed = true }
    }
}
