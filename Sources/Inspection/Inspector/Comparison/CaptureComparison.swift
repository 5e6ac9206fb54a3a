/// Two captures of what should be the same exchange, side by side: which frames agree, which differ, in which fields and
/// why that may be so. Made for a lab's kernel capture beside its simulated one.
public struct CaptureComparison {
    /// One side: its frames, in order.
    public struct Side {
        var frames: [ComparedFrame] = []
        public init() {}
        /// The most frames that are compared: putting them side by side takes time that grows with the square of what differs.
        public static let limit = 4_000
        /// Takes the next frame; false when there are too many. Needs a dissection with recorded fields.
        public mutating func add(_ dissection: borrowing Dissection) -> Bool {
            guard frames.count < Self.limit else { return false }
            frames.append(ComparedFrame(dissection))
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
        case left(ComparedFrame)
        case right(ComparedFrame)
    }

    let rows: [Row]
    /// Frames of both in which nothing differs; only what may; something that ought not to; and those that only one has.
    public let same, expected, different, onlyLeft, onlyRight: Int

    public init(_ left: Side, _ right: Side) {
        let a = left.frames, b = right.frames
        var removed = Set<Int>(), added = Set<Int>()
        for change in b.map(\.shape).difference(from: a.map(\.shape)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var rows: [Row] = [], i = 0, j = 0
        while i < a.count || j < b.count {
            if i < a.count, removed.contains(i) {
                rows.append(.left(a[i]))
                i += 1
            } else if j < b.count, added.contains(j) {
                rows.append(.right(b[j]))
                j += 1
            } else {
                rows.append(.both(a[i], b[j], Self.differences(a[i], b[j])))
                i += 1
                j += 1
            }
        }
        self.rows = rows
        var counts = [0, 0, 0, 0, 0]
        for row in rows {
            switch row {
            case .both(_, _, let found): counts[found.isEmpty ? 0 : found.allSatisfy { $0.reason != nil } ? 1 : 2] += 1
            case .left: counts[3] += 1
            case .right: counts[4] += 1
            }
        }
        (same, expected, different, onlyLeft, onlyRight) = (counts[0], counts[1], counts[2], counts[3], counts[4])
    }

    /// Whether the captures tell the same story: the same frames, and only such differences as may be.
    public var agree: Bool { different == 0 && onlyLeft == 0 && onlyRight == 0 }

    private static func differences(_ a: ComparedFrame, _ b: ComparedFrame) -> [Difference] {
        var found: [Difference] = []
        func text(_ values: [String]?) -> String { values.map { shortened($0.joined(separator: " "), 40) } ?? "(not there)" }
        let right = Dictionary(b.fields.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
        for field in a.fields where right[field.name] != field.values {
            found.append(Difference(name: field.name, left: text(field.values), right: text(right[field.name]), reason: ExpectedDifference.reason(field.name)))
        }
        let names = Set(a.fields.map(\.name))
        for field in b.fields where !names.contains(field.name) {
            found.append(Difference(name: field.name, left: text(nil), right: text(field.values), reason: ExpectedDifference.reason(field.name)))
        }
        ExpectedDifference.follow(&found, isMessage: a.isMessage && b.isMessage)
        return found
    }

    // MARK: In words

    /// Writes the frames side by side and what it comes to. `all`: differences that may be, too, each frame's.
    public func write(left: String, right: String, all: Bool, into out: inout OutputBuffer) {
        let width = max(1, "\(rows.count)".count)
        func number(_ value: Int?) -> String {
            let text = value.map { "\($0)" } ?? "-"
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        out.text("A is \(left), B is \(right)\n\n")
        out.colour(.dim)
        out.text("\(number(nil).dropLast())A  \(number(nil).dropLast())B  \n")
        out.colour(.plain)
        for row in rows {
            switch row {
            case .left(let frame): line(number(frame.number), number(nil), frame.line, "only in A", .red, into: &out)
            case .right(let frame): line(number(nil), number(frame.number), frame.line, "only in B", .red, into: &out)
            case .both(let a, let b, let found):
                let others = found.filter { $0.reason == nil }
                line(number(a.number), number(b.number), a.line, found.isEmpty ? "same" : others.isEmpty ? "agrees" : "differs", others.isEmpty ? .green : .yellow, into: &out)
                for difference in found where all || difference.reason == nil {
                    out.text(String(repeating: " ", count: 2 * width + 4) + "\(difference.name): A \(difference.left), B \(difference.right)\(difference.reason.map { " (\($0))" } ?? "")\n")
                }
            }
        }
        out.text("\n\(same) frame\(same == 1 ? "" : "s") the same, \(expected) that differ only in what may differ, \(different) that differ otherwise, \(onlyLeft) only in A, \(onlyRight) only in B.\n")
        if onlyLeft + onlyRight > 0 {
            out.text("Frames that only one has are often acknowledgements: when to send one alone and when with data or for several segments is\neach stack's choice (RFC 9293 section 3.8.6.3).\n")
        }
        if !all, expected + different > 0 { writeReasons(into: &out) }
    }

    private func line(_ a: String, _ b: String, _ text: String, _ verdict: StaticString, _ colour: OutputBuffer.Colour, into out: inout OutputBuffer) {
        out.text("\(a)  \(b)  ")
        out.colour(colour)
        out.text(verdict)
        out.colour(.plain)
        out.text(String(repeating: " ", count: 11 - verdict.utf8CodeUnitCount) + text + "\n")
    }

    /// What differs as it may, by reason, over all frames.
    private func writeReasons(into out: inout OutputBuffer) {
        var reasons: [(reason: String, names: [String], frames: Int)] = []
        for case .both(_, _, let found) in rows {
            var seen: Set<String> = []
            for difference in found {
                guard let reason = difference.reason else { continue }
                let place = reasons.firstIndex { $0.reason == reason } ?? reasons.count
                if place == reasons.count { reasons.append((reason, [], 0)) }
                if !reasons[place].names.contains(difference.name) { reasons[place].names.append(difference.name) }
                if seen.insert(reason).inserted { reasons[place].frames += 1 }
            }
        }
        guard !reasons.isEmpty else { return }
        out.text("\nWhat may differ, and does:\n")
        for (reason, names, frames) in reasons {
            out.text("  \(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? " …" : "") in \(frames) frame\(frames == 1 ? "" : "s"): \(reason)\n")
        }
    }
}
