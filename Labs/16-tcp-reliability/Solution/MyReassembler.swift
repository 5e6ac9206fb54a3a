import TransportLayer
import Wire

/// E2, done: a byte for each place that has come; slow, and easy to believe.
public struct MyReassembler: SegmentReassembler {
    private let capacity: Int
    /// The bytes that wait, by their offset; nil where none has come. The first is always nil: otherwise it would be in order.
    private var waiting: [UInt8?] = []

    public init(capacity: Int) { self.capacity = capacity }

    public var runs: [Range<Int>] {
        var runs: [Range<Int>] = [], start: Int?
        for (offset, byte) in (waiting + [nil]).enumerated() {
            if byte != nil { start = start ?? offset } else if let first = start {
                runs.append(first..<offset)
                start = nil
            }
        }
        return runs
    }

    public mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8] {
        for (index, byte) in bytes.enumerated() {
            let place = offset + index
            guard place >= 0, place < capacity else { continue }
            while waiting.count <= place { waiting.append(nil) }
            // The first to come stays.
            waiting[place] = waiting[place] ?? byte
        }
        let ready = waiting.prefix { $0 != nil }.compactMap { $0 }
        waiting.removeFirst(ready.count)
        return ready
    }
}
