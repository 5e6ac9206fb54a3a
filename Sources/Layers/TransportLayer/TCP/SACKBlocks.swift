/// A run of bytes that arrived out of order (RFC 2018 section 3).
public struct SACKBlock: Hashable, Sendable {
    /// The first sequence number of the run.
    public var left: UInt32
    /// The sequence number behind its last byte.
    public var right: UInt32

    @inlinable public init(left: UInt32, right: UInt32) {
        self.left = left
        self.right = right
    }
}

extension SACKBlock: CustomStringConvertible {
    public var description: String { "\(left)..<\(right)" }
}

/// Up to four ``SACKBlock``s, held in place: as many as fit into a header, and no allocation for them.
public struct SACKBlocks: Hashable, Sendable {
    /// Blocks held: 0 to 4.
    public private(set) var count = 0
    private var first = SACKBlock(left: 0, right: 0)
    private var second = SACKBlock(left: 0, right: 0)
    private var third = SACKBlock(left: 0, right: 0)
    private var fourth = SACKBlock(left: 0, right: 0)

    /// As many as a header has room for.
    public static let capacity = 4

    public init() {}

    /// Adds `block` at the end; false, and nothing added, where there are four already.
    @discardableResult
    public mutating func append(_ block: SACKBlock) -> Bool {
        switch count {
        case 0: first = block
        case 1: second = block
        case 2: third = block
        case 3: fourth = block
        default: return false
        }
        count += 1
        return true
    }
}

extension SACKBlocks: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }
    public subscript(index: Int) -> SACKBlock {
        precondition(index >= 0 && index < count, "index out of range")
        return switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
    }
}

extension SACKBlocks: ExpressibleByArrayLiteral {
    /// The first four of `elements`.
    public init(arrayLiteral elements: SACKBlock...) {
        for block in elements { append(block) }
    }
}
