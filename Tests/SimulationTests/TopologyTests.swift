import Simulation
import Sockets
import Testing
import Wire

@Suite("Topologies")
struct TopologyTests {
    static let home = Topology {
        Computer("laptop", "192.168.1.10/24")
        Computer("printer", "192.168.1.20/24")
        EthernetSwitch("switch")
        Router("home", "192.168.1.1/24", "203.0.113.2/30")
        Router("provider", "203.0.113.1/30", "198.51.100.1/24")
        Computer("server", "198.51.100.80/24")
        for name in ["laptop", "printer", "home.eth0"] { Cable(name, "switch", rate: .gigabits(1)) }
        Cable("home.eth1", "provider.eth0", rate: .megabits(50), delay: .milliseconds(5))
        Cable("provider", "server", rate: .gigabits(10), mtu: 1400)
    }

    @Test func theTextMap() {
        #expect("\(Self.home)" == """
            laptop 192.168.1.10        ── 1 Gbit/s ───────────── switch port1
            printer 192.168.1.20       ── 1 Gbit/s ───────────── switch port2
            home eth0 192.168.1.1      ── 1 Gbit/s ───────────── switch port3
            home eth1 203.0.113.2      ── 50 Mbit/s, 5.000 ms ── provider eth0 203.0.113.1
            provider eth1 198.51.100.1 ── 10 Gbit/s, MTU 1400 ── server 198.51.100.80
            """)
        #expect("\(Topology.pair())" == "client 10.0.0.11 ── 100 Mbit/s ── server 10.0.0.12")
    }

    @Test func everyoneReachesEveryone() throws {
        let (simulation, recorder) = try Self.home.recorded()
        for (from, to) in [("laptop", "printer"), ("laptop", "server"), ("server", "printer"), ("provider", "laptop")] {
            let host = try simulation.host(from)
            let address = try simulation.host(to)
            let reply = try simulation.run {
                let echo = try await host.openEcho(on: .v4(.any))
                try await echo.send([1, 2, 3], sequence: 1, to: try await host.resolve(address.name)[0])
                return try await host.withTimeLimit(.seconds(5), for: "echo") { try await echo.receive() }
            }
            guard case .reply(let answer) = reply else { Issue.record("\(from) to \(to): \(reply)"); continue }
            #expect(answer.payload == [1, 2, 3])
        }
        // The switch has learnt: the laptop's later frames for the printer do not reach the router.
        #expect(recorder.frames.contains { $0.from == "switch" && $0.to == "printer" })
    }

    @Test(arguments: [
        ("two nodes are called a", Topology { Computer("a", "10.0.0.1/24"); Computer("a", "10.0.0.2/24") }),
        ("cable a-b: no node is called b", Topology { Computer("a", "10.0.0.1/24"); Cable("a", "b") }),
        ("cable a.eth1-b: there is no interface a.eth1", Topology { Computer("a", "10.0.0.1/24"); Computer("b", "10.0.0.2/24"); Cable("a.eth1", "b") }),
        ("cable c-a: every interface of a has a cable already", Topology { Computer("a", "10.0.0.1/24"); Computer("b", "10.0.0.2/24"); Computer("c", "10.0.0.3/24"); Cable("a", "b"); Cable("c", "a") }),
        ("10.0.0.1 belongs to a and to b", Topology { Computer("a", "10.0.0.1/24"); Computer("b", "10.0.0.1/24") }),
        ("cable a-b: its rate must be above zero", Topology { Computer("a", "10.0.0.1/24"); Computer("b", "10.0.0.2/24"); Cable("a", "b", rate: .megabits(0)) }),
        ("a: 10.0.0.1 is no address with a prefix: a prefix length is missing", Topology { Computer("a", "10.0.0.1") }),
        ("a: 10.0.0.255/24 is no address with a prefix: no host can have that address", Topology { Computer("a", "10.0.0.255/24") }),
        ("a: the gateway 10.0.1.1 is on none of its links", Topology { Computer("a", "10.0.0.1/24", gateway: "10.0.1.1") }),
        ("cable a-a joins a node to itself", Topology { Computer("a", "10.0.0.1/24", "10.0.1.1/24"); Cable("a", "a") }),
        ("cable a-b: its queue needs room for a frame, and thresholds in order", Topology { Computer("a", "10.0.0.1/24"); Computer("b", "10.0.0.2/24"); Cable("a", "b", queue: .dropTail(frames: 0)) }),
    ])
    func oneClearErrorEach(_ message: String, _ topology: Topology) {
        let error = #expect(throws: TopologyError.self) { try topology.check() }
        #expect(error?.description == message)
    }
}
