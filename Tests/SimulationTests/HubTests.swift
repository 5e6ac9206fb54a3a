@testable import Simulation
import Sockets
import Testing
import Wire

@Suite("A hub with CSMA/CD")
struct HubTests {
    private static let office = Topology {
        EthernetHub("hub")
        for number in 1...4 {
            Computer("pc\(number)", "10.0.0.\(number)/24")
            Cable("pc\(number)", "hub", rate: .megabits(10), delay: .microseconds(1))
        }
    }

    @Test func everyoneHearsEverything() throws {
        let (simulation, _) = try Self.office.recorded()
        let first = try simulation.host("pc1")
        try simulation.run {
            let echo = try await first.openEcho(on: .v4(.any))
            try await echo.send([1], sequence: 1, to: IPAddress("10.0.0.2")!)
            _ = try await echo.receive()
        }
        simulation.drain()
        // The request and its answer, both sent to one station, reach the others, too, and are thrown away there.
        #expect(try simulation.stack(of: "pc3").counters[.notForMe] >= 2)
    }

    @Test func whoSpeaksAtOnceCollidesAndBothGetThrough() throws {
        let (simulation, recorder) = try Self.office.recorded(keepsStory: true)
        let hosts = try (1...4).map { try simulation.host("pc\($0)") }
        try simulation.run {
            let server = try await hosts[0].bind(to: SocketAddress("10.0.0.1:7")!)
            async let received: Int = {
                var count = 0
                while count < 30 { _ = try await server.receive(atMost: 2000); count += 1 }
                return count
            }()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for host in hosts[1...] {
                    group.addTask {
                        let socket = try await host.bind(to: SocketAddress("0.0.0.0:0")!)
                        for _ in 0..<10 { try await socket.send([UInt8](repeating: 1, count: 1000), to: SocketAddress("10.0.0.1:7")!) }
                    }
                }
                try await group.waitForAll()
            }
            let count = try await received
            #expect(count == 30)
        }
        let collisions = recorder.frames.filter { $0.fate == .lost("collision") }
        #expect(!collisions.isEmpty)
        #expect(try simulation.collisions(on: "hub") > 0)
    }
}
