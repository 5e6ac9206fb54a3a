/// Walks over the chunks of an HTTP body (RFC 9112 section 7.1) as they come, to tell the segment in which the body ends: however long it is, no
/// chunk's line is read twice, and nothing is kept but a line that is not whole.
struct ChunkWalk {
    /// So many of the message's bytes were walked over.
    private(set) var seen: Int
    /// Where the next line begins.
    private var next: Int
    /// What has come of it.
    private var line: [UInt8] = []
    /// The last chunk has been seen: the next line is a trailer's.
    private var isAtTrailer: Bool
    /// The body has ended, or these are no chunks: the message is to be looked at.
    private(set) var isOver = false

    private static let longestLine = 4096

    /// From a line on of which, if it has begun, `data` has the beginning: at `next`, which may lie behind the end of `data`.
    init(_ data: Octets, next: Int, isAtTrailer: Bool = false) {
        seen = min(next, data.count)
        self.next = next
        self.isAtTrailer = isAtTrailer
        if next < data.count { take(UnsafeRawBufferPointer(rebasing: data.buffer[next...])) }
    }

    /// The message begins so many bytes later than was thought.
    mutating func move(by count: Int) {
        seen -= count
        next -= count
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        let start = seen
        seen += bytes.count
        while !isOver, next < seen {
            let from = max(0, next - start)
            guard let end = bytes[from...].firstIndex(of: 0x0a) else {
                line += bytes[from...]
                next = seen
                isOver = line.count > Self.longestLine
                return
            }
            line += bytes[from..<end]
            readLine(behind: start + end + 1)
        }
    }

    private mutating func readLine(behind end: Int) {
        defer { line.removeAll(keepingCapacity: true) }
        next = end
        guard !isAtTrailer, let size = Self.size(line) else { return isOver = true }
        if size == 0 { isAtTrailer = true } else { next = end + size + 2 }
    }

    /// A chunk's size, as its line begins with it; nil where that is none that could be.
    static func size(_ line: some Sequence<UInt8>) -> Int? {
        var value = 0, digits = 0
        for byte in line {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digits < 8 else { break }
            value = value * 16 + digit
            digits += 1
        }
        return digits > 0 && value <= 1 << 31 ? value : nil
    }
}
