import ApplicationLayer
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 18, E1: names in DNS messages.
    static let names = Exercise("E1", file: "MyNames.swift", read: "worksheet section 7, RFC 1035 section 4.1.4", pieces: [("NameTrial", "MyNames()")], steps: [
        step("E1.1", "labels to the end", points: 2, likely: "a byte of length, so many letters, and so on; a zero ends the name, and belongs to it", [(name("www", "example", "com"), 0), (Array("xx".utf8) + name("a") + [1, 2, 3], 2)]),
        step("E1.2", "the root", points: 1, likely: "a name without labels is \".\": the zero stands there at once", [([0], 0), ([9, 9, 0, 7], 2)]),
        step("E1.3", "a pointer", points: 2, likely: "two bits 11 begin a pointer of two bytes: go on where it leads, but the message goes on right behind it", [(name("example", "com") + label("www") + [0xc0, 0] + [1, 2], 13), (name("com") + [0xc0, 0] + [5], 5), ([UInt8](repeating: 0, count: 300) + name("far", "away") + [0xc1, 0x2c], 310)]),
        step("E1.4", "pointers to pointers", points: 1, likely: "where a pointer leads there may be labels, and another pointer", [(name("com") + label("example") + [0xc0, 0] + label("www") + [0xc0, 5], 15), (name("net") + [0xc0, 0] + [0xc0, 5] + [0xc0, 7] + [1], 9)]),
        step("E1.5", "circles", points: 2, likely: "a pointer may lead to itself, or two to each other: refuse one that does not lead farther back", [([0xc0, 0], 0), ([0xc0, 2, 0xc0, 0], 0), (label("a") + [0xc0, 0], 0), ([0, 0xc0, 3, 0xc0, 1], 3)]),
        step("E1.6", "messages that end too soon", points: 1, likely: "look before you read: whoever sent this may have written anything", [([3, 0x77, 0x77], 0), ([], 0), (label("www"), 0), (name("com") + [0xc0], 5), ([0x80, 1, 0], 0), ([0x40, 1, 0], 0), ([0xff, 0xff], 0), ([0], 7)]),
        step("E1.7", "no more than 255 bytes", points: 1, likely: "lengths, letters and the zero at the end: 255 bytes at most (RFC 1035 section 2.3.4)", [(name(long, long, long, String(repeating: "d", count: 61)), 0), (name(long, long, long, String(repeating: "d", count: 62)), 0), (name(long, long) + label(long) + label(long) + [0xc0, 0], 129)]),
    ])

    private static let long = String(repeating: "x", count: 63)
    private static func label(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
    private static func name(_ labels: String...) -> [UInt8] { labels.flatMap(label) + [0] }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [([UInt8], Int)]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: NameTrial.self, likely: likely, inputs: inputs.map { NameTrial.Input($0.0, at: $0.1) }, show: { "the name at byte \($0.start) of \(Shown.text($0.message, limit: 30))" }, say: say) { input, came in
            let wanted = reference(input)
            guard came.name != wanted else { return nil }
            return Fault(wanted: say(.init(wanted)), came: say(came), likely: misconception(id, input, came.name, wanted))
        }
    }

    private static func say(_ output: NameTrial.Output) -> String {
        guard let name = output.name else { return "refused" }
        return "\(Shown.text(Array(name.name.utf8))), and the message goes on at byte \(name.next)"
    }

    private static func misconception(_ id: String, _ input: NameTrial.Input, _ came: PlainName?, _ wanted: PlainName?) -> String? {
        guard let came, let wanted else { return nil }
        if came.name == wanted.name + "." { return "\"www.example.com\", without a dot behind it" }
        if came.name == wanted.name, came.next != wanted.next {
            if came.next == wanted.next - 1 { return "the zero, or the pointer's second byte, belongs to the name" }
            if input.message.indices.contains(wanted.next - 2), input.message[wanted.next - 2] >> 6 == 3 { return "the message goes on behind the first pointer, not where the name ended" }
            return nil
        }
        if id == "E1.3", !came.name.isEmpty, wanted.name.hasPrefix(came.name) { return "the name goes on where the pointer leads" }
        return nil
    }

    /// RFC 1035 section 4.1.4, counting steps: no honest name of 255 bytes takes more.
    private static func reference(_ input: NameTrial.Input) -> PlainName? {
        let message = input.message
        var labels: [String] = [], place = input.start, next: Int?, length = 1
        for _ in 0..<256 {
            guard message.indices.contains(place) else { return nil }
            let first = Int(message[place])
            if first == 0 { return PlainName(name: labels.isEmpty ? "." : labels.joined(separator: "."), next: next ?? place + 1) }
            if first >> 6 == 3 {
                guard place + 1 < message.count else { return nil }
                if next == nil { next = place + 2 }
                place = (first & 0x3f) << 8 | Int(message[place + 1])
                continue
            }
            length += first + 1
            guard first >> 6 == 0, place + first < message.count, length <= 255 else { return nil }
            labels.append(String(decoding: message[place + 1...place + first], as: UTF8.self))
            place += first + 1
        }
        return nil
    }
}
