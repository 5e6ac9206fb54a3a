import Applications
import Wire

/// E1, done: what has no end yet is kept. A line may be longer than the limit by the CR that turns out to belong to its end.
public struct MyLines: LineAssembler {
    private let limit: Int
    private var unfinished: [UInt8] = []

    public init(limit: Int) { self.limit = limit }

    public mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == 0x0a {
                if unfinished.last == 0x0d { unfinished.removeLast() }
                guard unfinished.count <= limit else { throw LineTooLong() }
                lines.append(unfinished)
                unfinished = []
            } else {
                unfinished.append(byte)
                if unfinished.count > limit + 1 || unfinished.count > limit && byte != 0x0d { throw LineTooLong() }
            }
        }
        return lines
    }
}
