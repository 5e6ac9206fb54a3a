import LinkLayer
@testable import Simulation
import Sockets
import Testing
import Wire

/// Remembers what switches and cards did.
private final class LinkRecorder: LinkObserver {
    private(set) var events: [LinkEvent] = []
    func observe(_ event: LinkEvent) { events.append(event) }

    var lines: [String] {
        events.map { event in
            switch event.kind {
            case .switched(let port, _, let learning, let decision):
                let learnt = switch learning {
                case .new: "new"
                case .moved(_, let from): "moved from \(from)"
                case .known: "known"
                case .nothing: "nothing"
                }
                return "\(event.node) port \(port) \(learnt) \(decision)"
            default: return "\(event.node) \(event.kind)"
            }
        }
    }
}

@Suite("Switches in the simulation")
struct SwitchTests {
    private func network() throws -> (Simulation, Recorder, LinkRecorder) {
        let (simulation, recorder) = try Topology {
            Computer("a", "10.0.0.1/24")
            Computer("b", "10.0.0.2/24")
            Computer("c", "10.0.0.3/24")
            EthernetSwitch("s")
            for name in ["a", "b", "c"] { Cable(name, "s") }
        }.recorded()
        let links = LinkRecorder()
        simulation.linkObserver = links
        return (simulation, recorder, links)
    }

    /// a sends b a datagram, `count` times, `pause` apart.
    private func talk(_ simulation: Simulation, count: Int = 1, pause: Duration = .milliseconds(1)) throws {
        let a = try simulation.host("a"), b = try simulation.host("b")
        try simulation.run {
            let inbox = try await b.bind(to: SocketAddress(.v4(.any), 7)), outbox = try await a.bind(to: SocketAddress(.v4(.any), 0))
            for _ in 0..<count {
                try await outbox.send([1], to: SocketAddress(.v4(IPv4Address(10, 0, 0, 2)), 7))
                try await a.clock.sleep(for: pause)
            }
            inbox.close()
            outbox.close()
        }
    }

    @Test func aSwitchTellsWhatItLearnsAndWhereItSends() throws {
        let (simulation, recorder, links) = try network()
        try talk(simulation)
        #expect(links.lines == ["s port 0 new flood", "s port 1 new forward(to: 0)", "s port 0 known forward(to: 1)"])
        #expect(recorder.frames.map { "\($0.from)\($0.to)" } == ["as", "sb", "sc", "bs", "sa", "as", "sb"])
        let table = try #require(try simulation.forwarder(ofSwitch: "s") as? LearningSwitch).table
        #expect(table.entries(at: simulation.now).map(\.port) == [0, 1])
    }

    @Test func whatItHasForgottenIsFlooded() throws {
        let (simulation, _, links) = try network()
        try simulation.setForwarder(LearningSwitch(table: MACTable(ageingTime: .seconds(2))), ofSwitch: "s")
        try talk(simulation, count: 2, pause: .seconds(3))
        #expect(links.lines.last == "s port 0 new flood", "the hosts remember, the switch does not")
    }

    @Test func aDamagedFrameIsRefusedAtTheSwitch() throws {
        let (simulation, recorder, links) = try network()
        try simulation.plan(.fault("a-s", Corruption(1), from: "a", for: .milliseconds(1)))
        try talk(simulation)
        #expect(links.lines == ["s refused"])
        #expect(recorder.frames.count == 1)
    }

    @Test func aForwarderOfSomebodysOwnMayNameNoPort() throws {
        struct Lost: FrameForwarder {
            mutating func decide(destination: MACAddress, source: MACAddress, arrivingOn port: Int, at now: Instant) -> ForwardingDecision { .forward(to: source.rawValue == 0 ? 0 : 99) }
        }
        let (simulation, recorder, _) = try network()
        try simulation.setForwarder(Lost(), ofSwitch: "s")
        try talk(simulation)
        #expect(recorder.frames.map(\.to) == ["s"])
        #expect(throws: SimulationError.noSuchHost("x")) { try simulation.setForwarder(Lost(), ofSwitch: "x") }
    }
}
