import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 05, E1: dot stuffing.
    static let dots = Exercise("E1", file: "MyDots.swift", read: "worksheet section 7, RFC 5321 section 4.5.2", pieces: [("DotTrial", "MyDots()")], steps: [
        step("E1.1", "ends a message with a line of one dot", points: 2, likely: "behind the message: a dot and CRLF", [.stuff(b("Hello\r\n")), .stuff(b("Hello\r\nBye\r\n"))]),
        step("E1.2", "doubles a dot at a line's beginning", points: 2, likely: "each line that begins with a dot gets one more, not only the line of one dot", [.stuff(b(".\r\n")), .stuff(b("a\r\n.b\r\n..c\r\n")), .stuff(b(".first\r\nlast\r\n"))]),
        step("E1.3", "ends the last line if it has no end", points: 1, likely: "the line of one dot must stand on a line of its own", [.stuff(b("no end")), .stuff(b("")), .stuff(b(".x"))]),
        step("E1.4", "leaves everything else alone", points: 1, likely: "a dot inside a line means nothing; bytes that are no text stay as they are", [.stuff(b("a.b.c.\r\n...and. so on.\r\n")), .stuff([0xff, 0x2e, 0x80, 13, 10, 0x2e, 0xc3, 0x28, 13, 10])]),
        step("E1.5", "makes the message again", points: 2, likely: "take one dot off each line that begins with one, and leave out the line of one dot", [.unstuff(b("Hello\r\n.\r\n")), .unstuff(b("a\r\n..b\r\n...c\r\n.\r\n")), .unstuff(b(".\r\n")), .unstuff(b("..\r\n.\r\n")), .unstuff(b("a.b\r\n.\r\n"))]),
        step("E1.6", "there and back, large and of any bytes", points: 1, likely: "what was stuffed must come back to the byte", large),
    ])

    private static func b(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let large: [DotTrial.Input] = {
        let lines = (0..<2000).flatMap { number -> [UInt8] in [UInt8](repeating: 0x2e, count: number % 4) + [UInt8(truncatingIfNeeded: 0x80 + number % 100)] + b(" line \(number).\r\n") }
        return [.stuff(lines), .unstuff(reference(.stuff(lines)))]
    }()

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [DotTrial.Input]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: DotTrial.self, likely: likely, inputs: inputs, show: show, say: { Shown.text($0, limit: 24) }) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            let at = zip(came, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(came.count, wanted.count)
            let from = max(0, at - 12)
            return Fault(wanted: Shown.text(wanted[from...].prefix(40)) + (from > 0 ? " from byte \(from) on" : ""), came: Shown.text(came.dropFirst(from).prefix(40)) + ", \(came.count) bytes", likely: misconception(input, came, wanted))
        }
    }

    private static func misconception(_ input: DotTrial.Input, _ came: [UInt8], _ wanted: [UInt8]) -> String? {
        switch input {
        case .stuff(let message):
            if came == message { return "the message alone does not end: a line of one dot says that it is over" }
            if came == Array(message + b(".\r\n")), came != wanted, message.suffix(2) == b("\r\n") { return nil }
            if came == Array(wanted.dropLast(2)) { return "the dot's line ends in CRLF, too" }
            if came == wanted.filter({ $0 != 13 }) { return "lines end in CRLF, not in LF" }
            if came.count > wanted.count, came.count(where: { $0 == 0x2e }) > wanted.count(where: { $0 == 0x2e }) { return "only a dot at a line's beginning is doubled" }
            if String(decoding: message, as: UTF8.self).utf8.elementsEqual(message) == false, came.elementsEqual(String(decoding: wanted, as: UTF8.self).utf8) { return "bytes were turned into text and back: keep them as [UInt8]" }
        case .unstuff(let data):
            if came == Array(data.dropLast(3)) { return "the dots that were added are still there" }
            if came.count == wanted.count + 3 || came.count == wanted.count + 2 { return "the line of one dot is no part of the message" }
            if came.count < wanted.count { return "one dot a line is taken off, and only at its beginning" }
        }
        return nil
    }

    private static func show(_ input: DotTrial.Input) -> String {
        switch input {
        case .stuff(let message): "stuff \(Shown.text(message, limit: 24))"
        case .unstuff(let data): "unstuff \(Shown.text(data, limit: 24))"
        }
    }

    /// RFC 5321 section 4.5.2.
    private static func reference(_ input: DotTrial.Input) -> [UInt8] {
        var out: [UInt8] = [], begins = true
        switch input {
        case .stuff(let message):
            for byte in message {
                if begins, byte == 0x2e { out.append(0x2e) }
                out.append(byte)
                begins = byte == 10
            }
            return out + (begins ? [] : [13, 10]) + [0x2e, 13, 10]
        case .unstuff(let data):
            for byte in data.dropLast(3) {
                if !begins || byte != 0x2e { out.append(byte) }
                begins = byte == 10
            }
            return out
        }
    }
}
