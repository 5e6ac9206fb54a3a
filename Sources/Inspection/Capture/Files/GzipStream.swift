import CZlib

/// Decompresses gzip (RFC 1952) as it is read: one member after the other, in bounded memory however much comes out.
final class GzipStream {
    struct Failure: Error { let reason: String }

    private var stream = z_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var isMemberOver = false
    private var isOver = false

    private static let size = 1 << 18

    /// - Parameter front: what has been read already, at most as much as is read at once.
    init(_ front: UnsafeRawBufferPointer) {
        input = .allocate(byteCount: max(Self.size, front.count), alignment: 16)
        input.copyMemory(from: front)
        give(front.count)
        // 16 more than the window's bits: the format is gzip.
        isOver = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) != Z_OK
    }

    deinit {
        inflateEnd(&stream)
        input.deallocate()
    }

    /// Whether compressed bytes are there that have not been looked at.
    var hasMore: Bool { !isOver && stream.avail_in > 0 }

    private func give(_ count: Int) {
        stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_in = UInt32(count)
    }

    /// Fills `room` as far as bytes are there; 0 at the end. `more` reads the next compressed bytes: how many, 0 at the file's end, -1 for an error.
    func read(into room: UnsafeMutableRawBufferPointer, more: (UnsafeMutableRawBufferPointer) -> Int) throws(Failure) -> Int {
        stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(room.count)
        while !isOver, Int(stream.avail_out) == room.count {
            if stream.avail_in == 0 {
                let got = more(input)
                guard got > 0 else {
                    isOver = true
                    guard got == 0 else { return 0 }
                    if isMemberOver { break }
                    throw Failure(reason: "the compressed data ends early")
                }
                give(got)
            }
            if isMemberOver {
                // Another member may follow; what is no member is padding, as gzip(1) takes it.
                guard stream.next_in.pointee == 0x1f, inflateReset(&stream) == Z_OK else {
                    isOver = true
                    break
                }
                isMemberOver = false
            }
            switch inflate(&stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: isMemberOver = true
            default:
                isOver = true
                let made = room.count - Int(stream.avail_out)
                if made > 0 {
                    pending = Failure(reason: Self.words(stream))
                    return made
                }
                throw Failure(reason: Self.words(stream))
            }
        }
        if let pending, Int(stream.avail_out) == room.count { throw pending }
        return room.count - Int(stream.avail_out)
    }

    /// What is told once the bytes in front of it have been taken.
    private var pending: Failure?

    private static func words(_ stream: z_stream) -> String { "the compressed data is damaged" + (stream.msg.map { ": " + String(cString: $0) } ?? "") }
}
