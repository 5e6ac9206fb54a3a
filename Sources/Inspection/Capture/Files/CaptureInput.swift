#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a capture's bytes come from: a file or a pipe, whether or not gzip has compressed it.
///
/// Whoever reads does so alone: ``CaptureStream`` itself, or from some place on its ``ReadAhead``.
final class CaptureInput {
    private let descriptor: Int32
    /// Nothing can be sought in it, and the next byte may be long in coming.
    let isPipe: Bool
    private var gzip: GzipStream?
    /// Bytes of the file itself that have been read.
    private(set) var fileBytesRead = 0
    /// Why reading has failed; nil at the file's end.
    private(set) var failure: Failure?

    enum Failure {
        case system(Int32)
        /// The compressed data is no such data, or ends early.
        case compression(String)
    }

    /// - Parameter descriptor: stays the caller's to close.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        isPipe = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

    var isCompressed: Bool { gzip != nil }

    /// What has been read so far was the front of a compressed file.
    func decompress(_ front: UnsafeRawBufferPointer) { gzip = GzipStream(front) }

    /// Reads up to as many bytes as there is room for; 0 or less at the end, or when reading fails.
    func fill(_ room: UnsafeMutableRawBufferPointer) -> Int { gzip == nil ? readFile(room) : inflate(room) }

    private func readFile(_ room: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let got = read(descriptor, room.baseAddress, room.count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { failure = .system(errno) } else { fileBytesRead += got }
            return got
        }
    }

    private func inflate(_ room: UnsafeMutableRawBufferPointer) -> Int {
        do {
            return try gzip?.read(into: room) { readFile($0) } ?? 0
        } catch {
            if failure == nil { failure = .compression(error.reason) }
            return 0
        }
    }

    /// Whether the next byte has not come yet: only of a pipe.
    var mustWait: Bool {
        guard isPipe, gzip?.hasMore != true else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 0
    }
}
