import ArgumentParser
import ExerciseKit
import Lab16Exercise
import TransportLayer
import Wire

/// The pieces of TCP that the student has written: those that are attempted take our own's place.
enum OwnPieces {
    private static var hasTimer: Bool { MyTimer().timeout > .zero }

    private static var hasReassembler: Bool {
        var piece = MyReassembler(capacity: 1)
        return Attempt.isMade { try piece.insert([1], at: 0) }
    }

    private static var hasSequence: Bool { Attempt.isMade { try MySequence().isAcceptable(0, length: 0, next: 0, window: 1) } }

    static func put(into configuration: TCPConfiguration) -> TCPConfiguration {
        var tcp = configuration
        if hasTimer { tcp.retransmissionTimer = { _ in Bounded(MyTimer()) } }
        if hasReassembler { tcp.reassembler = { AdaptedReassembler(MyReassembler(capacity: $0.receiveBufferLimit), capacity: $0.receiveBufferLimit) } }
        if hasSequence { tcp.sequenceArithmetic = MySequence() }
        return tcp
    }

    /// Whose pieces they are.
    static func summary() throws -> String {
        guard let summary = Attempt.summary([("the timer", hasTimer), ("the reassembler", hasReassembler), ("the arithmetic", hasSequence)]) else { throw ValidationError("none of the exercises is attempted yet: write one in Labs/16-tcp-reliability/Exercise") }
        return summary
    }
}

/// A student's timer that cannot stop the world: one that never waits would send for ever within one instant.
private struct Bounded: RetransmissionTimer {
    private var piece: MyTimer
    init(_ piece: MyTimer) { self.piece = piece }

    var smoothedRoundTrip: Nanoseconds? { piece.smoothedRoundTrip }
    var variation: Nanoseconds { piece.variation }
    var timeout: Nanoseconds { min(max(piece.timeout, .milliseconds(1)), .seconds(3600)) }
    mutating func measured(_ roundTrip: Nanoseconds, samplesPerRoundTrip: Int) { piece.measured(roundTrip, samplesPerRoundTrip: samplesPerRoundTrip) }
    mutating func backOff() { piece.backOff() }
    mutating func resetBackOff() { piece.resetBackOff() }
}
