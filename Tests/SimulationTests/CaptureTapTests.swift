import Capture
import Foundation
import Simulation
import Testing

@Suite("Captures of simulated wires")
struct CaptureTapTests {
    private func capture(seed: UInt64) throws -> Data {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tap-\(UUID().uuidString).pcap").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let simulation = try Topology.pair().simulation(seed: seed)
        let tap = CaptureTap(try CaptureFile.Writer(path: path))
        simulation.observe(with: tap)
        try TCPEchoTests.run(on: simulation)
        simulation.drain()
        try tap.finish()
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    @Test func oneSeedOneFile() throws {
        let first = try capture(seed: 1), again = try capture(seed: 1), other = try capture(seed: 2)
        #expect(first == again)
        #expect(first != other)
        // A file header, then a header and the frame for each of the eleven: ten of 64 bytes with FCS, two of them 72.
        #expect(first.count == 24 + 11 * 16 + 9 * 64 + 2 * 72)
    }
}
