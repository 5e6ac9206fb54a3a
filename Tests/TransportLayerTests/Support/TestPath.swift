import TestSupport
import TransportLayer
import Wire

/// What one direction of a path does to packets.
struct PathFaults: Sendable {
    var delay = Nanoseconds.milliseconds(10)
    /// Up to so much more, so that packets overtake one another.
    var jitter = Nanoseconds.zero
    var loss = 0.0
    /// Chance that a burst of losses begins, and that it ends again with each packet (Gilbert and Elliott).
    var burstStart = 0.0
    var burstEnd = 0.3
    var duplication = 0.0
    var corruption = 0.0
    var marking = 0.0
    /// Bytes of IP packet that the path takes, from a time on. The first entry counts from the beginning.
    var mtu: [(from: Instant, bytes: Int)] = [(.zero, 1500)]
    /// Bits per second and the most packets that wait; nil: any rate.
    var rate: Int?
    var queueLimit = 100
    /// Faults end here, so that what is to be delivered can be.
    var until = Instant.distantFuture

    func mtu(at now: Instant) -> Int { mtu.last { $0.from <= now }?.bytes ?? 1500 }
}

/// What comes out of one direction of a path, and when.
struct TestPath {
    var faults: PathFaults
    private(set) var isInBurst = false
    private var busyUntil = Instant.zero

    init(_ faults: PathFaults) { self.faults = faults }

    enum Fate {
        case lost(String)
        case tooBig(Int)
        case delivered([(at: Instant, bytes: [UInt8], ecn: TCPSegment.ECN)])
    }

    mutating func send(_ bytes: [UInt8], ecn: TCPSegment.ECN, at now: Instant, _ random: inout SeededGenerator) -> Fate {
        let mtu = faults.mtu(at: now)
        if bytes.count + 20 > mtu { return .tooBig(mtu) }
        let isFaulty = now < faults.until
        var leaves = now
        if let rate = faults.rate {
            let time = Nanoseconds(Int64((bytes.count + 20) * 8) * 1_000_000_000 / Int64(rate))
            let start = max(now, busyUntil)
            if (start - now).count / max(1, time.count) > Int64(faults.queueLimit) { return .lost("queue full") }
            busyUntil = start + time
            leaves = busyUntil
        }
        if isFaulty {
            if isInBurst { isInBurst = !random.happens(faults.burstEnd) } else { isInBurst = random.happens(faults.burstStart) }
            if isInBurst { return .lost("lost in a burst") }
            if random.happens(faults.loss) { return .lost("lost") }
        }
        var copies: [(at: Instant, bytes: [UInt8], ecn: TCPSegment.ECN)] = []
        for _ in 0..<(isFaulty && random.happens(faults.duplication) ? 2 : 1) {
            var copy = bytes
            if isFaulty, random.happens(faults.corruption) { copy[random.number(0...copy.count - 1)] ^= UInt8(1 << random.number(0...7)) }
            let extra = isFaulty && faults.jitter > .zero ? Nanoseconds(Int64(random.number(0...Int(faults.jitter.count)))) : .zero
            let marked = ecn != .notCapable && isFaulty && random.happens(faults.marking)
            copies.append((leaves + faults.delay + extra, copy, marked ? .congestionExperienced : ecn))
        }
        return .delivered(copies)
    }
}
