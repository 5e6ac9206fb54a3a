/// The bytes that a dissection's fields point into: the frame itself (number 0) and what was put together from several
/// frames or decoded (reassembled datagrams and messages, unmasked and decrypted text).
///
/// Each source is a block of its own that never moves while a frame is dissected and is used again for the next frame.
struct SourceBytes: ~Copyable {
    struct Block {
        var base: UnsafeMutablePointer<UInt8>
        var capacity: Int
        var count: Int
        /// What people call it: "Reassembled IPv4".
        var title: StaticString
    }
    private(set) var blocks: [Block] = []
    private(set) var count = 0
    /// The most sources and bytes one frame may add.
    static let limit = 64
    static let byteLimit = 64 << 20

    init() {}

    deinit { for block in blocks { block.base.deallocate() } }

    mutating func begin(_ frame: UnsafeRawBufferPointer) {
        count = 0
        _ = add(frame, title: "Frame")
    }

    /// The frame where it lies, for as long as it is dissected: nothing is printed from it afterwards.
    mutating func borrow(_ frame: UnsafeRawBufferPointer) -> Octets {
        count = 1
        if blocks.isEmpty { blocks.append(Block(base: .allocate(capacity: 2048), capacity: 2048, count: 0, title: "Frame")) }
        blocks[0].count = 0
        let base = frame.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(blocks[0].base)
        return Octets(base: base, count: frame.count, reported: frame.count, offset: 0, source: 0)
    }

    /// Copies `bytes` into the next block; its number, or nil when there are too many.
    mutating func add(_ bytes: UnsafeRawBufferPointer, title: StaticString) -> UInt8? {
        guard let index = makeRoom(bytes.count, title: title) else { return nil }
        if let start = bytes.baseAddress, bytes.count > 0 { UnsafeMutableRawPointer(blocks[Int(index)].base).copyMemory(from: start, byteCount: bytes.count) }
        return index
    }

    /// A block of `size` bytes that the caller fills in.
    mutating func makeRoom(_ size: Int, title: StaticString) -> UInt8? {
        guard count < Self.limit, size <= Self.byteLimit else { return nil }
        if count == blocks.count {
            let capacity = max(2048, size)
            blocks.append(Block(base: .allocate(capacity: capacity), capacity: capacity, count: size, title: title))
        } else {
            if blocks[count].capacity < size || (blocks[count].capacity > 1 << 20 && size < 1 << 16) {
                blocks[count].base.deallocate()
                blocks[count].capacity = max(2048, size)
                blocks[count].base = .allocate(capacity: max(2048, size))
            }
            blocks[count].count = size
            blocks[count].title = title
        }
        count += 1
        return UInt8(count - 1)
    }

    /// Makes `bytes` the next block, and the room that the block had before that of `bytes`, which are then empty.
    mutating func exchange(_ bytes: inout Arena<UInt8>, title: StaticString) -> UInt8? {
        let size = bytes.count
        guard let index = makeRoom(0, title: title) else { return nil }
        var block = blocks[Int(index)]
        bytes.exchangeRoom(&block.base, &block.capacity)
        block.count = size
        blocks[Int(index)] = block
        return index
    }

    func room(_ index: UInt8) -> UnsafeMutableBufferPointer<UInt8> { UnsafeMutableBufferPointer(start: blocks[Int(index)].base, count: blocks[Int(index)].count) }

    /// The whole of source `index`.
    func octets(_ index: UInt8, reported: Int? = nil) -> Octets {
        let block = blocks[Int(index)]
        return Octets(base: UnsafePointer(block.base), count: block.count, reported: max(block.count, reported ?? block.count), offset: 0, source: index)
    }

    /// Bytes of a source, clamped to what is there.
    func bytes(_ source: UInt8, _ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
        guard Int(source) < count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let block = blocks[Int(source)]
        let from = min(max(0, start), block.count)
        return UnsafeRawBufferPointer(start: block.base + from, count: max(0, min(length, block.count - from)))
    }
}
