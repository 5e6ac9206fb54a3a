import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 14, E1: a learning switch.
    static let forwarder = Exercise("E1", file: "MySwitch.swift", pieces: [("ForwarderTrial", "MySwitch()")], steps: [
        step("E1.1", "floods what it does not know", points: 1, likely: "nobody has been heard yet: everywhere but where it came from", [(alice, bob, 1, 0), (bob, carol, 2, 1)]),
        step("E1.2", "learns from the source", points: 2, likely: "remember the source with the port that its frame came in on; the destination teaches nothing", [(alice, everyone, 1, 0), (bob, alice, 2, 1), (alice, bob, 1, 2), (carol, alice, 3, 3), (bob, carol, 2, 4)]),
        step("E1.3", "floods what is for everyone, or for a group", points: 1, likely: "an address whose first octet is odd is a group's: always flooded", [(alice, everyone, 1, 0), (bob, alice, 2, 1), (alice, everyone, 1, 2), (bob, 0x0100_5e00_00fb, 2, 3)]),
        step("E1.4", "filters what is there already", points: 1, likely: "known on the port that the frame came from: nowhere, it has arrived", [(alice, everyone, 1, 0), (bob, everyone, 1, 1), (alice, bob, 1, 2)]),
        step("E1.5", "follows a computer to another port", points: 1, likely: "each frame of a source is news, not only its first", [(alice, everyone, 1, 0), (bob, alice, 2, 1), (alice, everyone, 4, 2), (bob, alice, 2, 3)]),
        step("E1.6", "forgets after 300 seconds", points: 2, likely: "what was not heard for 300 s counts no more; hearing it again begins anew", [(alice, everyone, 1, 0), (bob, alice, 2, 299), (bob, alice, 2, 300), (alice, everyone, 1, 400), (bob, alice, 2, 650), (alice, bob, 1, 660), (bob, alice, 2, 950), (bob, alice, 2, 961)]),
        step("E1.7", "does not learn a group's address", points: 1, likely: "a group's address is nobody's own: a frame that says it comes from one teaches nothing", [(0x0100_5e00_0001, bob, 3, 0), (bob, alice, 2, 1), (alice, 0x0100_5e00_0001, 1, 2)]),
    ])

    private static let alice: UInt64 = 0x0200_0000_0001, bob: UInt64 = 0x0200_0000_0002, carol: UInt64 = 0x0200_0000_0003, everyone: UInt64 = 0xffff_ffff_ffff

    private static func name(_ address: UInt64) -> String {
        switch address {
        case alice: "alice"
        case bob: "bob"
        case carol: "carol"
        case everyone: "everyone"
        default: "a group"
        }
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ frames: [(UInt64, UInt64, Int, Int)]) -> ExerciseStep {
        let input = frames.map { ForwarderTrial.Frame(from: $0.0, to: $0.1, port: $0.2, at: $0.3) }
        return ExerciseStep(id, goal, points: points, of: ForwarderTrial.self, likely: likely, inputs: [input], show: { "\($0.count) frames" }) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            var story: [Verdict.Line] = []
            for (index, frame) in input.enumerated() {
                let line = "\(frame.time) s  \(name(frame.source)) to \(name(frame.destination)), in on port \(frame.port):"
                let found = index < came.count ? say(came[index]) : "nothing"
                if index < came.count, came[index] == wanted[index] { story.append(.init("\(index + 1)", "\(line) \(found)  ok")) } else {
                    story.append(.init("\(index + 1)", "\(line) \(found)  WRONG, should be: \(say(wanted[index]))"))
                    break
                }
            }
            return Fault(story: story)
        }
    }

    /// IEEE 802.1D-2004 section 7, in a few lines.
    private static func reference(_ frames: [ForwarderTrial.Frame]) -> [ForwarderTrial.Decision] {
        var heard: [UInt64: (port: Int, time: Int)] = [:]
        return frames.map { frame in
            if frame.source >> 40 & 1 == 0 { heard[frame.source] = (frame.port, frame.time) }
            guard frame.destination >> 40 & 1 == 0, let known = heard[frame.destination], frame.time - known.time < 300 else { return .flood }
            return known.port == frame.port ? .filter : .forward(known.port)
        }
    }

    private static func say(_ decision: ForwarderTrial.Decision) -> String {
        switch decision {
        case .flood: "flood"
        case .filter: "filter"
        case .forward(let port): "forward to \(port)"
        }
    }
}
