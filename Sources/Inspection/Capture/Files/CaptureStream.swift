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
    private let input: CaptureInput
    /// Reads a file that is longer than the first buffer, once that has been taken.
    private var ahead: ReadAhead?
    /// How often the end of its ring has been passed.
    private var laps = 0
    /// This stream's own, or the one that is read ahead into.
    private var buffer: UnsafeMutableRawPointer
    /// What of the buffer has not been taken.
    private var start = 0
    private var end = 0
    /// Bytes taken so far, as they are after decompression.
    private(set) var position = 0
    /// Bytes of the file itself that have been read.
    private(set) var fileBytesRead = 0
    /// The first bytes, by which a capture's format is told.
    private(set) var head: [UInt8] = []
    private var isOver = false

    private static let size = ReadAhead.chunk

    /// - Parameter descriptor: stays the caller's to close, after `stop`.
    init(descriptor: Int32) {
        input = CaptureInput(descriptor: descriptor)
        buffer = .allocate(byteCount: Self.size, alignment: 64)
        _ = has(4)
        if end >= 2, buffer.load(as: UInt8.self) == 0x1f, buffer.load(fromByteOffset: 1, as: UInt8.self) == 0x8b {
            input.decompress(UnsafeRawBufferPointer(start: buffer, count: end))
            (end, isOver) = (0, false)
            _ = has(4)
        }
        head = Array(UnsafeRawBufferPointer(start: buffer, count: min(4, end)))
    }

    /// Nothing is read from the descriptor from now on.
    func stop() {
        ahead?.stop()
        isOver = true
    }

    deinit {
        if ahead == nil { buffer.deallocate() }
        fileBuffer?.deallocate()
    }

    var isPipe: Bool { input.isPipe }
    var isCompressed: Bool { input.isCompressed }
    /// Why reading has failed; nil at the file's end, and before what was read until then has been taken.
    var failure: CaptureInput.Failure? { isOver ? input.failure : nil }

    /// Why reading has failed, in words.
    ///
    /// - Parameters:
    ///   - frame: the one that was to be read; nil when the file was only being opened.
    ///   - byteOffset: how far reading had come.
    func error(_ name: String, frame: Int? = nil, byteOffset: Int? = nil) -> CaptureError? {
        let operation = frame == nil ? "open" : "read"
        return switch failure {
        case .system(let number): CaptureError.system(number, operation, name, frame: frame, byteOffset: byteOffset)
        case .compression(let reason): CaptureError(.damaged, operation, name, frame: frame, byteOffset: frame == nil ? nil : fileBytesRead, reason)
        case nil: nil
        }
    }

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
    func mustWait(for count: Int) -> Bool { end - start < count && !isOver && input.mustWait }

    /// The bytes that are there without reading.
    var buffered: Int { end - start }

    @inline(never) private func fill(_ count: Int) -> Bool {
        guard !isOver else { return false }
        if ahead == nil, end == Self.size, !input.isPipe { readAhead() }
        if let ahead { take(from: ahead, until: count) } else { read(until: count) }
        return end - start >= count
    }

    private func read(until count: Int) {
        move(to: 0)
        while end < count, !isOver {
            let got = input.fill(UnsafeMutableRawBufferPointer(start: buffer + end, count: Self.size - end))
            if got <= 0 { isOver = true } else { end += got }
        }
        fileBytesRead = input.fileBytesRead
    }

    private func readAhead() {
        guard let ahead = ReadAhead(input) else { return }
        let left = end - start, place = ReadAhead.start - left
        ahead.room.advanced(by: place).copyMemory(from: buffer + start, byteCount: left)
        buffer.deallocate()
        buffer = ahead.room
        (start, end) = (place, ReadAhead.start)
        self.ahead = ahead
    }

    private func take(from ahead: ReadAhead, until count: Int) {
        while end - start < count, !isOver {
            if end == ReadAhead.end {
                move(to: ReadAhead.start - (end - start))
                laps += 1
            }
            ahead.giveBack(laps * ReadAhead.chunks + max(0, start - ReadAhead.start) / ReadAhead.chunk)
            let chunk = ahead.take()
            end += chunk.count
            isOver = chunk.count < ReadAhead.chunk
            fileBytesRead = chunk.fileBytes
        }
    }

    /// Moves what has not been taken.
    private func move(to place: Int) {
        guard place != start else { return }
        (buffer + place).copyMemory(from: buffer + start, byteCount: end - start)
        (start, end) = (place, place + end - start)
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
