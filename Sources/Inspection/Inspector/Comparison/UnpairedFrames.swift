/// Frames that only one capture has, between two that both have: why that may be.
struct UnpairedFrames {
    var left: [ComparedFrame] = []
    var right: [ComparedFrame] = []

    static let acknowledging = "when to acknowledge, alone or with data, is each stack's choice (RFC 9293, 3.8.6.3)"
    static let neighbours = "on a link hosts first look for one another's addresses; within one host nobody need"
    static let again = "sent before: what is lost or late, and when a sender tries again, is each network's own"
    static let pieces = "the same bytes in other segments: how much fits into one is each link's own"

    /// The rows, with the reasons; nothing is left.
    mutating func take() -> [CaptureComparison.Row] {
        guard !left.isEmpty || !right.isEmpty else { return [] }
        defer { self = UnpairedFrames() }
        var same: [Bool: Bool] = [:]
        for isFromClient in [true, false] { same[isFromClient] = sayTheSame(left.filter { $0.carries(isFromClient) }, right.filter { $0.carries(isFromClient) }) }
        func reason(_ frame: ComparedFrame) -> String? {
            switch frame.kind {
            case .acknowledgement: Self.acknowledging
            case .neighbour: Self.neighbours
            case .again: Self.again
            case .data: frame.isFromClient.flatMap { same[$0] } == true ? Self.pieces : nil
            case .other: nil
            }
        }
        return left.map { .left($0, reason: reason($0)) } + right.map { .right($0, reason: reason($0)) }
    }

    /// Whether one end said the same in both: the same bytes, or as many with messages that differ only as they may.
    private func sayTheSame(_ left: [ComparedFrame], _ right: [ComparedFrame]) -> Bool {
        guard !left.isEmpty, !right.isEmpty, left.contains(where: \.isClosing) == right.contains(where: \.isClosing) else { return false }
        let a = left.flatMap(\.payload), b = right.flatMap(\.payload)
        if a == b { return true }
        if left.allSatisfy(\.isHidden), right.allSatisfy(\.isHidden) { return true }
        let one = left.filter(\.isMessage), other = right.filter(\.isMessage)
        guard !one.isEmpty, one.count == other.count else { return false }
        return zip(one, other).allSatisfy { a, b in
            CaptureComparison.differences(a, b).allSatisfy { $0.reason != nil || !ComparedFrame.isOfMessage($0.name) }
        }
    }
}
