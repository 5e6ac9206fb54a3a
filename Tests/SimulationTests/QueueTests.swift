@testable import Simulation
import Testing
import TransportLayer
import Wire

@Suite("Queues in front of links")
struct QueueTests {
    @Test func coDelDropsOnlyWhatWaitsTooLongForAnInterval() {
        var queue = CoDelQueue(CoDelParameters())
        func drops(_ waited: Int64, at milliseconds: Int64, isLast: Bool = false, _ queue: inout CoDelQueue) -> Bool {
            queue.dropsHead(sojourn: .milliseconds(waited), isLast: isLast, at: .zero + .milliseconds(milliseconds))
        }
        var told: [Bool] = []
        // Below the target: never. Above it for less than an interval: not yet. After an interval: one, the next after another
        // interval, then one after interval / √2 more. Short again: over. The last frame is never dropped.
        let story: [(waited: Int64, at: Int64, isLast: Bool)] = [
            (4, 0, false), (20, 1, false), (20, 50, false), (20, 99, false), (20, 102, false), (20, 150, false), (20, 202, false), (20, 273, false), (1, 300, false), (200, 500, true),
        ]
        for step in story { told.append(drops(step.waited, at: step.at, isLast: step.isLast, &queue)) }
        #expect(told == [false, false, false, false, true, false, true, true, false, false])
    }

    @Test func redDropsMoreTheLongerTheAverage() {
        func share(_ length: Int) -> Double {
            var queue = REDQueue(REDParameters(weight: 1)), random = RandomStream(seed: 1)
            let admitted = (0..<10_000).filter { _ in queue.admits(waiting: length, at: .zero, random: &random) }.count
            return 1 - Double(admitted) / 10_000
        }
        #expect(share(4) == 0)
        #expect(share(7) > 0 && share(7) < share(14))
        #expect(share(15) == 1)
    }

    /// A flow alone on a bottleneck fills it.
    @Test func oneFlowFillsTheBottleneck() {
        let run = DumbbellNetwork.build(flows: 1, tcp: TCPConfiguration())
        run.simulation.advance(by: .seconds(3))
        let goodput = run.flows.map { Double($0.bytes) * 8 / 3 / 1e6 }
        #expect(goodput.count == 1 && goodput[0] > 70 && goodput[0] < 96.4, "\(goodput) Mbit/s, \(run.drops) drops")
        #expect(run.drops > 0)
    }
}

@Suite("Many hosts")
struct TreeNetworkTests {
    @Test func everyDatagramArrives() throws {
        let (simulation, hosts) = try #require(TreeNetwork.build(hosts: 100))
        simulation.addTraffic(among: hosts, every: .milliseconds(100), until: Instant(nanoseconds: 1_000_000_000))
        simulation.advance(by: .seconds(2))
        #expect(simulation.trafficCount.sent == 1000)
        #expect(simulation.trafficCount.received == 1000)
    }

    @Test func otherNumbersOfHostsAreRefused() {
        #expect(TreeNetwork.build(hosts: 150) == nil && TreeNetwork.build(hosts: 0) == nil && TreeNetwork.build(hosts: 100_000) == nil)
    }
}
