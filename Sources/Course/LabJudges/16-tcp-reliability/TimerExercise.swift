import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 16, E1: RFC 6298's timer.
    static let timer = Exercise("E1", file: "MyTimer.swift", read: "worksheet section 7, RFC 6298 section 2", pieces: [("TimerTrial", "MyTimer()")], steps: [
        step("E1.1", "one second before anything was measured", points: 1, likely: "RFC 6298 (2.1): 1 s to begin with", [[]]),
        step("E1.2", "the first measurement", points: 2, likely: "(2.2): SRTT is the round trip, RTTVAR half of it, and RTO = SRTT + 4 RTTVAR", [[.measured(300)], [.measured(100)], [.measured(1000)]]),
        step("E1.3", "smooths the next ones", points: 2, likely: "(2.3): RTTVAR = 3/4 RTTVAR + 1/4 |SRTT - R|, then SRTT = 7/8 SRTT + 1/8 R", [[.measured(300), .measured(300), .measured(500), .measured(100)], [.measured(100), .measured(900), .measured(900), .measured(100)]]),
        step("E1.4", "never below 200 ms, never above a minute", points: 1, likely: "both bounds hold for what was measured, too", [[.measured(10), .measured(12)], [.measured(30_000)]]),
        step("E1.5", "doubles each time it expires", points: 2, likely: "(5.5): twice as long each time, at most a minute", [[.measured(300), .expired, .expired, .expired], [.expired] + [Event](repeating: .expired, count: 40)]),
        step("E1.6", "goes back when something new is acknowledged", points: 1, likely: "what was measured counts again: keep it apart from the doubling", [[.measured(300), .expired, .expired, .acknowledged], [.measured(300), .expired, .acknowledged, .measured(400), .expired]]),
    ])

    private typealias Event = TimerTrial.Event

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[Event]]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: TimerTrial.self, likely: likely, inputs: inputs, show: { "\($0.count) event\($0.count == 1 ? "" : "s")" }) { events, came in
            let wanted = reference(events)
            // Two microseconds are a matter of rounding.
            func isRight(_ index: Int) -> Bool { index < came.count && abs(came[index] - wanted[index]) <= 2 }
            guard let wrong = wanted.indices.first(where: { !isRight($0) }) else { return nil }
            var story = (max(0, wrong - 6)..<wrong).map { Verdict.Line.init("\($0)", "\(pad(say($0, events)))  rto \(seconds(came[$0]))  ok") }
            let value = wrong < came.count ? came[wrong] : 0
            story.append(.init("\(wrong)", "\(pad(say(wrong, events)))  rto \(seconds(value))  WRONG, should be \(seconds(wanted[wrong]))"))
            return Fault(likely: misconception(Array(events.prefix(wrong)), value), story: story)
        }
    }

    private static func say(_ index: Int, _ events: [Event]) -> String {
        if index == 0 { return "at the beginning" }
        switch events[index - 1] {
        case .measured(let milliseconds): return "measured \(milliseconds) ms"
        case .expired: return "timer expires"
        case .acknowledged: return "new data acknowledged"
        }
    }

    private static func pad(_ text: String) -> String { text + String(repeating: " ", count: max(0, 21 - text.count)) }

    /// "0.900 s", from microseconds.
    private static func seconds(_ microseconds: Int) -> String {
        let milliseconds = microseconds / 1000, rest = abs(milliseconds % 1000)
        return "\(milliseconds / 1000).\(rest < 10 ? "00" : rest < 100 ? "0" : "")\(rest) s"
    }

    /// What is done differently from RFC 6298.
    private enum Slip: CaseIterable {
        case none, oldVariation, swapped, plainVariation, noFactor, wholeVariation, lastOnly, lowSecond, noUpper

        var words: String {
            switch self {
            case .none: ""
            case .oldVariation: "RTTVAR comes first: it is measured against the SRTT from before this round trip"
            case .swapped: "alpha is 1/8 and belongs to SRTT, beta is 1/4 and belongs to RTTVAR"
            case .plainVariation: "a variation has no sign: |SRTT - R|"
            case .noFactor: "RTTVAR counts four times"
            case .wholeVariation: "at the first measurement RTTVAR is half the round trip"
            case .lastOnly: "the last round trip alone says little: smooth"
            case .lowSecond: "the lower bound is 200 ms here"
            case .noUpper: "at most a minute"
            }
        }
    }

    private static func misconception(_ events: [Event], _ came: Int) -> String? {
        Slip.allCases.first { $0 != .none && reference(events, $0).last.map { abs($0 - came) <= 2 } == true }?.words
    }

    /// RFC 6298 in microseconds.
    private static func reference(_ events: [Event], _ slip: Slip = .none) -> [Int] {
        var smoothed: Double?, variation = 0.0, base = 1_000_000.0, doublings = 0
        func timeout() -> Int {
            var value = base
            for _ in 0..<doublings where value < 60_000_000 || slip == .noUpper { value *= 2 }
            return Int(slip == .noUpper ? min(value, 1e15) : min(value, 60_000_000))
        }
        var timeouts = [timeout()]
        for event in events {
            switch event {
            case .measured(let milliseconds):
                let trip = Double(milliseconds) * 1000
                if let old = smoothed, slip != .lastOnly {
                    let alpha = slip == .swapped ? 0.25 : 0.125, beta = slip == .swapped ? 0.125 : 0.25
                    let new = (1 - alpha) * old + alpha * trip
                    let stray = (slip == .oldVariation ? new : old) - trip
                    variation = (1 - beta) * variation + beta * (slip == .plainVariation ? -stray : abs(stray))
                    smoothed = new
                } else {
                    smoothed = trip
                    variation = slip == .wholeVariation ? trip : trip / 2
                }
                base = (smoothed ?? trip) + max(1000, (slip == .noFactor ? 1 : 4) * variation)
                base = max(base, slip == .lowSecond ? 1_000_000 : 200_000)
                if slip != .noUpper { base = min(base, 60_000_000) }
            case .expired: doublings = min(doublings + 1, 40)
            case .acknowledged: doublings = 0
            }
            timeouts.append(timeout())
        }
        return timeouts
    }
}
