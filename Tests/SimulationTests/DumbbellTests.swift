@testable import Simulation
import Testing
import TransportLayer
import Wire

@Suite("Flows that share a bottleneck")
struct DumbbellTests {
    /// Ten flows that overflow the queue all at once slow down together, whatever of their retransmissions is lost.
    @Test("Ten flows fill the bottleneck, and overflow its queue only now and then", arguments: ["Reno", "CUBIC"])
    func tenFlows(_ control: String) {
        var tcp = TCPConfiguration()
        tcp.sendBufferLimit = 4 << 20
        tcp.receiveBufferLimit = 4 << 20
        if control == "Reno" { tcp.congestionControl = { Reno($0) } }
        let run = DumbbellNetwork.build(flows: 10, tcp: tcp)
        run.simulation.advance(by: .seconds(1))
        // Slow start's overshoot. A window of all flows together that the path takes is 300 packets.
        #expect(run.drops < 1000, "\(run.drops) drops in the first second")
        let (bytes, drops) = (run.flows.map(\.bytes).reduce(0, +), run.drops)
        run.simulation.advance(by: .seconds(1))
        let rate = Double(run.flows.map(\.bytes).reduce(0, +) - bytes) * 8 / 1e6
        #expect(rate > 90, "\(rate) Mbit/s of 96.5 in the second second")
        #expect(run.drops - drops < 200, "\(run.drops - drops) drops in the second second")
    }
}
