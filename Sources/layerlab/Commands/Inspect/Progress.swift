#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How far a long file has been read: a line on standard error, on a terminal only, that is gone before anything else is written there.
struct Progress {
    private let size: Int
    private var next = Progress.step
    private var isShown = false
    private static let step = 64 << 20

    /// - Parameter isQuiet: whether nothing is written to standard output before the file has been read to its end. While lines go by on a terminal,
    ///   how far one has come is in them.
    init(path: String, isQuiet: Bool) {
        var status = stat()
        let isSeen = isatty(STDERR_FILENO) == 1 && (isQuiet || isatty(STDOUT_FILENO) == 0)
        size = isSeen && path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    /// So many bytes of the file have been read by now.
    @inline(__always) mutating func note(_ bytes: Int) {
        if bytes >= next { show(bytes) }
    }

    private mutating func show(_ bytes: Int) {
        next = bytes + Self.step
        guard size > Self.step else { return }
        isShown = true
        standardError("\r\(bytes >> 20) of \(size >> 20) MiB, \(min(100, bytes * 100 / size)) %")
    }

    mutating func end() {
        if isShown { standardError("\r\u{1b}[K") }
        isShown = false
    }
}
