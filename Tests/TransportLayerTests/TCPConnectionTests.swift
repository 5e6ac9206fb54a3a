import Testing
import TransportLayer
import Wire

@Suite("TCP: whole connections on a path without faults")
struct TCPConnectionTests {
    @Test("Three-way handshake, both ways data, orderly close, TIME-WAIT, nothing left")
    func wholeLife() throws {
        let network = TestNetwork(seed: 1, keepsStory: true)
        network.establish()
        #expect(network.a.state == .established && network.b.state == .established)
        network.a.write(10_000, at: network.now)
        network.b.write(3_000, at: network.now)
        network.run(for: .seconds(2))
        network.a.read(at: network.now)
        network.b.read(at: network.now)
        #expect(network.b.fault(from: network.a, count: 10_000) == nil)
        #expect(network.a.fault(from: network.b, count: 3_000) == nil)
        network.a.connection?.close(at: network.now)
        network.run(for: .seconds(1))
        #expect(network.a.state == .finWait2)
        #expect(network.b.state == .closeWait)
        network.b.connection?.close(at: network.now)
        network.run(for: .seconds(1))
        #expect(network.a.state == .timeWait)
        #expect(network.b.state == .closed)
        network.run()
        #expect(network.a.state == .closed)
        #expect(network.a.deadline == .distantFuture)
        #expect(network.a.connection?.counters.retransmissions == 0, "\(network.a.story.lines.joined(separator: "\n"))")
    }

    @Test("300 kB go through a path of 50 Mbit/s without a retransmission")
    func bulk() {
        var faults = PathFaults()
        faults.rate = 50_000_000
        faults.queueLimit = 1000
        let network = TestNetwork(seed: 2, faults: (faults, faults))
        network.establish()
        let start = network.now
        var left = 300_000
        network.run(until: start + .seconds(60)) { network in
            left -= network.a.write(min(left, 20_000), at: network.now)
            network.b.read(at: network.now)
            return network.b.received.count == 300_000
        }
        #expect(network.b.fault(from: network.a, count: 300_000) == nil)
        #expect(network.a.connection?.counters.retransmissions == 0)
        #expect(network.now - start < .seconds(2))
    }
}
