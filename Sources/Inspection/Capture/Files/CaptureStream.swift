import CLinux
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of a capture as they come, from a file or a pipe, whether or not gzip has compressed them: read in large blocks and lent from
/// where they lie, or copied for libpcap through a `FILE` that reads from here.
///
/// Both may take turns, since both take from the same place: what is lent here libpcap does not see, and what libpcap has read isn't lent.
final class CaptureStream {
    private let descriptor: Int32
    /// Nothing can be sought in it, and the next byte may be long in coming.
    let isPipe: Bool
    private let buffer: UnsafeMutableRawPointer
    /// What of the buffer has not been taken.
    private var start = 0
    private var end = 0
    private var gzip: GzipStream?
    /// Bytes taken so far, as they are after decompression.
    private(set) var position = 0
    /// Bytes of the file itself that have been read.
    private(set) var fileBytesRead = 0
    /// The first bytes, by which a capture's format is told.
    private(set) var head: [UInt8] = []
    /// Why reading has failed; nil at the file's end.
    private(set) var failure: Failure?
    private var isOver = false

    enum Failure {
        case system(Int32)
        /// The compressed data is no such data, or ends early.
        case compression(String)
    }

    private static let size = 1 << 18

    /// - Parameter descriptor: stays the caller's to close.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        isPipe = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
        buffer = .allocate(byteCount: Self.size, alignment: 16)
        _ = has(4)
        if end >= 2, buffer.load(as: UInt8.self) == 0x1f, buffer.load(fromByteOffset: 1, as: UInt8.self) == 0x8b {
            gzip = GzipStream(UnsafeRawBufferPointer(start: buffer, count: end))
            (end, isOver) = (0, false)
            _ = has(4)
        }
        head = Array(UnsafeRawBufferPointer(start: buffer, count: min(4, end)))
    }

    deinit {
        buffer.deallocate()
        fileBuffer?.deallocate()
    }

    var isCompressed: Bool { gzip != nil }

    /// Whether `count` bytes (no more than the buffer holds) are there or can be read.
    @inline(__always) func has(_ count: Int) -> Bool { end &- start >= count || fill(count) }

    /// The next bytes, which `has` has told to be there.
    @inline(__always) var next: UnsafeRawPointer { UnsafeRawPointer(buffer + start) }

    /// Takes bytes that `has` has told to be there; where they lie stays theirs until `has` is asked again.
    @inline(__always) func take(_ count: Int) {
        start &+= count
        position &+= count
    }

    /// Whether `count` bytes would have to be waited for: only of a pipe.
    func mustWait(for count: Int) -> Bool {
        guard isPipe, end - start < count, !isOver else { return false }
        if gzip?.hasMore == true { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 0
    }

    /// The bytes that are there without reading.
    var buffered: Int { end - start }

    @inline(never) private func fill(_ count: Int) -> Bool {
        if start > 0 {
            buffer.copyMemory(from: buffer + start, byteCount: end - start)
            end -= start
            start = 0
        }
        while end < count, !isOver {
            let room = UnsafeMutableRawBufferPointer(start: buffer + end, count: Self.size - end)
            let got = gzip == nil ? readFile(room) : inflate(room)
            if got <= 0 { isOver = true } else { end += got }
        }
        return end >= count
    }

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

    /// Copies up to `count` bytes; 0 at the end, -1 when reading fails.
    private func copy(to target: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        guard count > 0 else { return 0 }
        guard has(1) else { return failure == nil ? 0 : -1 }
        let taken = min(count, end - start)
        UnsafeMutableRawPointer(target).copyMemory(from: next, byteCount: taken)
        take(taken)
        return taken
    }

    /// A buffer for the `FILE`, once nobody else takes from the stream: without one, the C library reads byte by byte.
    private var fileBuffer: UnsafeMutablePointer<CChar>?

    /// What `file` has handed out is read alone from now on: it may hold back what it has not been asked for yet.
    func leaveAll(to file: UnsafeMutablePointer<FILE>?) {
        guard let file, fileBuffer == nil else { return }
        let room = 1 << 16, made = UnsafeMutablePointer<CChar>.allocate(capacity: room)
        if setvbuf(file, made, Int32(_IOFBF), room) == 0 { fileBuffer = made } else { made.deallocate() }
    }

    /// A `FILE` that reads from this stream, which must live as long, and holds nothing back: each read takes just what was asked for, until
    /// `leaveAll` gives it a buffer. `ftello` tells where it is.
    func file() -> UnsafeMutablePointer<FILE>? {
        clinux_reading_stream({ context, target, count in
            guard let context, let target else { return -1 }
            return Unmanaged<CaptureStream>.fromOpaque(context).takeUnretainedValue().copy(to: target, count)
        }, { context in
            context.map { Int64(Unmanaged<CaptureStream>.fromOpaque($0).takeUnretainedValue().position) } ?? -1
        }, Unmanaged.passUnretained(self).toOpaque())
    }
}
