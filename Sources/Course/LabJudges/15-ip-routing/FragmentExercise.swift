import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 15, E2: fragments of one datagram.
    static let fragments = Exercise("E2", file: "MyFragments.swift", read: "worksheet section 7, RFC 791 section 3.2", pieces: [("FragmentTrial", "MyFragments.self")], steps: [
        step("E2.1", "a datagram in one piece", points: 1, likely: "a last fragment at byte 0 is all there is", [[f(0, 5, more: false)], [f(0, 1, more: false)]]),
        step("E2.2", "pieces in order", points: 1, likely: "whole is a datagram when the last fragment has come and nothing is missing before it", [[f(0, 16), f(16, 8), f(24, 3, more: false)]]),
        step("E2.3", "pieces in any order", points: 2, likely: "the last fragment says where the datagram ends; the others may still be on their way", [[f(24, 3, more: false), f(0, 16), f(16, 8)], [f(16, 8), f(24, 3, more: false), f(0, 16)]]),
        step("E2.4", "a gap is not the end", points: 2, likely: "count what has come, not how many pieces: every byte from 0 to the end must be there", [[f(0, 8), f(24, 3, more: false), f(16, 8), f(8, 8)], [f(24, 3, more: false), f(0, 8), f(8, 16)]]),
        step("E2.5", "a piece that comes twice", points: 1, likely: "the network may copy a packet: the same bytes at the same place change nothing", [[f(0, 8), f(0, 8), f(8, 8), f(8, 8), f(16, 4, more: false)]]),
        step("E2.6", "a piece that cannot be", points: 1, likely: "no packet has more than 65,515 bytes behind its header: refuse a fragment that ends beyond, as the \"ping of death\" did", [[f(0, 8), f(65_512, 8, more: false)], [f(0, 8), f(65_512, 3, more: false)]]),
        step("E2.7", "other bytes at the same place", points: 1, likely: "overlapping pieces that differ are an attack, on firewalls that look at the first one: refuse them", [[f(0, 16), f(8, 8, shifted: 1), f(16, 4, more: false)], [f(0, 16), f(8, 16), f(24, 4, more: false)]]),
    ])

    /// A piece of a datagram whose bytes count up.
    private static func f(_ offset: Int, _ count: Int, more: Bool = true, shifted: Int = 0) -> FragmentTrial.Fragment {
        FragmentTrial.Fragment(offset, (0..<count).map { UInt8(truncatingIfNeeded: offset + $0 + shifted) }, more: more)
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[FragmentTrial.Fragment]]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: FragmentTrial.self, likely: likely, inputs: inputs, show: { "\($0.count) piece\($0.count == 1 ? "" : "s")" }) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            let wrong = (0..<max(wanted.count, came.count)).first { $0 >= came.count || $0 >= wanted.count || came[$0] != wanted[$0] } ?? 0
            func line(_ index: Int, _ words: String) -> Verdict.Line {
                let piece = input[min(index, input.count - 1)]
                return .init("\(index + 1)", "bytes \(piece.offset) to \(piece.offset + piece.payload.count - 1)\(piece.more ? ", more follow" : ", the last")  ->  \(words)")
            }
            let found = wrong < came.count ? came[wrong] : nil, right = wrong < wanted.count ? wanted[wrong] : nil
            let story = (0..<wrong).map { line($0, "\(say(came[$0]))  ok") } + [line(wrong, "\(say(found))  WRONG, should be: \(say(right))")]
            return Fault(likely: misconception(id, found, right), story: story)
        }
    }

    private static func misconception(_ id: String, _ came: FragmentTrial.Moment?, _ wanted: FragmentTrial.Moment?) -> String? {
        switch (came, wanted) {
        case (.whole(let some), .whole(let all)) where some.count < all.count: "bytes are missing: each piece has its place, at its offset"
        case (.whole(let some), .whole(let all)) where some.count > all.count: id == "E2.5" ? nil : "it has too many bytes: each piece has its place, at its offset"
        case (.whole(let some), .whole(let all)) where some.sorted() == all.sorted(): "they are in the order in which they came: put each at its offset"
        case (.whole, .waiting): id == "E2.4" ? nil : "something is missing yet"
        case (.refused, .waiting), (.refused, .whole): id == "E2.5" ? nil : "nothing is wrong with this piece"
        default: nil
        }
    }

    private static func say(_ moment: FragmentTrial.Moment?) -> String {
        switch moment {
        case .waiting: "waits"
        case .whole(let bytes): "whole, \(bytes.count) bytes"
        case .refused: "refused"
        case nil: "nothing more"
        }
    }

    /// RFC 791 with a place for each byte.
    private static func reference(_ input: [FragmentTrial.Fragment]) -> [FragmentTrial.Moment] {
        var places: [Int: UInt8] = [:], end: Int?, moments: [FragmentTrial.Moment] = []
        for piece in input {
            let next = piece.offset + piece.payload.count
            guard next <= 65_515, end.map({ next <= $0 }) ?? true, piece.more || places.keys.allSatisfy({ $0 < next }) else { return moments + [.refused] }
            if !piece.more { end = next }
            for (index, byte) in piece.payload.enumerated() {
                if let there = places[piece.offset + index], there != byte { return moments + [.refused] }
                places[piece.offset + index] = byte
            }
            if let end, places.count == end { return moments + [.whole((0..<end).compactMap { places[$0] })] }
            moments.append(.waiting)
        }
        return moments
    }
}
