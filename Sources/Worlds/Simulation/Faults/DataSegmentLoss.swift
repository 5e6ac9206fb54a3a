public import Wire

/// Loses the TCP segments with data whose numbers it is given, counted from 1 as they leave in its direction; those sent again count, too.
public struct DataSegmentLoss: LinkFault {
    public let numbers: [Int]
    private var seen = 0

    public init(_ numbers: [Int]) { self.numbers = numbers }

    public var name: String { "loss of data segment \(numbers.map(String.init).joined(separator: ", "))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        guard Self.carriesData(frame.bytes) else { return }
        seen += 1
        if numbers.contains(seen) { frame.lose("data segment \(seen)") }
    }

    /// Whether an Ethernet frame carries a TCP segment with payload over IPv4.
    static func carriesData(_ frame: [UInt8]) -> Bool {
        guard frame.count >= 54, frame[12] == 8, frame[13] == 0, frame[14] >> 4 == 4, frame[23] == 6 else { return false }
        let header = Int(frame[14] & 15) * 4, total = Int(frame[16]) << 8 | Int(frame[17])
        guard header >= 20, frame.count >= 14 + header + 20 else { return false }
        return total > header + Int(frame[14 + header + 12] >> 4) * 4
    }
}
