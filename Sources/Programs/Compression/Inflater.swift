import CZlib

/// How compressed bytes are wrapped.
public enum CompressionFormat: Sendable {
    /// RFC 1951, bare: inside WebSocket messages.
    case raw
    /// RFC 1950: what HTTP calls "deflate".
    case zlib
    /// RFC 1952.
    case gzip

    func windowBits(_ bits: Int32) -> Int32 {
        switch self {
        case .raw: -bits
        case .zlib: bits
        case .gzip: bits + 16
        }
    }
}

/// Decompresses a stream piece by piece, never beyond a limit: a few kilobytes can hold gigabytes.
///
/// Confined to one task at a time.
public final class Inflater: @unchecked Sendable {
    public enum Failure: Error, Hashable, Sendable {
        /// The output would have more bytes than the limit.
        case tooBig
        /// The bytes are no such compressed stream.
        case invalid
    }

    private var stream = z_stream()
    private let isReady: Bool
    /// The stream's end has been read. Bytes behind it are left alone.
    public private(set) var isFinished = false
    /// Bytes of the latest input that stand behind the stream's end.
    public private(set) var unread = 0

    public init(_ format: CompressionFormat) {
        isReady = inflateInit2_(&stream, format.windowBits(15), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit { inflateEnd(&stream) }

    /// Decompresses `input` behind `output`.
    ///
    /// - Parameters:
    ///   - start: bytes of `input` to pass over.
    ///   - limit: the bytes that `output` may have.
    public func inflate(_ input: [UInt8], from start: Int = 0, into output: inout [UInt8], limit: Int) throws(Failure) {
        guard isReady else { throw .invalid }
        unread = isFinished ? input.count - start : 0
        if isFinished || start >= input.count { return }
        var block = [UInt8](repeating: 0, count: 32_768), consumed = start
        while consumed < input.count, !isFinished {
            // zlib counts in 32 bits.
            let piece = min(input.count - consumed, 1 << 30)
            let (status, taken, made) = input.withUnsafeBufferPointer { source in
                block.withUnsafeMutableBufferPointer { target in
                    stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + consumed)
                    stream.avail_in = UInt32(piece)
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return (status, piece - Int(stream.avail_in), target.count - Int(stream.avail_out))
                }
            }
            (stream.next_in, stream.next_out) = (nil, nil)
            guard made <= limit - output.count else { throw .tooBig }
            output.append(contentsOf: block[..<made])
            consumed += taken
            switch status {
            case Z_OK: continue
            case Z_STREAM_END: isFinished = true
            // No progress for want of input: all of it was taken.
            case Z_BUF_ERROR where taken == 0 && made == 0: return
            case Z_BUF_ERROR: continue
            default: throw .invalid
            }
        }
        unread = input.count - consumed
        // What is still inside when the input has ended on a full block.
        while !isFinished {
            let (status, made) = block.withUnsafeMutableBufferPointer { target in
                stream.avail_in = 0
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let status = CZlib.inflate(&stream, Z_SYNC_FLUSH)
                return (status, target.count - Int(stream.avail_out))
            }
            stream.next_out = nil
            guard made <= limit - output.count else { throw .tooBig }
            output.append(contentsOf: block[..<made])
            if status == Z_STREAM_END { isFinished = true }
            if made < block.count { return }
        }
    }

    /// Forgets the window and begins anew.
    public func reset() {
        inflateReset(&stream)
        isFinished = false
    }
}
