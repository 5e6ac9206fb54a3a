#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A descriptor that belongs to exactly one owner, and is closed when that owner lets it go.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Takes over a descriptor that a system call has just handed out.
    init(owning number: Int32) { self.number = number }

    deinit { _ = close(number) }

    /// Hands the number, and with it the duty to close it, to the caller.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Sets a socket option whose value is an `int`.
    borrowing func set(_ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}

/// A descriptor that waits to be closed, wherever it is let go.
final class DescriptorToClose: Sendable {
    private let descriptor: FileDescriptor
    init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}
