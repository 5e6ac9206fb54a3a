import Capture
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
    private let descriptor = StandardOutputDescriptor()
    /// The reader of a pipe has gone: nothing more is written.
    var isClosed: Bool { descriptor.isClosed }

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
        buffer = OutputBuffer(isColoured: isColoured, reader: descriptor.write)
    }

    /// Writes when there is much to write, or when somebody watches; false once nobody reads any more.
    mutating func flushIfFull() -> Bool {
        if buffer.count > 1 << 16 { flush() }
        return !isClosed
    }

    mutating func flush() { buffer.drain(descriptor.write) }

    /// Writes what is left.
    /// - Throws: if not all of it, or of what came before, could be written, though somebody reads.
    mutating func finish() throws(CaptureError) {
        flush()
        if let fault = descriptor.fault { throw CaptureError.system(fault, "write", "standard output") }
    }
}

/// Descriptor 1, and whether anybody still reads from it.
private final class StandardOutputDescriptor {
    private(set) var isClosed = false
    /// Why nothing more can be written, if it isn't that the reader has gone: a full disk, say.
    private(set) var fault: Int32?

    func write(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosed, var start = bytes.baseAddress else { return }
        var left = bytes.count
        while left > 0 {
            let written = systemWrite(1, start, left)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                isClosed = true
                if errno != EPIPE { fault = errno }
                return
            }
            start += written
            left -= written
        }
    }
}

/// write(2), by a name that a method called `write` does not hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int { write(descriptor, start, count) }
