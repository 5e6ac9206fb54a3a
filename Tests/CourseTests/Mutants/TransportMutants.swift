import ExerciseKit
import LabJudges
import LabSolutions
import TransportLayer
import Wire

extension Mutant {
    static let timers: [Mutant] = [
        Mutant(.tcpReliability, "three seconds to begin with", caughtAt: "E1.1", saying: "1 s to begin with", WrongTimer(.threeSeconds)),
        Mutant(.tcpReliability, "the whole round trip as variation", caughtAt: "E1.2", saying: "half the round trip", WrongTimer(.wholeVariation)),
        Mutant(.tcpReliability, "the variation once", caughtAt: "E1.2", saying: "counts four times", WrongTimer(.noFactor)),
        Mutant(.tcpReliability, "SRTT before RTTVAR", caughtAt: "E1.3", saying: "RTTVAR comes first", WrongTimer(.oldVariation)),
        Mutant(.tcpReliability, "alpha and beta swapped", caughtAt: "E1.3", saying: "alpha is 1/8", WrongTimer(.swapped)),
        Mutant(.tcpReliability, "no smoothing", caughtAt: "E1.3", saying: "smooth", WrongTimer(.lastOnly)),
        Mutant(.tcpReliability, "a variation with a sign", caughtAt: "E1.3", saying: "has no sign", WrongTimer(.signed)),
        Mutant(.tcpReliability, "a lower bound of a second", caughtAt: "E1.4", saying: "lower bound is 200 ms", WrongTimer(.lowSecond)),
        Mutant(.tcpReliability, "no upper bound", caughtAt: "E1.4", saying: "at most a minute", WrongTimer(.noUpper)),
        Mutant(.tcpReliability, "adds instead of doubling", caughtAt: "E1.5", saying: "twice as long each time", WrongTimer(.adds)),
        Mutant(.tcpReliability, "stays slow for ever", caughtAt: "E1.6", saying: "keep it apart", WrongTimer(.staysSlow)),
    ]

    static let reassemblers: [Mutant] = [
        Mutant(.tcpReliability, "in the order of arrival", caughtAt: "E2.2", saying: "it has to wait", Arrivals.self),
        Mutant(.tcpReliability, "drops what is beyond a gap", caughtAt: "E2.2", saying: "kept, not dropped", Dropper.self),
        Mutant(.tcpReliability, "across a gap", caughtAt: "E2.3", saying: "only what reaches to the next gap", Jumper.self),
        Mutant(.tcpReliability, "offsets that stay where they were", caughtAt: "E2.3", saying: "WRONG", StaleOffsets.self),
        Mutant(.tcpReliability, "old bytes again", caughtAt: "E2.4", saying: "not taken again", Repeater.self),
        Mutant(.tcpReliability, "the latest bytes win", caughtAt: "E2.4", saying: "that came first stay", LatestWins.self),
        Mutant(.tcpReliability, "a run for each segment", caughtAt: "E2.5", saying: "runs that touch are one", Fragmented.self),
        Mutant(.tcpReliability, "no limit", caughtAt: "E2.6", saying: "fills your memory", Boundless.self),
    ]

    static let sequences: [Mutant] = [
        Mutant(.tcpReliability, "plain comparison", caughtAt: "E3.2", saying: "after 4294967295 is 0", WrongSequence(.plain)),
        Mutant(.tcpReliability, "before itself", caughtAt: "E3.1", saying: "not come before itself", WrongSequence(.orEqual)),
        Mutant(.tcpReliability, "the window's end belongs to it", caughtAt: "E3.3", saying: "start + size - 1", WrongSequence(.closed)),
        Mutant(.tcpReliability, "signed distance in the window", caughtAt: "E3.3", saying: "just before the window", WrongSequence(.signed)),
        Mutant(.tcpReliability, "the beginning alone", caughtAt: "E3.4", saying: "first or its last", WrongSequence(.beginning)),
        Mutant(.tcpReliability, "the end is one too far", caughtAt: "E3.4", saying: "start + length - 1", WrongSequence(.endTooFar)),
        Mutant(.tcpReliability, "empty segments like others", caughtAt: "E3.5", saying: "four rows", WrongSequence(.noEmpty)),
    ]

    static let congestion: [Mutant] = [
        Mutant(.congestionControl, "begins with one segment", caughtAt: "E1.1", saying: "initialCongestionWindow", WrongControl<OneSegment>.self),
        Mutant(.congestionControl, "one segment a round trip from the start", caughtAt: "E1.2", saying: "it doubles", WrongControl<NoSlowStart>.self),
        Mutant(.congestionControl, "no limit to an acknowledgment", caughtAt: "E1.3", saying: "a burst", WrongControl<Burst>.self),
        Mutant(.congestionControl, "half the window", caughtAt: "E1.4", saying: "not of the window", WrongControl<HalfWindow>.self),
        Mutant(.congestionControl, "a loss costs everything", caughtAt: "E1.4", saying: "costs half", WrongControl<Tahoe>.self),
        Mutant(.congestionControl, "a threshold below two segments", caughtAt: "E1.4", saying: "never below two segments", WrongControl<NoFloor>.self),
        Mutant(.congestionControl, "slow start for ever", caughtAt: "E1.5", saying: "congestion avoidance", WrongControl<NeverCreeps>.self),
        Mutant(.congestionControl, "a timeout costs half", caughtAt: "E1.6", saying: "begin with one segment", WrongControl<HalfAfterTimeout>.self),
        Mutant(.congestionControl, "grows unused", caughtAt: "E1.8", saying: "isWindowLimited", WrongControl<GrowsIdle>.self),
    ]
}

// MARK: - E1 of lab 16

private struct WrongTimer: RetransmissionTimer {
    enum Fault { case threeSeconds, wholeVariation, noFactor, oldVariation, swapped, lastOnly, signed, lowSecond, noUpper, adds, staysSlow }
    let fault: Fault
    private(set) var smoothedRoundTrip: Nanoseconds?
    private(set) var variation = Nanoseconds.zero
    private var base: Int64 = 1_000_000_000
    private var expiries: Int64 = 0

    init(_ fault: Fault) {
        self.fault = fault
        if fault == .threeSeconds { base = 3_000_000_000 }
    }

    var timeout: Nanoseconds {
        let value = fault == .adds ? base * (1 + expiries) : base << min(expiries, 20)
        return Nanoseconds(fault == .noUpper ? value : min(value, 60_000_000_000))
    }

    mutating func measured(_ roundTrip: Nanoseconds, samplesPerRoundTrip: Int) {
        let trip = roundTrip.count
        if let old = smoothedRoundTrip?.count, fault != .lastOnly {
            let (a, b): (Int64, Int64) = fault == .swapped ? (4, 8) : (8, 4)
            let new = old + (trip - old) / a
            let stray = fault == .signed ? trip - old : abs((fault == .oldVariation ? new : old) - trip)
            variation = Nanoseconds(variation.count + (stray - variation.count) / b)
            smoothedRoundTrip = Nanoseconds(new)
        } else {
            smoothedRoundTrip = roundTrip
            variation = Nanoseconds(fault == .wholeVariation ? trip : trip / 2)
        }
        base = (smoothedRoundTrip?.count ?? 0) + max(1_000_000, (fault == .noFactor ? 1 : 4) * variation.count)
        base = max(base, fault == .lowSecond ? 1_000_000_000 : 200_000_000)
        if fault != .noUpper { base = min(base, 60_000_000_000) }
    }

    mutating func backOff() { expiries += 1 }
    mutating func resetBackOff() { if fault != .staysSlow { expiries = 0 } }
}

// MARK: - E2 of lab 16

private struct Arrivals: SegmentReassembler {
    init(capacity: Int) {}
    var runs: [Range<Int>] { [] }
    mutating func insert(_ bytes: [UInt8], at offset: Int) -> [UInt8] { bytes }
}

private struct Dropper: SegmentReassembler {
    init(capacity: Int) {}
    var runs: [Range<Int>] { [] }
    mutating func insert(_ bytes: [UInt8], at offset: Int) -> [UInt8] { offset > 0 ? [] : Array(bytes.dropFirst(-offset)) }
}

/// What waits goes out with whatever fills any gap.
private struct Jumper: SegmentReassembler {
    private var waiting: [Int: UInt8] = [:]
    init(capacity: Int) {}
    var runs: [Range<Int>] { [] }
    mutating func insert(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        for (index, byte) in bytes.enumerated() where offset + index >= 0 { waiting[offset + index] = byte }
        guard waiting[0] != nil else { return [] }
        defer { waiting = [:] }
        return waiting.keys.sorted().map { waiting[$0]! }
    }
}

/// What waits is not counted anew when the stream moves on.
private struct StaleOffsets: SegmentReassembler {
    private var waiting: [Int: UInt8] = [:]
    init(capacity: Int) {}
    var runs: [Range<Int>] { [] }
    mutating func insert(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        for (index, byte) in bytes.enumerated() where offset + index >= 0 { waiting[offset + index] = byte }
        var ready: [UInt8] = []
        while let byte = waiting.removeValue(forKey: ready.count) { ready.append(byte) }
        return ready
    }
}

private struct Repeater: SegmentReassembler {
    private var right: MyReassembler
    init(capacity: Int) { right = MyReassembler(capacity: capacity) }
    var runs: [Range<Int>] { right.runs }
    mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8] { try right.insert(bytes, at: max(0, offset)) }
}

private struct LatestWins: SegmentReassembler {
    private var waiting: [Int: UInt8] = [:]
    init(capacity: Int) {}
    var runs: [Range<Int>] { [] }
    mutating func insert(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        for (index, byte) in bytes.enumerated() where offset + index >= 0 { waiting[offset + index] = byte }
        var ready: [UInt8] = []
        while let byte = waiting[ready.count] { ready.append(byte) }
        waiting = Dictionary(uniqueKeysWithValues: waiting.filter { $0.key >= ready.count }.map { ($0.key - ready.count, $0.value) })
        return ready
    }
}

private struct Fragmented: SegmentReassembler {
    private var right: MyReassembler
    init(capacity: Int) { right = MyReassembler(capacity: capacity) }
    var runs: [Range<Int>] { right.runs.flatMap { run in stride(from: run.lowerBound, to: run.upperBound, by: 2).map { $0..<min($0 + 2, run.upperBound) } } }
    mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8] { try right.insert(bytes, at: offset) }
}

private struct Boundless: SegmentReassembler {
    private var right: MyReassembler
    init(capacity: Int) { right = MyReassembler(capacity: 1 << 20) }
    var runs: [Range<Int>] { right.runs }
    mutating func insert(_ bytes: [UInt8], at offset: Int) throws -> [UInt8] { try right.insert(bytes, at: offset) }
}

// MARK: - E3 of lab 16

private struct WrongSequence: SequenceArithmetic {
    enum Fault { case plain, orEqual, closed, signed, beginning, endTooFar, noEmpty }
    let fault: Fault
    init(_ fault: Fault) { self.fault = fault }

    func isBefore(_ a: UInt32, _ b: UInt32) -> Bool {
        switch fault {
        case .plain: a < b
        case .orEqual: Int32(bitPattern: a &- b) <= 0
        default: Int32(bitPattern: a &- b) < 0
        }
    }

    func isInWindow(_ number: UInt32, from start: UInt32, size: Int) -> Bool {
        switch fault {
        case .closed: Int(number &- start) <= size
        case .signed: Int(Int32(bitPattern: number &- start)) < size
        default: Int(number &- start) < size
        }
    }

    func isAcceptable(_ start: UInt32, length: Int, next: UInt32, window: Int) throws -> Bool {
        switch fault {
        case .beginning: isInWindow(start, from: next, size: window)
        case .endTooFar: isInWindow(start, from: next, size: window) || isInWindow(start &+ UInt32(length), from: next, size: window)
        case .noEmpty: try MySequence().isAcceptable(start, length: max(1, length), next: next, window: window)
        default: try MySequence().isAcceptable(start, length: length, next: next, window: window)
        }
    }
}

// MARK: - E1 of lab 17

/// The solution, with one thing that is done otherwise.
private protocol ControlFault { static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool }

private struct WrongControl<Fault: ControlFault>: ParameterisedControl {
    struct State {
        var window: Int
        var threshold = Int.max
        var credit = 0
        let segment: Int
    }
    enum Event { case start, acknowledged(Int, isLimited: Bool), loss(Int), timeout(Int) }

    private var state: State
    var name: String { "wrong" }
    var congestionWindow: Int { state.window }
    var slowStartThreshold: Int { state.threshold }

    init(_ parameters: CongestionParameters) {
        state = State(window: parameters.initialCongestionWindow, segment: parameters.segmentSize)
        _ = Fault.change(&state, .start)
    }

    mutating func acknowledged(_ acknowledgement: Acknowledgement) {
        if Fault.change(&state, .acknowledged(acknowledgement.bytes, isLimited: acknowledgement.isWindowLimited)) { return }
        guard acknowledgement.isWindowLimited else { return }
        if state.window < state.threshold { state.window += min(acknowledgement.bytes, 2 * state.segment, state.threshold - state.window) } else { state.creep(acknowledgement.bytes) }
    }
    mutating func congestion(flight: Int, at now: Instant) {
        if Fault.change(&state, .loss(flight)) { return }
        state.threshold = max(flight / 2, 2 * state.segment)
        (state.window, state.credit) = (state.threshold, 0)
    }
    mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) {
        if Fault.change(&state, .timeout(flight)) { return }
        state.threshold = max(flight / 2, 2 * state.segment)
        (state.window, state.credit) = (state.segment, 0)
    }
    mutating func undo() {}
    mutating func restartedAfterIdle() {}
    mutating func segmentSizeChanged(to size: Int) {}
}

extension WrongControl.State {
    mutating func creep(_ bytes: Int) {
        credit += bytes
        if credit >= window {
            credit -= window
            window += segment
        }
    }
}

private enum OneSegment: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        if case .start = event { control.window = control.segment }
        return false
    }
}
private enum NoSlowStart: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .acknowledged(let bytes, true) = event else { return false }
        control.creep(bytes)
        return true
    }
}
private enum Burst: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .acknowledged(let bytes, true) = event, control.window < control.threshold else { return false }
        control.window += bytes
        return true
    }
}
private enum HalfWindow: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .loss = event else { return false }
        control.threshold = control.window / 2
        control.window = control.threshold
        return true
    }
}
private enum Tahoe: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .loss(let flight) = event else { return false }
        control.threshold = max(flight / 2, 2 * control.segment)
        control.window = control.segment
        return true
    }
}
private enum NoFloor: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .loss(let flight) = event else { return false }
        control.threshold = flight / 2
        control.window = control.threshold
        return true
    }
}
private enum NeverCreeps: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .acknowledged(let bytes, true) = event, control.window >= control.threshold else { return false }
        control.window += bytes
        return true
    }
}
private enum HalfAfterTimeout: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .timeout(let flight) = event else { return false }
        control.threshold = max(flight / 2, 2 * control.segment)
        control.window = control.threshold
        return true
    }
}
private enum GrowsIdle: ControlFault {
    static func change(_ control: inout WrongControl<Self>.State, _ event: WrongControl<Self>.Event) -> Bool {
        guard case .acknowledged(let bytes, false) = event else { return false }
        control.window += bytes
        return true
    }
}
