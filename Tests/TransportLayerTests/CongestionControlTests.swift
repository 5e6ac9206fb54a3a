import Testing
import TransportLayer
import Wire

/// The windows as functions of acknowledgments and time, held to the RFCs' formulas.
@Suite("Congestion control: the windows")
struct CongestionControlTests {
    private static let segment = 1000

    /// Acknowledges a full window every `roundTrip` for `duration`; returns the window at each round trip's end, in segments.
    private func run(_ control: inout any CongestionControl, from start: Nanoseconds, for duration: Nanoseconds, roundTrip: Nanoseconds, limited: Bool = true) -> [(seconds: Double, window: Double)] {
        var windows: [(Double, Double)] = [], time = start
        while time < start + duration {
            var left = control.congestionWindow
            while left > 0 {
                let bytes = min(left, 2 * Self.segment)
                control.acknowledged(Acknowledgement(time: .zero + time, bytes: bytes, flight: control.congestionWindow, roundTrip: roundTrip, smoothedRoundTrip: roundTrip, minimumRoundTrip: roundTrip, isWindowLimited: limited))
                left -= bytes
            }
            time = time + roundTrip
            windows.append((Double((time - start).count) / 1e9, Double(control.congestionWindow) / Double(Self.segment)))
        }
        return windows
    }

    private func control(_ name: String, window: Int, slowStartLimit: Int = 2, countsBytes: Bool = true) -> any CongestionControl {
        let parameters = CongestionParameters(segmentSize: Self.segment, initialWindow: window, slowStartLimit: slowStartLimit, countsBytes: countsBytes)
        return name == "Reno" ? Reno(parameters) : Cubic(parameters)
    }

    @Test("5681 3.1, 3465: slow start doubles in a round trip, or with L = 1 and every second segment acknowledged grows by half", arguments: ["Reno", "CUBIC"], [(2, 20.0), (1, 15.0)])
    func slowStart(name: String, limit: (Int, Double)) {
        var control = control(name, window: 10, slowStartLimit: limit.0)
        let windows = run(&control, from: .zero, for: .milliseconds(100), roundTrip: .milliseconds(100))
        #expect(windows[0].window == limit.1)
    }

    @Test("5681 3.1: in congestion avoidance Reno grows by a segment a round trip, or counting acknowledgments for every second segment by half of one", arguments: [(true, 30.0), (false, 25.0)])
    func renoAvoidance(countsBytes: Bool, after: Double) {
        var control = control("Reno", window: 40, countsBytes: countsBytes)
        control.congestion(flight: 40 * Self.segment, at: .zero)
        #expect(control.congestionWindow == 20 * Self.segment && control.slowStartThreshold == 20 * Self.segment)
        let windows = run(&control, from: .zero, for: .seconds(1), roundTrip: .milliseconds(100))
        #expect(abs(windows[9].window - after) <= 1, "\(windows)")
    }

    @Test("9438 4.2: after a reduction CUBIC is back at W_max after K = cbrt(W_max (1 - β) / C), flat there and steep beyond")
    func cubicFunction() {
        // On a long path the cubic function leads; W_max = 1000 segments: K = cbrt(300 / 0.4) = 9.09 s.
        var control = control("CUBIC", window: 1000)
        control.congestion(flight: 1000 * Self.segment, at: .zero)
        #expect(control.congestionWindow == 700 * Self.segment)
        let windows = run(&control, from: .zero, for: .seconds(14), roundTrip: .milliseconds(500))
        for (seconds, window) in windows {
            // Each acknowledgment goes a part of the way to where the function will be a round trip later: the window is between.
            func expected(_ seconds: Double) -> Double { 0.4 * (seconds - 9.0856) * (seconds - 9.0856) * (seconds - 9.0856) + 1000 }
            #expect(expected(seconds - 0.5) - 3 <= window && window <= expected(seconds) + 3, "after \(seconds) s the window is \(window), not between \(expected(seconds - 0.5)) and \(expected(seconds))")
        }
    }

    @Test("9438 4.3: where Reno would be faster CUBIC is as fast as Reno with the same average")
    func cubicFriendly() {
        var control = control("CUBIC", window: 20)
        control.congestion(flight: 20 * Self.segment, at: .zero)
        // At a round trip of 1 ms the cubic function hardly moves; W_est gains 3 (1 - β) / (1 + β) = 0.53 segments a round trip.
        let windows = run(&control, from: .zero, for: .milliseconds(10), roundTrip: .milliseconds(1))
        #expect(abs(windows[9].window - (14 + 5.3)) < 1, "\(windows)")
    }

    @Test("9438 4.7: who is reduced below its last W_max makes room: W_max is taken lower still")
    func fastConvergence() {
        var control = control("CUBIC", window: 1000)
        control.congestion(flight: 1000 * Self.segment, at: .zero)
        control.congestion(flight: 700 * Self.segment, at: .zero + .milliseconds(1))
        #expect(abs(control.congestionWindow - 490 * Self.segment) <= 1)
        // W_max = 700 (1 + β) / 2 = 595: K = cbrt((595 - 490) / 0.4) = 6.4 s.
        let windows = run(&control, from: .zero, for: .milliseconds(6500), roundTrip: .milliseconds(500))
        #expect(abs((windows.last?.window ?? 0) - 595) < 15, "\(windows)")
    }

    @Test("A window that was not used does not grow; a time-out leaves one segment; undone, all is as before", arguments: ["Reno", "CUBIC"])
    func others(name: String) {
        var control = control(name, window: 10)
        _ = run(&control, from: .zero, for: .seconds(1), roundTrip: .milliseconds(100), limited: false)
        #expect(control.congestionWindow == 10 * Self.segment)
        control.timedOut(flight: 10 * Self.segment, isFirst: true, at: .zero)
        let threshold = control.slowStartThreshold
        #expect(control.congestionWindow == Self.segment && threshold >= 5 * Self.segment && threshold <= 7 * Self.segment)
        control.timedOut(flight: Self.segment, isFirst: false, at: .zero)
        #expect(control.slowStartThreshold == threshold, "expiring again for the same data is no news")
        control.undo()
        #expect(control.congestionWindow == 10 * Self.segment && control.slowStartThreshold == .max)
    }
}

@Suite("Initial sequence numbers (RFC 6528)")
struct InitialSequenceNumberTests {
    private static func pair(_ port: UInt16) -> SocketPair {
        SocketPair(local: SocketAddress(.v4(IPv4Address(10, 0, 0, 1)), port), remote: SocketAddress(.v4(IPv4Address(10, 0, 0, 2)), 80))
    }

    @Test("The same two ends get numbers that rise with a clock of 4 µs, so that an old segment is none of the new connection's")
    func clock() {
        let secrets = TCPSecrets(key: SipHash.Key(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        let first = secrets.initialSequenceNumber(for: Self.pair(1), at: .zero + .seconds(1)), second = secrets.initialSequenceNumber(for: Self.pair(1), at: .zero + .seconds(2))
        #expect(second - first == 250_000)
    }

    @Test("Other ends, and another host's secret, tell nothing about them")
    func hash() {
        var differences: Set<Int> = []
        for seed in 0..<4 as Range<UInt64> {
            let secrets = TCPSecrets(key: SipHash.Key(seed, ~seed))
            let known = secrets.initialSequenceNumber(for: Self.pair(1), at: .zero)
            for port in 2..<252 as Range<UInt16> { differences.insert(secrets.initialSequenceNumber(for: Self.pair(port), at: .zero) - known) }
        }
        #expect(differences.count == 1000)
        // Spread over the whole circle: in each of its eighths about as many.
        let eighths = Dictionary(grouping: differences) { UInt32(truncatingIfNeeded: $0) >> 29 }.mapValues(\.count)
        #expect(eighths.count == 8 && eighths.values.allSatisfy { (80...180).contains($0) }, "\(eighths)")
    }
}
