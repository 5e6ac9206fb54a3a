/// Two captures of what should be the same exchange, side by side: which frames agree, which differ, in which fields and
/// why that may be so. Made for a lab's kernel capture beside its simulated one.
public struct CaptureComparison {
    /// One side: its frames, in order.
    public struct Side {
        var frames: [ComparedFrame] = []
        /// TCP conversations that speak TLS by now.
        private var secret: Set<Int> = []
        public init() {}
        /// The most frames that are compared: putting them side by side takes time that grows with the square of what differs.
        public static let limit = 4_000
        /// Takes the next frame; false when there are too many. Needs a dissection with recorded fields.
        public mutating func add(_ dissection: borrowing Dissection) -> Bool {
            guard frames.count < Self.limit else { return false }
            var frame = ComparedFrame(dissection)
            if let stream = dissection.tcp?.stream {
                if frame.speaksTLS { secret.insert(stream) }
                if secret.contains(stream) { frame.isSecret() }
            }
            frames.append(frame)
            return true
        }
    }

    struct Difference {
        var name: String
        var left: String
        var right: String
        /// Why that may be; nil where it ought not to be.
        var reason: String?
    }

    enum Row {
        case both(ComparedFrame, ComparedFrame, [Difference])
        /// A frame that one side alone has, and why that may be.
        case left(ComparedFrame, reason: String?)
        case right(ComparedFrame, reason: String?)
    }

    let rows: [Row]
    /// Frames of both in which nothing differs; only what may; something that ought not to; and those that only one has.
    public let same, expected, different, onlyLeft, onlyRight: Int
    /// Frames that only one has, though it ought not to.
    public let unexplained: Int

    public init(_ left: Side, _ right: Side) {
        let a = left.frames, b = right.frames
        var removed = Set<Int>(), added = Set<Int>()
        for change in b.map(\.shape).difference(from: a.map(\.shape)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var rows: [Row] = [], i = 0, j = 0, run = UnpairedFrames()
        while i < a.count || j < b.count {
            if i < a.count, removed.contains(i) {
                run.left.append(a[i])
                i += 1
            } else if j < b.count, added.contains(j) {
                run.right.append(b[j])
                j += 1
            } else {
                rows += run.take()
                rows.append(.both(a[i], b[j], Self.differences(a[i], b[j])))
                i += 1
                j += 1
            }
        }
        rows += run.take()
        self.rows = rows
        var counts = [0, 0, 0, 0, 0], unexplained = 0
        for row in rows {
            switch row {
            case .both(_, _, let found): counts[found.isEmpty ? 0 : found.allSatisfy { $0.reason != nil } ? 1 : 2] += 1
            case .left(_, let reason):
                counts[3] += 1
                if reason == nil { unexplained += 1 }
            case .right(_, let reason):
                counts[4] += 1
                if reason == nil { unexplained += 1 }
            }
        }
        (same, expected, different, onlyLeft, onlyRight) = (counts[0], counts[1], counts[2], counts[3], counts[4])
        self.unexplained = unexplained
    }

    /// Whether the captures tell the same story: only such frames and such values differ as may.
    public var agree: Bool { different == 0 && unexplained == 0 }

    static func differences(_ a: ComparedFrame, _ b: ComparedFrame) -> [Difference] {
        var found: [Difference] = []
        let right = Dictionary(b.fields.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
        func note(_ name: String, _ left: [String]?, _ right: [String]?) {
            let (one, other) = DifferingText.pair(left, right)
            found.append(Difference(name: name, left: one, right: other, reason: ExpectedDifference.reason(name)))
        }
        for field in a.fields where right[field.name] != field.values { note(field.name, field.values, right[field.name]) }
        let names = Set(a.fields.map(\.name))
        for field in b.fields where !names.contains(field.name) { note(field.name, nil, field.values) }
        ExpectedDifference.follow(&found, a, b)
        return found
    }
}
