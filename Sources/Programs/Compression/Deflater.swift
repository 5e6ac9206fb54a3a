import CZlib

/// Compresses a stream piece by piece. Confined to one task at a time.
public final class Deflater: @unchecked Sendable {
    private var stream = z_stream()
    private let isReady: Bool

    /// - Parameters:
    ///   - windowBits: 9 to 15; 2 to this power is how far back it looks.
    ///   - level: 1 (fast) to 9 (small).
    public init(_ format: CompressionFormat, windowBits: Int = 15, level: Int = 6) {
        isReady = deflateInit2_(&stream, Int32(min(9, max(1, level))), Z_DEFLATED, format.windowBits(Int32(min(15, max(9, windowBits)))), 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit { deflateEnd(&stream) }

    public enum Flush: Sendable {
        /// Everything so far can be decompressed; the stream goes on.
        case sync
        case finish
    }

    /// Compresses `input`; nil when zlib could not be set up (no memory).
    public func deflate(_ input: [UInt8], _ flush: Flush) -> [UInt8]? {
        guard isReady else { return nil }
        var output: [UInt8] = [], block = [UInt8](repeating: 0, count: 32_768), consumed = 0
        let mode = flush == .finish ? Z_FINISH : Z_SYNC_FLUSH
        while true {
            let piece = min(input.count - consumed, 1 << 30), isLast = consumed + piece == input.count
            let (taken, made, status) = input.withUnsafeBufferPointer { source in
                block.withUnsafeMutableBufferPointer { target in
                    stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
                    stream.avail_in = UInt32(piece)
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let status = CZlib.deflate(&stream, isLast ? mode : Z_NO_FLUSH)
                    return (piece - Int(stream.avail_in), target.count - Int(stream.avail_out), status)
                }
            }
            (stream.next_in, stream.next_out) = (nil, nil)
            output.append(contentsOf: block[..<made])
            consumed += taken
            if status == Z_STREAM_ERROR { return nil }
            if isLast, consumed == input.count, status == Z_STREAM_END || made < block.count { return output }
        }
    }

    /// Forgets the window and begins anew.
    public func reset() { deflateReset(&stream) }

    /// The whole of `input` as one stream.
    public static func compress(_ input: [UInt8], _ format: CompressionFormat, level: Int = 6) -> [UInt8]? {
        Deflater(format, level: level).deflate(input, .finish)
    }
}
