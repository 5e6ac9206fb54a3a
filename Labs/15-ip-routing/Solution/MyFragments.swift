import NetworkLayer
import Wire

/// E2, done: a place for each byte, empty until it has come. The datagram is whole when the last fragment has said where it ends and no place is empty.
public struct MyFragments: FragmentAssembler {
    private var places: [UInt8?] = []
    private var missing = 0
    private var end: Int?

    public init() {}

    public mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        let next = offset + payload.count
        guard offset >= 0, next <= FragmentLimits.longestPayload else { throw FragmentRefused("it ends at byte \(next)") }
        if !moreFragments {
            guard end == nil || end == next, places.count <= next else { throw FragmentRefused("two ends") }
            end = next
        }
        if let end, next > end { throw FragmentRefused("bytes behind the end") }
        if next > places.count {
            missing += next - places.count
            places += [UInt8?](repeating: nil, count: next - places.count)
        }
        for (index, byte) in payload.enumerated() {
            if let there = places[offset + index] {
                guard there == byte else { throw FragmentRefused("byte \(offset + index) came twice, and not the same") }
            } else {
                places[offset + index] = byte
                missing -= 1
            }
        }
        return end == places.count && missing == 0 ? places.compactMap { $0 } : nil
    }
}
