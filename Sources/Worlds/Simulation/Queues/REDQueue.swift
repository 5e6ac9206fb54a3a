import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Random Early Detection: keeps an average of the queue's length and drops arriving frames with a
/// probability that grows with it, so that senders slow down one by one before the queue is full.
///
/// Floyd and Jacobson, "Random Early Detection Gateways for Congestion Avoidance", 1993; the names are the paper's.
struct REDQueue {
    let parameters: REDParameters
    /// avg, in frames.
    private(set) var average = 0.0
    /// Frames since the last drop, while the average is between the thresholds; -1 below them.
    private var count = -1
    /// When the queue ran empty; nil while something waits.
    private var idleSince: Instant?

    init(_ parameters: REDParameters) { self.parameters = parameters }

    mutating func admits(waiting: Int, at now: Instant, random: inout RandomStream) -> Bool {
        if let idle = idleSince {
            // While idle, the average decays as if small frames had passed: one each 120 µs (1500 bytes at 100 Mbit/s).
            let passed = Double((now - idle).count) / 120_000
            average *= pow(1 - parameters.weight, passed)
            idleSince = nil
        }
        average += parameters.weight * (Double(waiting) - average)
        if waiting >= parameters.limit || average >= parameters.maximum {
            count = 0
            return false
        }
        guard average >= parameters.minimum else {
            count = -1
            return true
        }
        count += 1
        let base = parameters.probability * (average - parameters.minimum) / (parameters.maximum - parameters.minimum)
        let spread = 1 - Double(count) * base
        if spread <= 0 || random.chance(base / spread) {
            count = 0
            return false
        }
        return true
    }

    mutating func becameIdle(at now: Instant) {
        if idleSince == nil { idleSince = now }
    }
}
