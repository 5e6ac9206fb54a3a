/// A send buffer that keeps a program's arrays as they are, without copying: a segment's bytes are copied once, into the frame.
///
/// Small writes are gathered in a chunk of their own, so that a thousand one-byte writes are not a thousand arrays.
public struct ChunkedSendBuffer: SendBuffer {
    /// Writes below this many bytes are gathered; larger ones are kept as they came.
    private static let smallest = 4096

    /// Some bytes in a row.
    private struct Chunk: Sendable {
        var bytes: [UInt8]
        /// Bytes at the front that are gone.
        var start = 0
        /// The place in the stream of `bytes[start]`, counting from when the buffer was made.
        var position: Int
        var count: Int { bytes.count - start }
    }

    /// Chunks, oldest first; those before `head` are gone. Never as many gone as there.
    private var chunks: [Chunk] = []
    private var head = 0
    /// The place in the stream of the first byte held, and of the one behind the last.
    private var first = 0
    private var end = 0

    public init() {}

    public var count: Int { end - first }

    public mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        if bytes.count < Self.smallest, let last = chunks.indices.last, last >= head, chunks[last].bytes.capacity - chunks[last].bytes.count >= bytes.count, chunks[last].bytes.capacity <= 2 * Self.smallest {
            chunks[last].bytes.append(contentsOf: bytes)
        } else {
            var chunk = Chunk(bytes: bytes, position: end)
            // A second small write makes room for more.
            if bytes.count < Self.smallest, count > 0 { chunk.bytes.reserveCapacity(Self.smallest) }
            chunks.append(chunk)
        }
        end += bytes.count
    }

    public func copy(_ length: Int, at offset: Int, into destination: inout MutableRawSpan, at position: Int) {
        guard length > 0, offset >= 0, length <= count - offset, position >= 0, length <= destination.byteCount - position else { return }
        var place = first + offset, left = length, target = position
        var index = chunk(holding: place)
        while left > 0 {
            let from = chunks[index].start + place - chunks[index].position
            let step = min(left, chunks[index].bytes.count - from)
            chunks[index].bytes.withUnsafeBytes { source in
                unsafe destination.withUnsafeMutableBytes { unsafe $0.baseAddress!.advanced(by: target).copyMemory(from: source.baseAddress!.advanced(by: from), byteCount: step) }
            }
            place += step
            target += step
            left -= step
            index += 1
        }
    }

    /// The chunk that holds the byte at `place` of the stream.
    private func chunk(holding place: Int) -> Int {
        var low = head, high = chunks.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if chunks[middle].position <= place { low = middle } else { high = middle - 1 }
        }
        return low
    }

    public mutating func removeFirst(_ length: Int) {
        first = min(end, first + max(0, length))
        while head < chunks.count, chunks[head].position + chunks[head].count <= first {
            chunks[head].bytes = []
            head += 1
        }
        if head == chunks.count {
            chunks.removeAll(keepingCapacity: chunks.capacity <= 64)
            head = 0
        } else {
            let gone = first - chunks[head].position
            if gone > 0 {
                chunks[head].start += gone
                chunks[head].position = first
            }
            if head > 16, head > chunks.count / 2 {
                chunks.removeFirst(head)
                head = 0
            }
        }
    }

    public mutating func removeAll() { self = ChunkedSendBuffer() }
}
