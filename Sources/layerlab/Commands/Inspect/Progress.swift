#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How far a long file has been read: a line on standard error, on a terminal only, and only while standard output isn't one.
struct Progress {
    private let size: Int
    private var read = 0
    private var next = Progress.step
    private var isShown = false
    private static let step = 64 << 20

    init(path: String) {
        var status = stat()
        size = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0 && path != "-" && stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// So many bytes of the file have been read by now.
    @inline(__always) mutating func note(_ bytes: Int) {
        guard bytes >= next else { return }
        read = bytes
        show()
    }

    private mutating func show() {
        next = read + Self.step
        guard size > Self.step else { return }
        isShown = true
        standardError("\r\(read >> 20) of \(size >> 20) MiB, \(min(100, read * 100 / size)) %")
    }

    mutating func end() {
        if isShown { standardError("\r\u{1b}[K") }
        isShown = false
    }
}
