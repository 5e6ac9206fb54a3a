import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The plain records of a pcap file, read in large blocks and lent from where they lie.
///
/// libpcap copies each frame out of the C library's buffer, with two locked calls a frame: half of the time that it takes to read a
/// capture. This reads what any pcap file is mostly made of, and nothing else: at the first record that is not plain (a length
/// above the snapshot length, a time beyond 2038, the file's end in the midst of a record, or simply the file's end) it says where that
/// record begins, and libpcap goes on from there, so that what is odd is judged by libpcap alone.
struct PcapBlocks: ~Copyable {
    private let descriptor: Int32
    private let isNanoseconds: Bool
    private let linkType: LinkType
    private let longest: Int
    private let buffer: UnsafeMutableRawPointer
    /// What of the buffer has not been lent, and where in the file it stands.
    private var start = 0
    private var end = 0
    private(set) var position: Int

    private static let size = 1 << 18
    /// libpcap's own limit for a frame of most link types.
    private static let longestFrame = 1 << 17

    /// - Parameters:
    ///   - position: where the first record begins; must be right behind a header of 24 bytes.
    ///   - longest: the file's snapshot length.
    /// Nil unless this is a regular file in this computer's byte order.
    init?(descriptor: Int32, position: Int, linkType: LinkType, longest: Int) {
        var status = stat(), magic: UInt32 = 0
        guard position == 24, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, pread(descriptor, &magic, 4, 0) == 4, magic == 0xa1b2_c3d4 || magic == 0xa1b2_3c4d else { return nil }
        self.descriptor = descriptor
        isNanoseconds = magic == 0xa1b2_3c4d
        self.linkType = linkType
        self.longest = min(longest, Self.longestFrame)
        self.position = position
        buffer = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The next record, or nil when libpcap is to go on at `position`.
    @inline(__always)
    mutating func next() -> (FrameHeader, UnsafeRawBufferPointer)? {
        guard has(16) else { return nil }
        let record = UnsafeRawPointer(buffer + start)
        let seconds = record.loadUnaligned(as: Int32.self), fraction = record.loadUnaligned(fromByteOffset: 4, as: Int32.self)
        let captured = Int(record.loadUnaligned(fromByteOffset: 8, as: UInt32.self)), original = Int(record.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard seconds >= 0, fraction >= 0, captured <= longest, has(16 + captured) else { return nil }
        let time = Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* (isNanoseconds ? 1 : 1_000)
        let bytes = UnsafeRawBufferPointer(start: buffer + (start + 16), count: captured)
        start &+= 16 &+ captured
        position &+= 16 &+ captured
        return (FrameHeader(timestamp: Instant(nanoseconds: time), capturedLength: captured, originalLength: original, linkType: linkType), bytes)
    }

    @inline(__always)
    private mutating func has(_ count: Int) -> Bool { end &- start >= count || fill(count) }

    /// Reads until `count` bytes are there; false when the file ends before, or cannot be read.
    @inline(never)
    private mutating func fill(_ count: Int) -> Bool {
        if start > 0 {
            buffer.copyMemory(from: buffer + start, byteCount: end - start)
            end -= start
            start = 0
        }
        while end < count {
            let got = pread(descriptor, buffer + end, Self.size - end, off_t(position + end))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return false }
            end += got
        }
        return true
    }
}
