import Testing
import TransportLayer
import Wire

@Suite("TCP: how much goes through")
struct TCPBottleneckTests {
    struct Sender: Sendable, CustomStringConvertible {
        var description: String
        var usesSACK: Bool
        var usesRACK: Bool
        var usesTimestamps = true
        var isReno: Bool

        var configuration: TCPConfiguration {
            var configuration = TCPConfiguration()
            configuration.usesSACK = usesSACK
            configuration.usesRACK = usesRACK
            configuration.usesTimestamps = usesTimestamps
            if isReno { configuration.congestionControl = { Reno($0) } }
            return configuration
        }
    }

    static let senders = [
        Sender(description: "Reno, NewReno", usesSACK: false, usesRACK: false, isReno: true),
        Sender(description: "Reno, NewReno, no timestamps", usesSACK: false, usesRACK: false, usesTimestamps: false, isReno: true),
        Sender(description: "Reno, SACK", usesSACK: true, usesRACK: false, isReno: true),
        Sender(description: "Reno, RACK", usesSACK: true, usesRACK: true, isReno: true),
        Sender(description: "CUBIC, NewReno", usesSACK: false, usesRACK: false, isReno: false),
        Sender(description: "CUBIC, SACK", usesSACK: true, usesRACK: false, isReno: false),
        Sender(description: "CUBIC, RACK", usesSACK: true, usesRACK: true, isReno: false),
    ]

    /// Sends for `seconds` through `faults`; returns megabits a second that came out of the second half, and the sender's counters.
    private func goodput(_ sender: Sender, _ faults: PathFaults, seconds: Int64) -> (rate: Double, counters: TCPCounters) {
        var back = PathFaults()
        back.delay = faults.delay
        let network = TestNetwork(seed: 3, configurations: (sender.configuration, sender.configuration), faults: (faults, back))
        network.establish()
        let block = [UInt8](repeating: 7, count: 50_000)
        let start = network.now, half = start + .milliseconds(seconds * 500)
        var late = 0
        network.run(until: start + .seconds(seconds)) { network in
            if (network.a.connection?.sendCapacity ?? 0) >= block.count { _ = network.a.connection?.send(block, at: network.now) }
            if (network.b.connection?.readableCount ?? 0) > 0 {
                let count = network.b.connection?.read(atMost: 1 << 20, at: network.now).count ?? 0
                if network.now > half { late += count }
            }
            return false
        }
        return (Double(late) * 8 / (Double(seconds) / 2) / 1e6, network.a.connection?.counters ?? TCPCounters())
    }

    @Test("A bottleneck with a queue of its own bandwidth-delay product is kept busy", arguments: senders)
    func bottleneck(_ sender: Sender) {
        var faults = PathFaults()
        faults.rate = 10_000_000
        faults.delay = .milliseconds(12)
        faults.queueLimit = 25
        let (rate, counters) = goodput(sender, faults, seconds: 8)
        // Of 10 Mbit/s, 1448 of 1500 bytes at most are payload.
        #expect(rate > 8.8, "\(rate) Mbit/s of 9.65; \(counters)")
        #expect(counters.timeouts <= 1, "\(counters)")
    }

    @Test("One per cent of loss: recovery without time-outs", arguments: senders.filter(\.usesSACK))
    func loss(_ sender: Sender) {
        var faults = PathFaults()
        faults.rate = 50_000_000
        faults.delay = .milliseconds(10)
        faults.loss = 0.01
        let (rate, counters) = goodput(sender, faults, seconds: 6)
        // RFC 3649's response function of Reno: 1.2 / sqrt(p) segments a round trip, here 12 in 20 ms: 7 Mbit/s.
        #expect(rate > 4.5, "\(rate) Mbit/s; \(counters)")
        #expect(counters.timeouts <= 2, "\(counters)")
    }

    @Test("Reordering alone costs RACK little")
    func reordering() {
        var faults = PathFaults()
        faults.rate = 10_000_000
        faults.delay = .milliseconds(20)
        faults.jitter = .milliseconds(8)
        faults.queueLimit = 50
        let (rate, counters) = goodput(Self.senders[6], faults, seconds: 6)
        #expect(rate > 7, "\(rate) Mbit/s; \(counters)")
    }
}
