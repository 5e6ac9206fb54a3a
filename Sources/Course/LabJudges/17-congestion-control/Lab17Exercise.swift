import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 17, E1: slow start, congestion avoidance, and what a loss costs.
    static let congestion = Exercise("E1", file: "MyControl.swift", read: "worksheet section 7, RFC 5681 section 3", pieces: [("CongestionTrial", "MyControl.self")], steps: [
        step("E1.1", "begins with the initial window", points: 1, likely: "parameters.initialCongestionWindow; and the threshold as high as it goes", [[]]),
        step("E1.2", "doubles in slow start", points: 2, likely: "each acknowledged byte opens the window by one: it doubles in a round trip", [[Event](repeating: .acknowledged(1000), count: 12)]),
        step("E1.3", "one acknowledgment opens it by two segments at most", points: 1, likely: "min(bytes, 2 * segmentSize): one acknowledgment for much must not let a burst go", [[.acknowledged(4000), .acknowledged(2000)]]),
        step("E1.4", "halves what is on its way when a segment is lost", points: 2, likely: "threshold and window become half the flight, not half the window, and at least two segments", [[.loss(flight: 10_000)], [.acknowledged(1000), .loss(flight: 3000)]]),
        step("E1.5", "above the threshold one segment a round trip", points: 2, likely: "congestion avoidance: one segment for each window of bytes that is acknowledged", [[.loss(flight: 8000)] + [Event](repeating: .acknowledged(1000), count: 9), [.loss(flight: 20_000)] + [Event](repeating: .acknowledged(1000), count: 21)], whole: false),
        step("E1.6", "begins again after a timeout", points: 2, likely: "after a timeout the window is one segment; the threshold is half the flight", [[.timeout(flight: 10_000)], [.timeout(flight: 2000), .acknowledged(1000)]]),
        step("E1.7", "slow start ends at the threshold", points: 1, likely: "below the threshold it doubles, from there on it creeps", [[.timeout(flight: 8000)] + [Event](repeating: .acknowledged(1000), count: 4)]),
        step("E1.8", "does not grow when nobody uses it", points: 1, likely: "isWindowLimited says whether the window held the sender back: only then may it grow", [[.acknowledgedIdle(1000), .acknowledgedIdle(1000)]]),
    ])

    private typealias Event = CongestionTrial.Event
    private static let segment = CongestionTrial.segmentSize

    /// - Parameter whole: whether each window counts, or the last only: how the creeping is rounded is free.
    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[Event]], whole: Bool = true) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: CongestionTrial.self, likely: likely, inputs: inputs, show: { "\($0.count) event\($0.count == 1 ? "" : "s")" }) { events, came in
            let wanted = reference(events)
            func isRight(_ index: Int) -> Bool {
                guard index < came.count else { return false }
                let tolerance = whole && index < came.count - 1 ? 0 : id == "E1.5" || id == "E1.7" ? 300 : 0
                if !whole, index > 1, index < wanted.count - 1 { return true }
                return abs(came[index].congestionWindow - wanted[index].congestionWindow) <= tolerance && (came[index].threshold == wanted[index].threshold || min(came[index].threshold, wanted[index].threshold) >= 65_535)
            }
            guard let wrong = wanted.indices.first(where: { !isRight($0) }) else { return nil }
            func line(_ index: Int, _ words: String) -> Verdict.Line { .init("\(index)", "\(pad(say(index, events)))  \(words)") }
            var story = (max(0, wrong - 5)..<wrong).map { line($0, "\(say(came[$0]))  ok") }
            let found = wrong < came.count ? came[wrong] : .init(0, 0)
            story.append(line(wrong, "\(say(found))  WRONG, should be \(whole ? "" : "about ")\(say(wanted[wrong]))"))
            return Fault(likely: misconception(wrong > 0 ? events[wrong - 1] : nil, wrong > 0 ? came[wrong - 1] : .init(0, 0), found, wanted[wrong]), story: story)
        }
    }

    private static func misconception(_ event: Event?, _ before: CongestionTrial.Window, _ came: CongestionTrial.Window, _ wanted: CongestionTrial.Window) -> String? {
        switch event {
        case .loss where came.congestionWindow == segment && wanted.congestionWindow != segment: "one segment is what a timeout costs; a loss that was found early costs half"
        case .loss where came.threshold == before.congestionWindow / 2 && came.threshold != wanted.threshold: "half of what is on its way (flight), not of the window: a program that sent little would keep a window that was never tried"
        case .loss(let flight) where came.threshold == flight / 2 && wanted.threshold != flight / 2, .timeout(let flight) where came.threshold == flight / 2 && wanted.threshold != flight / 2: "the threshold is never below two segments"
        case .timeout where came.congestionWindow == wanted.threshold: "after a timeout nothing is on its way any more: begin with one segment"
        default: nil
        }
    }

    private static func say(_ index: Int, _ events: [Event]) -> String {
        if index == 0 { return "at the beginning" }
        switch events[index - 1] {
        case .acknowledged(let bytes): return "\(bytes) bytes acknowledged"
        case .acknowledgedIdle(let bytes): return "\(bytes) acknowledged, window not full"
        case .loss(let flight): return "loss, \(flight) on their way"
        case .timeout(let flight): return "timeout, \(flight) on their way"
        }
    }

    private static func say(_ window: CongestionTrial.Window) -> String { "cwnd \(window.congestionWindow)  ssthresh \(window.threshold >= 1 << 30 ? "max" : "\(window.threshold)")" }
    private static func pad(_ text: String) -> String { text + String(repeating: " ", count: max(0, 30 - text.count)) }

    /// RFC 5681, counting bytes.
    private static func reference(_ events: [Event]) -> [CongestionTrial.Window] {
        var window = segment * CongestionTrial.initialWindow, threshold = 1 << 40, credit = 0
        return [.init(window, threshold)] + events.map { event in
            switch event {
            case .acknowledged(let bytes) where window < threshold: window += min(bytes, 2 * segment, threshold - window)
            case .acknowledged(let bytes):
                credit += bytes
                if credit >= window {
                    credit -= window
                    window += segment
                }
            case .acknowledgedIdle: break
            case .loss(let flight):
                threshold = max(flight / 2, 2 * segment)
                (window, credit) = (threshold, 0)
            case .timeout(let flight):
                threshold = max(flight / 2, 2 * segment)
                (window, credit) = (segment, 0)
            }
            return .init(window, threshold)
        }
    }
}
