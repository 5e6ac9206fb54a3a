import Applications
public import Simulation
import Sockets
import Stack
public import Wire

/// The network of lab 15, and what happens in it: alice, four routers, bob; a short way over r2, and a narrow one over r3.
///
/// The lab shows it with the addresses that it has here; the course makes it anew, with others, for each student.
public struct FourRouters: Sendable {
    /// The hosts, each in a network of 24 bits.
    public var alice = IPv4Address(10, 1, 0, 2), bob = IPv4Address(10, 2, 0, 2)
    /// Their routers' addresses there.
    public var aliceRouter = IPv4Address(10, 1, 0, 1), bobRouter = IPv4Address(10, 2, 0, 1)
    /// The networks of 30 bits between the routers: r1 and r2, r1 and r3, r2 and r4, r3 and r4. The first named has the first address.
    public var between = [IPv4Address(10, 0, 1, 0), IPv4Address(10, 0, 2, 0), IPv4Address(10, 0, 3, 0), IPv4Address(10, 0, 4, 0)]
    /// Of each cable on the short way, and on the narrow one.
    public var shortDelay = Nanoseconds.milliseconds(1), narrowDelay = Nanoseconds.milliseconds(5)
    public var narrowMTU = 576
    /// Bytes of the question that is too long for the narrow way.
    public var longQuestion = 1200
    /// An address of a network that nobody has.
    public var nowhere = IPv4Address(10, 9, 9, 9)
    /// Link states, or distance vectors.
    public var usesOSPF = true

    public init() {}

    public var topology: Topology {
        func end(_ link: Int, _ side: UInt32) -> String { "\(IPv4Address(rawValue: between[link].rawValue + side))/30" }
        var topology = Topology {
            Computer("alice", "\(alice)/24")
            Computer("bob", "\(bob)/24")
            Router("r1", "\(aliceRouter)/24", end(0, 1), end(1, 1))
            Router("r2", end(0, 2), end(2, 1))
            Router("r3", end(1, 2), end(3, 1))
            Router("r4", "\(bobRouter)/24", end(2, 2), end(3, 2))
            Cable("alice", "r1.eth0")
            Cable("bob", "r4.eth0")
            Cable("r1.eth1", "r2.eth0", delay: shortDelay)
            Cable("r2.eth1", "r4.eth1", delay: shortDelay)
            // The narrow way: slower, and with a smaller MTU.
            Cable("r1.eth2", "r3.eth0", rate: .megabits(10), delay: narrowDelay, mtu: narrowMTU)
            Cable("r3.eth1", "r4.eth2", rate: .megabits(10), delay: narrowDelay, mtu: narrowMTU)
        }
        topology.givesRoutes = false
        return topology
    }

    /// Lets the routers speak.
    public func prepare(_ simulation: Simulation) throws {
        if usesOSPF { try simulation.runOSPF() } else { try simulation.runRIP() }
    }

    /// What happens, chapter by chapter.
    public func run(in simulation: Simulation, chapter: (String) -> Void = { _ in }) async throws {
        let alice = try simulation.host("alice"), bob = "\(bob)"
        chapter("1. the routers greet each other and tell what they know")
        try await alice.clock.sleep(for: usesOSPF ? .seconds(6) : .seconds(40))

        chapter("2. alice asks whether bob is there: ARP at each hop, and one hop less at each router")
        try await Ping(bob, count: 1).run(on: alice)

        chapter("3. traceroute: packets whose hops run out on purpose")
        try await Traceroute(bob, probes: 1).run(on: alice)

        chapter("4. the cable between r2 and r4 is cut: the routers tell each other, and reckon anew")
        try simulation.plan(.cut("r2-r4"), at: simulation.now)
        try await alice.clock.sleep(for: usesOSPF ? .seconds(2) : .seconds(12))

        chapter("5. the same question, longer: the other way's MTU is smaller, and r1 cuts the packet up")
        try await Ping(bob, count: 1, size: longQuestion).run(on: alice)
        try await Traceroute(bob, probes: 1).run(on: alice)

        chapter("6. nobody knows a way to \(nowhere)")
        try await Ping("\(nowhere)", count: 1).run(on: alice)
    }
}
