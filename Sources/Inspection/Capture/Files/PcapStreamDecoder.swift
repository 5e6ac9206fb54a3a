import Wire

/// Reads a pcap stream as it arrives, in pieces of any size: from a pipe in the program's own loop, where libpcap, which reads
/// until it has a whole frame, would stop the loop.
///
///     header 24, then for each frame a header of 16 and its bytes; the byte order is that of the first number
///
///     magic 4   major 2   minor 2   reserved 8   snapshot length 4   link type 4
///     seconds 4   microseconds or nanoseconds 4   captured length 4   original length 4
public struct PcapStreamDecoder: Sendable {
    /// The most bytes of one frame that are taken: libpcap's own limit.
    public static let longestFrame = 262_144

    /// The link type; nil until the stream's header has come.
    public private(set) var linkType: LinkType?
    public private(set) var framesRead = 0

    private let name: String
    private var isSwapped = false
    private var isNanoseconds = false
    private var buffer: [UInt8] = []
    private var start = 0
    private var consumed = 0

    /// - Parameter name: the stream's name, for errors.
    public init(name: String) { self.name = name }

    /// Whether the stream could end here: nothing is left of a frame or header that has begun.
    public var isAtBoundary: Bool { start == buffer.count && linkType != nil }

    /// Takes in what has come next.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Lends the next whole frame to `body`; false when more bytes must come first.
    ///
    /// - Throws: ``CaptureError`` when the stream is no pcap, or a length in it cannot be.
    public mutating func next(_ body: (FrameHeader, RawSpan) throws(CaptureError) -> Void) throws(CaptureError) -> Bool {
        guard let linkType = try header(), buffer.count - start >= 16 else { return false }
        let seconds = number(at: 0), fraction = number(at: 4), captured = Int(number(at: 8)), original = Int(number(at: 12))
        guard captured <= Self.longestFrame else {
            throw CaptureError(.damaged, "read", name, frame: framesRead + 1, byteOffset: consumed, "captured length \(captured); at most \(Self.longestFrame) can be")
        }
        guard buffer.count - start >= 16 + captured else { return false }
        let time = Int64(seconds) * 1_000_000_000 + Int64(fraction) * (isNanoseconds ? 1 : 1_000)
        let header = FrameHeader(timestamp: Instant(nanoseconds: time), capturedLength: captured, originalLength: original, linkType: linkType)
        let begin = start + 16
        skip(16 + captured)
        framesRead += 1
        try body(header, buffer.span.bytes.extracting(begin..<begin + captured))
        return true
    }

    /// Reads the stream's header once it is there.
    public mutating func header() throws(CaptureError) -> LinkType? {
        if let linkType { return linkType }
        guard buffer.count - start >= 24 else { return nil }
        switch number(at: 0) {
        case 0xa1b2_c3d4: break
        case 0xa1b2_3c4d: isNanoseconds = true
        case 0xd4c3_b2a1: isSwapped = true
        case 0x4d3c_b2a1: (isSwapped, isNanoseconds) = (true, true)
        default: throw CaptureError(.notACapture, "read", name, byteOffset: 0, "not a pcap stream: it does not begin with a1 b2 c3 d4 or a1 b2 3c 4d, in either byte order")
        }
        // The upper 16 bits say whether frames carry a frame check sequence.
        linkType = LinkType(rawValue: number(at: 20) & 0xffff)
        skip(24)
        return linkType
    }

    private mutating func skip(_ count: Int) {
        start += count
        consumed += count
    }

    /// Four octets behind `start`, which the caller knows to be there.
    private func number(at offset: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(buffer[start + offset + index]) << (8 * UInt32(index)) }
        return isSwapped ? value.byteSwapped : value
    }
}
