import Applications
import Simulation
import Sockets
import Testing
import Wire

@Suite("Ping and traceroute between simulated hosts")
struct PingTests {
    @Test func pingMeasuresTheWay() throws {
        let (simulation, recorder) = try TopologyTests.home.recorded()
        let laptop = try simulation.host("laptop")
        let summary = try simulation.run { try await Ping("server", count: 3).run(on: laptop) }
        #expect(summary.sent == 3 && summary.received == 3)
        // Twice 5 ms on the provider's line, and little else; the first one also asked for addresses.
        let times = summary.roundTrips
        #expect(times.allSatisfy { $0 > .milliseconds(10) && $0 < .milliseconds(25) }, "\(times)")
        #expect(times[1] < times[0] && times[2] <= times[1] + .microseconds(1))
        let lines = recorder.events.compactMap { if case .output(let line) = $0.kind { line } else { nil } }
        #expect(lines.first == "PING server (198.51.100.80) 56 bytes of data")
        #expect(lines.contains("3 sent, 3 received, 0 % lost"), "\(lines)")
    }

    @Test func pingSaysWhenNobodyAnswers() throws {
        let (simulation, _) = try TopologyTests.home.recorded()
        let laptop = try simulation.host("laptop")
        try simulation.plan(.cut("provider-server"))
        let summary = try simulation.run { try await Ping("198.51.100.80", count: 2, interval: .seconds(5), patience: .seconds(4)).run(on: laptop) }
        #expect(summary.received == 0 && summary.errors == 2, "the provider's router cannot find the server and says so: \(summary)")
    }

    @Test func tracerouteNamesTheRouters() throws {
        let (simulation, recorder) = try TopologyTests.home.recorded()
        let laptop = try simulation.host("laptop")
        let hops = try simulation.run { try await Traceroute("server").run(on: laptop) }
        #expect(hops.map(\.address) == ["192.168.1.1", "203.0.113.1", "198.51.100.80"].map { IPAddress($0) })
        #expect(hops.map(\.isLast) == [false, false, true])
        let lines = recorder.events.compactMap { if case .output(let line) = $0.kind { line } else { nil } }
        #expect(lines.count == 4 && lines[2].hasPrefix(" 2  203.0.113.1  "), "\(lines)")
    }

    @Test func aNetworkThatSpeaksIPv6() throws {
        let topology = Topology {
            Computer("a", "2001:db8:1::2/64")
            Router("r", "2001:db8:1::1/64", "2001:db8:2::1/64")
            Computer("b", "2001:db8:2::2/64")
            Cable("a", "r")
            Cable("r", "b")
        }
        let (simulation, _) = try topology.recorded()
        let host = try simulation.host("a")
        let summary = try simulation.run { try await Ping("b", count: 2).run(on: host) }
        #expect(summary.received == 2)
        let hops = try simulation.run { try await Traceroute("b").run(on: host) }
        #expect(hops.map(\.address) == ["2001:db8:1::1", "2001:db8:2::2"].map { IPAddress($0) })
    }
}
