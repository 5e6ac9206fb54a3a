@testable import Simulation
import Sockets
import Testing
import Wire

@Suite("Faults on wires")
struct FaultTests {
    /// What a fault does to `count` frames of 100 bytes.
    private func apply(_ fault: some LinkFault, to count: Int, seed: UInt64 = 1) -> [FaultyFrame] {
        var fault = fault, random = RandomStream(seed: seed)
        return (0..<count).map { index in
            var frame = FaultyFrame(bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 100), carriesFCS: false)
            fault.apply(to: &frame, at: Instant(nanoseconds: Int64(index) * 10_000), random: &random)
            return frame
        }
    }

    @Test(arguments: [0, 0.01, 0.2, 1]) func randomLossHasItsShare(_ probability: Double) {
        let lost = apply(RandomLoss(probability), to: 20_000).filter { $0.lost != nil }.count
        let sigma = (20_000 * probability * (1 - probability)).squareRoot()
        #expect(abs(Double(lost) - 20_000 * probability) <= 4 * sigma, "\(lost) of 20000 lost")
    }

    @Test func burstyLossComesInBursts() {
        let fault = GilbertElliottLoss(toBad: 0.01, toGood: 0.25)
        let lost = apply(fault, to: 50_000).map { $0.lost != nil }
        let share = Double(lost.filter { $0 }.count) / 50_000
        #expect(abs(share - fault.expectedLoss) < 0.01, "\(share), expected \(fault.expectedLoss)")
        // After a loss the next frame is lost with 1 - r = 0.75.
        let pairs = zip(lost, lost.dropFirst())
        let again = Double(pairs.filter { $0 && $1 }.count) / Double(pairs.filter { $0.0 }.count)
        #expect(abs(again - 0.75) < 0.05, "\(again)")
    }

    @Test func numberedFramesAreLost() {
        let lost = apply(NumberedLoss([2, 5]), to: 8).map { $0.lost != nil }
        #expect(lost == [false, true, false, false, true, false, false, false])
    }

    @Test func bitErrorsHaveTheirRate() {
        let rate = 1e-4, frames = apply(BitErrors(rate: rate), to: 5_000)
        let bits = 5_000 * 104 * 8
        let wrong = frames.map { $0.notes.count }.reduce(0, +)
        #expect(abs(Double(wrong) - Double(bits) * rate) < 4 * (Double(bits) * rate).squareRoot(), "\(wrong) bits of \(bits)")
        for frame in frames where !frame.notes.isEmpty {
            #expect(frame.carriesFCS && CRC32.of(frame.bytes) != CRC32.residue, "\(frame.notes)")
        }
    }

    @Test func rateLimitQueuesAndDrops() {
        // 104 bytes each 10 µs are 83 Mbit/s; 10 Mbit/s lets one through each 83.2 µs.
        let frames = apply(RateLimit(.megabits(10), limit: 1000), to: 100)
        let passed = frames.filter { $0.lost == nil }
        #expect((18...24).contains(passed.count), "\(passed.count) passed")
        #expect(passed.allSatisfy { $0.delay <= .microseconds(900) })
    }

    @Test func aDamagedFrameIsCountedAndShown() throws {
        let (simulation, recorder) = try Topology.pair().recorded(keepsStory: true)
        try simulation.plan(.fault("client-server", Corruption(1), from: "client", for: .milliseconds(500)))
        try TCPEchoTests.run(on: simulation)
        simulation.drain()
        let damaged = recorder.frames.filter { CRC32.of($0.bytes) != CRC32.residue }
        #expect(damaged.count == 1, "only the first ARP request leaves before the half second is over")
        #expect(try simulation.stack(of: "server").counters[.badFCS] == damaged.count)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5]) func theEchoGetsThroughEverything(_ seed: UInt64) throws {
        let (simulation, recorder) = try Topology.pair().recorded(seed: seed)
        let faults: [any LinkFault] = [RandomLoss(0.2), Duplication(0.2), Reordering(0.2), Corruption(0.1), Delay(.milliseconds(1), jitter: .milliseconds(3), keepsOrder: false)]
        for fault in faults { try simulation.plan(.fault("client-server", fault)) }
        try TCPEchoTests.run(on: simulation)
        #expect(recorder.frames.count > 11)
    }

    @Test func aFilterPicksItsFrames() throws {
        let (simulation, recorder) = try Topology.pair().recorded(keepsStory: true)
        try simulation.plan(.fault("client-server", try FilteredLoss("tcp[tcpflags] & tcp-push != 0", limit: 1), from: "client"))
        try TCPEchoTests.run(on: simulation)
        simulation.drain()
        let lost = recorder.frames.filter { $0.fate != .arrives }
        #expect(lost.count == 1 && recorder.lines.count == 12, "\(recorder.lines)")
        // The retransmission's chain: the timer, the segment that was lost, the program's call.
        let again = try #require(recorder.frames.first { $0.id > lost[0].id && $0.bytes.count == lost[0].bytes.count && $0.from == "client" })
        let chain = simulation.why(again.id).map { "\($0)" }
        #expect(chain[1].contains("timer"), "\(chain)")
        #expect(simulation.why(again.id)[2].id == lost[0].id, "\(chain)")
        #expect(chain[3].contains("send 14 bytes"), "\(chain)")
    }

    @Test func droppingAFrameMakesAnotherRun() throws {
        let first = try TCPEchoTests.echo().1
        let (simulation, recorder) = try Topology.pair().recorded()
        try simulation.plan(.dropFrame(first.frames[5].id))
        try TCPEchoTests.run(on: simulation)
        simulation.drain()
        #expect(recorder.lines.prefix(6) == first.lines.prefix(6), "the same up to the dropped frame")
        #expect(recorder.frames[5].fate == .lost("dropped on request"))
        #expect(recorder.lines.count == 12, "\(recorder.lines)")
    }

    @Test func aCutCableLosesWhatIsOnItAndMends() throws {
        let (simulation, recorder) = try Topology.pair().recorded()
        try simulation.plan(.cut("client-server"), at: Instant(nanoseconds: 48_000))
        try simulation.plan(.mend("server-client"), at: Instant(nanoseconds: 300_000_000))
        try TCPEchoTests.run(on: simulation)
        #expect(simulation.now.seconds > 0.3)
        #expect(recorder.lines.filter { $0.hasSuffix("client server TCP 11000 72") }.count >= 2, "\(recorder.lines)")
    }

    @Test func aCrashedHostForgetsAndItsPeerIsReset() throws {
        let (simulation, _) = try Topology.pair().recorded()
        let client = try simulation.host("client"), server = try simulation.host("server")
        try simulation.plan(.crash("server"), at: Instant(nanoseconds: 1_000_000))
        try simulation.plan(.restart("server"), at: Instant(nanoseconds: 2_000_000))
        try simulation.run {
            async let served: Void = {
                let listener = try await server.listen(on: SocketAddress("0.0.0.0:1")!)
                let stream = try await listener.accept()
                let error = await #expect(throws: SocketError.self) { try await stream.receive(atMost: 1) }
                #expect(error?.code == .aborted)
            }()
            let stream = try await client.connect(to: SocketAddress("10.0.0.12:1")!)
            try await client.clock.sleep(for: .milliseconds(3))
            try await stream.send("are you there?")
            let error = await #expect(throws: SocketError.self) { try await stream.receive(atMost: 1) }
            #expect(error?.code == .reset)
            try await served
        }
    }

    @Test func scriptsNameWhatIsThere() throws {
        let simulation = try Topology.pair().simulation()
        #expect(throws: SimulationError.noSuchLink("client-router")) { try simulation.plan(.cut("client-router")) }
        #expect(throws: SimulationError.noSuchHost("router")) { try simulation.plan(.crash("router")) }
    }
}
