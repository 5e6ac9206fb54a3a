import TransportLayer
import Wire

/// E2: your reassembler. Read section 7 of the worksheet; then replace the bodies, and add what you need to keep.
///
/// `LAB=16 swift test` judges it; `swift run tcp-reliability --mine` gives it to both ends.
public struct MyReassembler: SegmentReassembler {
    public init(capacity: Int) {}

    public var runs: [Range<Int>] { [] }

    public mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8] {
        throw NotAttempted("E2")
    }
}
