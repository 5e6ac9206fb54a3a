/// The comparison in words.
extension CaptureComparison {
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
            case .left(let frame, let reason): line(number(frame.number), number(nil), frame.line, "only in A", reason == nil ? .red : .cyan, into: &out)
            case .right(let frame, let reason): line(number(nil), number(frame.number), frame.line, "only in B", reason == nil ? .red : .cyan, into: &out)
            case .both(let a, let b, let found):
                let others = found.filter { $0.reason == nil }
                line(number(a.number), number(b.number), a.line, found.isEmpty ? "same" : others.isEmpty ? "agrees" : "differs", others.isEmpty ? .green : .yellow, into: &out)
                for difference in found where all || difference.reason == nil {
                    out.text(String(repeating: " ", count: 2 * width + 4) + "\(difference.name): A \(difference.left), B \(difference.right)\(difference.reason.map { " (\($0))" } ?? "")\n")
                }
            }
        }
        out.text("\n\(same) frame\(same == 1 ? "" : "s") the same, \(expected) differ only as they may, \(different) otherwise; \(onlyLeft) only in A, \(onlyRight) only in B.\n")
        out.colour(agree ? .green : .yellow)
        out.text(agree ? "Both tell the same story.\n" : "They don't tell the same story: \(different) differ, and \(unexplained) that only one has ought to be in both.\n")
        out.colour(.plain)
        if !all { writeReasons(into: &out) }
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
        func note(_ reason: String, _ name: String?, isNewFrame: Bool) {
            let place = reasons.firstIndex { $0.reason == reason } ?? reasons.count
            if place == reasons.count { reasons.append((reason, [], 0)) }
            if let name, !reasons[place].names.contains(name) { reasons[place].names.append(name) }
            if isNewFrame { reasons[place].frames += 1 }
        }
        for row in rows {
            switch row {
            case .left(_, let reason): if let reason { note(reason, "frames only in A", isNewFrame: true) }
            case .right(_, let reason): if let reason { note(reason, "frames only in B", isNewFrame: true) }
            case .both(_, _, let found):
                var seen: Set<String> = []
                for difference in found { if let reason = difference.reason { note(reason, difference.name, isNewFrame: seen.insert(reason).inserted) } }
            }
        }
        guard !reasons.isEmpty else { return }
        out.text("\nWhat may differ, and does:\n")
        let width = reasons.map { "\($0.frames)".count }.max() ?? 1
        for (reason, names, frames) in reasons {
            let count = String(repeating: " ", count: width - "\(frames)".count) + "\(frames)"
            let words = "\(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? " …" : "")"
            out.text("  \(count) frame\(frames == 1 ? " " : "s")  \(words)\n")
            out.colour(.dim)
            out.text("  \(String(repeating: " ", count: width))         \(reason)\n")
            out.colour(.plain)
        }
    }
}
