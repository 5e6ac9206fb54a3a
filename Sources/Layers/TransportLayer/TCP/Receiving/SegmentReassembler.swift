/// A place for a reassembler of one's own, in plain values: lab 16's exercise E2 is a type of your own that conforms to this.
///
/// Offsets count from the next byte expected: 0 is that byte. Each byte that comes into order moves them on by one.
public protocol SegmentReassembler: Sendable {
    /// - Parameter capacity: bytes at this offset and beyond are not taken.
    init(capacity: Int)
    /// The runs that have come and wait beyond a gap, lowest first; they neither overlap nor touch.
    var runs: [Range<Int>] { get }
    /// Takes a segment's bytes and hands back all bytes that are in order now: none where the gap is still there. Where `offset` is negative the
    /// first bytes have come before. Bytes that have come before are not replaced, whatever they are.
    mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8]
}

/// Puts a ``SegmentReassembler`` into a connection.
public struct AdaptedReassembler: Reassembler {
    private var piece: any SegmentReassembler
    /// Bytes in order; the first `head` of them have been read.
    private var ordered: [UInt8] = []
    private var head = 0
    private let capacity: Int

    public init(_ piece: any SegmentReassembler, capacity: Int) {
        self.piece = piece
        self.capacity = capacity
    }

    public var readable: Int { ordered.count - head }
    public var outOfOrder: Int { runs(.max).reduce(0) { $0 + $1.count } }

    public mutating func insert(_ bytes: RawSpan, at offset: Int) -> Int {
        let room = capacity - readable
        let plain = bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        // A piece that fails takes nothing: the sender will send again. One that invents bytes gets no more in than there is room for.
        guard let came = try? piece.insert(plain, at: offset) else { return 0 }
        let taken = came.prefix(max(0, room))
        ordered += taken
        return taken.count
    }

    public func runs(_ limit: Int) -> [Range<Int>] {
        // What a piece says is not believed where it cannot be: it would end in a SACK block.
        Array(piece.runs.filter { $0.lowerBound > 0 && $0.upperBound <= capacity && !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }.prefix(limit))
    }

    public func run(at offset: Int) -> Range<Int>? { runs(.max).first { $0.contains(offset) } }

    public mutating func read(_ length: Int, into destination: inout MutableRawSpan, at position: Int) -> Int {
        let count = min(length, readable, destination.byteCount - position)
        guard count > 0, position >= 0 else { return 0 }
        let source = head
        ordered.withUnsafeBytes { ordered in
            unsafe destination.withUnsafeMutableBytes { target in
                unsafe target.baseAddress!.advanced(by: position).copyMemory(from: ordered.baseAddress!.advanced(by: source), byteCount: count)
            }
        }
        head += count
        if head == ordered.count { (ordered, head) = ([], 0) }
        return count
    }

    public mutating func removeAll() { (ordered, head) = ([], 0) }
}
