/// Bytes that have arrived and are not yet understood. Taking from the front moves an index; the bytes move only
/// when more is appended behind much that was taken.
struct ReceiveBuffer: Sendable {
    /// The bytes; those before `start` have been taken. Parsers index into this directly.
    private(set) var storage: [UInt8] = []
    private(set) var start = 0

    var end: Int { storage.count }
    var count: Int { storage.count - start }
    var isEmpty: Bool { storage.count == start }

    /// As the general one; an empty buffer takes the bytes over without a copy.
    mutating func append(_ bytes: [UInt8]) {
        guard start == storage.count else { return append(bytes[...]) }
        (storage, start) = (bytes, 0)
    }

    mutating func append(_ bytes: some Collection<UInt8>) {
        if start == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= 1 << 17)
            start = 0
        } else if start > 4096, start > storage.count / 2 {
            storage.removeSubrange(0..<start)
            start = 0
        }
        storage.append(contentsOf: bytes)
    }

    /// Passes over `count` bytes, or all there are.
    mutating func skip(_ count: Int) { start = min(storage.count, start + count) }

    /// Takes `count` bytes, or all there are.
    mutating func take(_ count: Int) -> [UInt8] {
        let end = min(storage.count, start + count)
        // The whole buffer is handed over without a copy: the usual case for a body that arrives in large pieces.
        if start == 0, end == storage.count {
            defer { storage = [] }
            return storage
        }
        defer { start = end }
        return Array(storage[start..<end])
    }

    mutating func takeAll() -> [UInt8] { take(count) }

    /// Where the next line feed is, as an index into `storage`, not looking before `from`.
    func lineFeed(from: Int) -> Int? {
        let bytes = storage.span
        var index = max(from, start)
        while index < bytes.count {
            if bytes[index] == 0x0a { return index }
            index += 1
        }
        return nil
    }
}
