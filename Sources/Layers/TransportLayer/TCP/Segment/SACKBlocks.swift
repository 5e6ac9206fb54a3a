/// Up to four SACK blocks (RFC 2018 section 3), held in place: a segment is a plain value and costs no allocation.
public struct SACKBlocks: Hashable, Sendable, BitwiseCopyable {
    /// Bytes that have arrived: from `left` up to, not including, `right`.
    public struct Block: Hashable, Sendable, BitwiseCopyable {
        public var left: SequenceNumber
        public var right: SequenceNumber
        @inlinable public init(_ left: SequenceNumber, _ right: SequenceNumber) {
            self.left = left
            self.right = right
        }
    }

    /// The most that fit beside nothing else in 40 bytes of options.
    public static let capacity = 4
    public private(set) var count = 0
    private var blocks: (Block, Block, Block, Block)

    public init() {
        let none = Block(SequenceNumber(0), SequenceNumber(0))
        blocks = (none, none, none, none)
    }

    @inlinable public var isEmpty: Bool { count == 0 }

    /// Adds a block behind the others; a fifth is left out.
    public mutating func append(_ block: Block) {
        switch count {
        case 0: blocks.0 = block
        case 1: blocks.1 = block
        case 2: blocks.2 = block
        case 3: blocks.3 = block
        default: return
        }
        count += 1
    }

    /// The `index`-th block; outside `0..<count` an empty one.
    public subscript(_ index: Int) -> Block {
        guard index < count else { return Block(SequenceNumber(0), SequenceNumber(0)) }
        return switch index {
        case 0: blocks.0
        case 1: blocks.1
        case 2: blocks.2
        default: blocks.3
        }
    }
}

extension SACKBlocks: CustomStringConvertible {
    public var description: String { (0..<count).map { "\(self[$0].left)-\(self[$0].right)" }.joined(separator: " ") }
}
