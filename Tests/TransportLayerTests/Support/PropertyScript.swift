import TestSupport
import TransportLayer
import Wire

/// One connection of the property test: how both ends are set up, what the path does, and what the programs do. Made from a seed, and
/// small enough to be read where it fails.
struct PropertyScript: CustomStringConvertible {
    /// What a program does at some time.
    struct Step: CustomStringConvertible {
        enum Action {
            case write(Int), finish, close, abort
            /// From now on the program reads at most so many bytes at a time, with so long in between.
            case readEvery(Nanoseconds, Int)
        }
        var time: Nanoseconds
        var end: Int
        var action: Action

        var description: String { "\(time) \(end == 0 ? "A" : "B") \(action)" }
    }

    var seed: UInt64
    var configurations: (TCPConfiguration, TCPConfiguration)
    var faults: (PathFaults, PathFaults)
    var isnBases: (UInt32, UInt32)
    var steps: [Step]
    /// Both ends open actively, at the same time.
    var isSimultaneous: Bool

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        self.seed = seed
        func configuration(_ random: inout SeededGenerator) -> TCPConfiguration {
            var configuration = TCPConfiguration()
            configuration.maximumSegmentSize = random.pick([64, 536, 1000, 1460, 1460, 1460])
            configuration.receiveBufferLimit = random.pick([1, 7, 100, 1000, 4096, 20_000, 65_535, 300_000])
            configuration.sendBufferLimit = random.pick([1, 100, 2000, 30_000, 1 << 20])
            configuration.usesSACK = random.happens(0.7)
            configuration.usesTimestamps = random.happens(0.6)
            configuration.usesWindowScale = random.happens(0.7)
            configuration.usesECN = random.happens(0.3)
            configuration.usesRACK = random.happens(0.6)
            configuration.usesNagle = random.happens(0.6)
            configuration.delayedAcknowledgement = random.pick([.zero, .milliseconds(40), .milliseconds(200)])
            configuration.synBacklog = random.pick([1, 256])
            if random.happens(0.5) { configuration.congestionControl = { Reno($0) } }
            if random.happens(0.2) { configuration.keepAliveIdle = .seconds(30) }
            // Patience without end: whatever is lost, every byte is to arrive.
            configuration.userTimeout = .seconds(1_000_000)
            configuration.connectTimeout = .seconds(1_000_000)
            configuration.keepAliveProbes = 1_000_000
            configuration.synAckRetries = 1000
            return configuration
        }
        configurations = (configuration(&random), configuration(&random))
        func faults(_ random: inout SeededGenerator) -> PathFaults {
            var faults = PathFaults()
            faults.delay = .microseconds(Int64(random.pick([0, 100, 5_000, 50_000, 400_000])))
            if random.happens(0.5) { faults.loss = Double(random.number(0...40)) / 100 }
            if random.happens(0.3) { faults.burstStart = 0.05 }
            if random.happens(0.4) { faults.jitter = .microseconds(Int64(random.pick([10, 1_000, 60_000, 500_000]))) }
            if random.happens(0.3) { faults.duplication = Double(random.number(1...30)) / 100 }
            if random.happens(0.3) { faults.corruption = Double(random.number(1...10)) / 100 }
            if random.happens(0.3) { faults.marking = 0.1 }
            if random.happens(0.2) { faults.rate = random.pick([50_000, 1_000_000]) }
            faults.queueLimit = random.pick([3, 20, 100])
            if random.happens(0.2) {
                faults.mtu = [(.zero, 1500)]
                for _ in 0..<random.number(1...3) { faults.mtu.append((.zero + .milliseconds(Int64(random.number(0...5000))), random.number(600...1500))) }
                faults.mtu.sort { $0.from < $1.from }
            }
            return faults
        }
        self.faults = (faults(&random), faults(&random))
        func isn(_ random: inout SeededGenerator) -> UInt32 {
            random.happens(0.6) ? UInt32.max - UInt32(random.number(0...8000)) : UInt32(truncatingIfNeeded: random.next())
        }
        isnBases = (isn(&random), isn(&random))
        isSimultaneous = random.happens(0.1)
        steps = []
        for end in 0...1 {
            var time = Nanoseconds.milliseconds(Int64(random.number(0...200)))
            // What a byte costs is set by the smaller of the windows: tiny ones get little to do.
            let tightest = min(configurations.0.receiveBufferLimit, configurations.1.receiveBufferLimit, configurations.0.sendBufferLimit, configurations.1.sendBufferLimit)
            let most = tightest < 50 ? 60 : tightest < 500 ? 500 : 6000
            for _ in 0..<random.number(0...6) {
                steps.append(Step(time: time, end: end, action: .write(random.number(1...most))))
                time = time + .milliseconds(Int64(random.pick([0, 0, 1, 30, 500, 5000])))
            }
            if random.happens(0.3) {
                steps.append(Step(time: .milliseconds(Int64(random.number(0...3000))), end: end, action: .readEvery(.milliseconds(Int64(random.pick([10, 300, 4000]))), random.pick([1 + most / 40, 500, 100_000]))))
            }
            if random.happens(0.06) {
                steps.append(Step(time: .milliseconds(Int64(random.number(0...6000))), end: end, action: .abort))
            } else if random.happens(0.08) {
                steps.append(Step(time: time, end: end, action: .close))
            }
            steps.append(Step(time: time, end: end, action: .finish))
        }
        sortSteps()
    }

    mutating func sortSteps() {
        steps = steps.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    var description: String {
        func text(_ c: TCPConfiguration) -> String {
            "mss \(c.maximumSegmentSize) receive \(c.receiveBufferLimit) send \(c.sendBufferLimit) sack \(c.usesSACK) stamps \(c.usesTimestamps) scale \(c.usesWindowScale) ecn \(c.usesECN) rack \(c.usesRACK) nagle \(c.usesNagle) delack \(c.delayedAcknowledgement) backlog \(c.synBacklog)"
        }
        func text(_ f: PathFaults) -> String {
            "delay \(f.delay) jitter \(f.jitter) loss \(f.loss) burst \(f.burstStart) duplication \(f.duplication) corruption \(f.corruption) rate \(f.rate.map(String.init) ?? "any") queue \(f.queueLimit) mtu \(f.mtu.map { "\($0.from): \($0.bytes)" })"
        }
        return """
            seed \(seed)\(isSimultaneous ? ", simultaneous open" : ""), initial sequence numbers \(isnBases)
            A: \(text(configurations.0)), \(configurations.0.congestionControl(CongestionParameters(segmentSize: 1, initialWindow: 1)).name)
            B: \(text(configurations.1)), \(configurations.1.congestionControl(CongestionParameters(segmentSize: 1, initialWindow: 1)).name)
            A to B: \(text(faults.0))
            B to A: \(text(faults.1))
            \(steps.map(\.description).joined(separator: "\n"))
            """
    }
}
