/// A question about a capture: its key is worked out from the capture on the spot, never stored.
public struct Question: Sendable {
    /// What is a right value.
    public enum Key: Sendable {
        /// A whole number, decimal or hexadecimal.
        case number(Int64)
        /// One of these numbers, each as good as the other.
        case anyNumber([Int64])
        /// One of these times, in nanoseconds, as exact as it is written; in seconds, milli- or microseconds where the unit is left out.
        case duration([Int64])
        /// One of these texts; case and surrounding space do not matter.
        case text([String])
    }

    /// A wrong value that has a reason.
    public struct Misconception: Sendable {
        public let value: Key
        /// What the value is: "the client's own sequence number in frame 3".
        public let isReally: String
        /// What to know: "a SYN uses up one sequence number".
        public let likely: String

        public init(_ value: Key, isReally: String, likely: String) {
            self.value = value
            self.isReally = isReally
            self.likely = likely
        }
    }

    public let id: String
    /// Points for the value, and for the frame that proves it.
    public let valuePoints: Int
    public let framePoints: Int
    /// What is asked for, in kind: "raw acknowledgement number".
    public let wanted: String
    /// Where the worksheet explains it.
    public let section: String
    public let key: Key
    /// The frames that prove it; empty where no frame is asked for.
    public let evidence: Set<Int>
    public let misconceptions: [Misconception]
    /// It is the point of the question that its number is another's answer, too.
    public let sharesItsAnswer: Bool

    public init(_ id: String, points: Int = 1, wanted: String, section: String, key: Key, evidence: Set<Int> = [], framePoints: Int = 1, sharesItsAnswer: Bool = false, misconceptions: [Misconception] = []) {
        self.id = id
        self.valuePoints = points
        self.framePoints = evidence.isEmpty ? 0 : framePoints
        self.wanted = wanted
        self.section = section
        self.key = key
        self.evidence = evidence
        self.misconceptions = misconceptions
        self.sharesItsAnswer = sharesItsAnswer
    }

    public var points: Int { valuePoints + framePoints }
}

extension Question {
    /// Judges an entry of the answer file.
    public func judge(_ entry: AnswerFile.Entry) -> Verdict {
        switch entry {
        case .broken(let what, _): Verdict(.error, earned: 0, of: points, remark: "this answer could not be read", story: [.init("came", what), .init("wanted", evidence.isEmpty ? "value: \(wanted)" : "value: \(wanted), and frame: its number")])
        case .answer(let answer): judge(answer)
        }
    }

    private func judge(_ answer: Answer) -> Verdict {
        if answer.isUntouched { return .notAttempted(of: points) }
        let valueIsRight = answer.value.map { key.matches($0.text) } ?? false
        let frame = answer.frame.flatMap { Self.number($0.text) }
        let frameIsRight = evidence.isEmpty || (frame.map { $0 > 0 && $0 <= Int64(Int32.max) && evidence.contains(Int($0)) } ?? false)
        if valueIsRight && frameIsRight { return .passed(points) }

        let earned = (valueIsRight ? valuePoints : 0) + (frameIsRight ? framePoints : 0)
        var story: [Verdict.Line] = [.init("wanted", evidence.isEmpty ? wanted : "\(wanted), and the frame that shows it")]
        var remark = ""
        if !evidence.isEmpty { remark = valueIsRight ? "value right, frame \(answer.frame == nil ? "missing" : "wrong")" : frameIsRight ? "frame right, value \(answer.value == nil ? "missing" : "wrong")" : "" }
        if !valueIsRight {
            if let value = answer.value {
                let misconception = misconceptions.first { $0.value.matches(value.text) }
                story.append(.init("came", shown(value.text) + (misconception.map { ", \($0.isReally)" } ?? kindOf(value.text))))
                if let misconception { story.append(.init("likely", misconception.likely)) }
            } else { story.append(.init("came", "no value")) }
        }
        if !frameIsRight { story.append(.init("came", answer.frame.map { frame == nil ? "frame \(shown($0.text)), which is not a frame's number" : "frame \(shown($0.text)), which does not show it" } ?? "no frame")) }
        return Verdict(.wrong, earned: earned, of: points, remark: remark, story: story)
    }

    private func kindOf(_ text: String) -> String {
        switch key {
        case .number, .anyNumber: Self.number(text) == nil ? ", which is not a whole number" : ""
        case .duration: WrittenDuration(text) == nil ? ", which is not a time: write it as in 0.25 ms" : ""
        case .text: ""
        }
    }

    private func shown(_ text: String) -> String {
        let line = String(text.unicodeScalars.map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) ? " " : Character($0) })
        return line.count > 60 ? line.prefix(59) + "…" : line
    }

    /// What people write behind a number of something.
    private static let units: Set<String> = ["b", "byte", "bytes", "octet", "octets", "segment", "segments", "frame", "frames", "datagram", "datagrams"]

    /// A whole number as people write it: "2874120904", "2,874,120,904", "0xab4f9ac9", "14 bytes".
    static func number(_ text: String) -> Int64? {
        let word = text.reversed().prefix { $0.isLetter }.reversed().map(String.init).joined(), isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let plain = (isHexadecimal || !units.contains(word.lowercased()) ? text[...] : text.dropLast(word.count)).filter { !",_ '".contains($0) }
        if plain.hasPrefix("0x") || plain.hasPrefix("0X") { return Int64(plain.dropFirst(2), radix: 16) }
        return Int64(plain)
    }
}

extension Question.Key {
    func matches(_ text: String) -> Bool {
        switch self {
        case .number(let number): Question.number(text) == number
        case .anyNumber(let numbers): Question.number(text).map(numbers.contains) ?? false
        case .duration(let times): WrittenDuration(text).map { written in times.contains { written.matches($0) } } ?? false
        case .text(let accepted): accepted.contains { Self.plain($0) == Self.plain(text) }
        }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split { $0.isWhitespace || $0 == "\"" || $0 == "," }.joined(separator: " ")
    }
}
