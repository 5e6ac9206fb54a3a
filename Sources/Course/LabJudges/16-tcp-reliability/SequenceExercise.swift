import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 16, E3: numbers that wrap around.
    static let sequence = Exercise("E3", file: "MySequence.swift", read: "worksheet section 7, RFC 9293 section 3.4", pieces: [("SequenceTrial", "MySequence()")], steps: [
        step("E3.1", "which of two comes first", points: 1, likely: "a number does not come before itself", [.isBefore(1, 2), .isBefore(2, 1), .isBefore(7, 7)]),
        step("E3.2", "and around the end of the numbers", points: 2, likely: wrap, [.isBefore(0xffff_fff0, 5), .isBefore(5, 0xffff_fff0), .isBefore(0xffff_ffff, 0), .isBefore(0x8000_0000, 0xffff_ffff), .isBefore(10, 0x8000_0009)]),
        step("E3.3", "whether a number lies in a window", points: 2, likely: wrap, [
            .isInWindow(100, from: 100, size: 10), .isInWindow(109, from: 100, size: 10), .isInWindow(110, from: 100, size: 10), .isInWindow(99, from: 100, size: 10), .isInWindow(3, from: 0xffff_fff8, size: 16), .isInWindow(8, from: 0xffff_fff8, size: 16),
            .isInWindow(0xffff_fff7, from: 0xffff_fff8, size: 16), .isInWindow(5, from: 5, size: 0), .isInWindow(0x9000_0000, from: 5, size: 1 << 30),
        ]),
        step("E3.4", "which segments may be taken", points: 2, likely: "a segment may be taken if its first or its last number lies in the window, or if it covers the window", [
            .isAcceptable(100, length: 10, next: 100, window: 50), .isAcceptable(90, length: 20, next: 100, window: 50), .isAcceptable(90, length: 10, next: 100, window: 50), .isAcceptable(149, length: 10, next: 100, window: 50), .isAcceptable(150, length: 10, next: 100, window: 50),
            .isAcceptable(90, length: 100, next: 100, window: 50), .isAcceptable(0xffff_fffc, length: 8, next: 2, window: 50),
        ]),
        step("E3.5", "segments without bytes, windows without room", points: 1, likely: "RFC 9293's table has four rows: with no window only an empty segment at the next number, and nothing with bytes", [
            .isAcceptable(100, length: 0, next: 100, window: 50), .isAcceptable(149, length: 0, next: 100, window: 50), .isAcceptable(150, length: 0, next: 100, window: 50), .isAcceptable(99, length: 0, next: 100, window: 50), .isAcceptable(100, length: 0, next: 100, window: 0),
            .isAcceptable(101, length: 0, next: 100, window: 0), .isAcceptable(100, length: 10, next: 100, window: 0),
        ]),
    ])

    private static let wrap = "the number after 4294967295 is 0: look at the distance, a &- b, not at which is greater"

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [SequenceTrial.Input]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: SequenceTrial.self, likely: likely, inputs: inputs, show: show, say: { $0 ? "yes" : "no" }) { input, came in
            let wanted = reference(input)
            return came == wanted ? nil : Fault(wanted: wanted ? "yes" : "no", came: came ? "yes" : "no", likely: misconception(input))
        }
    }

    private static func misconception(_ input: SequenceTrial.Input) -> String? {
        switch input {
        case .isInWindow(let number, let start, let size) where number &- start == UInt32(truncatingIfNeeded: size): "the window's last number is start + size - 1"
        case .isInWindow(let number, let start, _) where number == start &- 1: "what lies just before the window is not in it: is the distance negative, or very large?"
        case .isInWindow(_, _, 0): "a window of no numbers holds none"
        case .isAcceptable(let start, let length, let next, _) where length > 0 && start &+ UInt32(length) == next: "its last number is start + length - 1, and that has come already"
        default: nil
        }
    }

    private static func show(_ input: SequenceTrial.Input) -> String {
        switch input {
        case .isBefore(let a, let b): "is \(a) before \(b)?"
        case .isInWindow(let number, let start, let size): "is \(number) one of \(size) from \(start) on?"
        case .isAcceptable(let start, let length, let next, let window): "\(start), \(length) long, where \(next) is expected, window \(window)?"
        }
    }

    /// RFC 9293 section 3.10.7.4, with 64-bit numbers around the expected one.
    private static func reference(_ input: SequenceTrial.Input) -> Bool {
        func distance(_ to: UInt32, from: UInt32) -> Int64 {
            let forward = Int64(to &- from)
            return forward < 1 << 31 ? forward : forward - 1 << 32
        }
        switch input {
        case .isBefore(let a, let b): return distance(b, from: a) > 0
        case .isInWindow(let number, let start, let size): return (0..<Int64(size)).contains(Int64(number &- start))
        case .isAcceptable(let start, let length, let next, let window):
            let first = distance(start, from: next), last = first + Int64(max(0, length - 1)), room = 0..<Int64(window)
            if length == 0 { return window == 0 ? first == 0 : room.contains(first) }
            return window > 0 && (room.contains(first) || room.contains(last) || (first < 0 && last >= Int64(window)))
        }
    }
}
