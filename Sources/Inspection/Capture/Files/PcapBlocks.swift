import CPrefetch
import Wire

/// The plain records of a pcap file, read in large blocks and lent from where they lie.
///
/// libpcap copies each frame out of the C library's buffer, with two locked calls a frame: half of the time that it takes to read a
/// capture. This reads what any pcap file is mostly made of, and nothing else: at the first record that is not plain (a length
/// above the snapshot length, a time beyond 2038, the file's end in the midst of a record, or simply the file's end) it takes nothing,
/// and libpcap goes on from there, so that what is odd is judged by libpcap alone.
struct PcapBlocks {
    private let stream: CaptureStream
    private let isNanoseconds: Bool
    private let linkType: LinkType
    private let longest: Int

    /// libpcap's own limit for a frame of most link types.
    private static let longestFrame = 262_144

    /// - Parameters:
    ///   - stream: from which a header of 24 bytes has been taken.
    ///   - longest: the file's snapshot length.
    /// Nil unless the file is in this computer's byte order.
    init?(_ stream: CaptureStream, linkType: LinkType, longest: Int) {
        guard stream.position == 24, stream.head.count == 4 else { return nil }
        let magic = stream.head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
        guard magic == 0xa1b2_c3d4 || magic == 0xa1b2_3c4d else { return nil }
        self.stream = stream
        isNanoseconds = magic == 0xa1b2_3c4d
        self.linkType = linkType
        self.longest = min(longest, Self.longestFrame)
    }

    /// The next record, or nil when libpcap is to go on.
    @inline(__always)
    func next() -> (FrameHeader, UnsafeRawBufferPointer)? {
        guard stream.has(16) else { return nil }
        var record = stream.next
        let seconds = record.loadUnaligned(as: Int32.self), fraction = record.loadUnaligned(fromByteOffset: 4, as: Int32.self)
        let captured = Int(record.loadUnaligned(fromByteOffset: 8, as: UInt32.self)), original = Int(record.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard seconds >= 0, fraction >= 0, captured <= longest, stream.has(16 + captured) else { return nil }
        record = stream.next
        stream.take(16 &+ captured)
        // While this frame is looked at, the next one's headers come nearer.
        layerlab_prefetch(stream.next)
        layerlab_prefetch(stream.next + 64)
        let time = Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* (isNanoseconds ? 1 : 1_000)
        return (FrameHeader(timestamp: Instant(nanoseconds: time), capturedLength: captured, originalLength: original, linkType: linkType), UnsafeRawBufferPointer(start: record + 16, count: captured))
    }

    /// The bytes that the next record takes, as far as one can tell.
    var nextSize: Int {
        guard stream.buffered >= 16 else { return 16 }
        return 16 + min(longest, Int(stream.next.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    }
}
