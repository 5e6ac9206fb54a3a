import Capture
public import Simulation
import Sockets
public import StackSockets
public import TransportLayer
public import Wire

/// A student's own network: a client, a server and a bystander around a switch, with addresses, link speed and TCP's sizes drawn from the
/// student's random numbers. What happens on the client's cable becomes the capture.
public struct PersonalNetwork: Sendable {
    public let client: IPv4Address
    public let server: IPv4Address
    /// Somebody else that the client talks to: noise that no question is about.
    public let bystander: IPv4Address
    private let seed: UInt64
    private let mtu: Int
    private let delay: Nanoseconds
    private let tcp: TCPConfiguration
    /// Datagrams that the client and the server have sent before: so many further are their packets' identifications.
    private let sentBefore: (client: Int, server: Int)

    public init(_ random: inout RandomStream, tcp base: TCPConfiguration = .textbook, window: Int? = nil) {
        let network = IPv4Address(10, UInt8(1 + random.below(250)), UInt8(1 + random.below(250)), 0).rawValue
        var hosts: Set<UInt32> = []
        func host(_ random: inout RandomStream) -> IPv4Address {
            while true {
                let number = UInt32(2 + random.below(250))
                if hosts.insert(number).inserted { return IPv4Address(rawValue: network + number) }
            }
        }
        client = host(&random)
        server = host(&random)
        bystander = host(&random)
        seed = random.next()
        mtu = 1000 + 4 * Int(random.below(125))
        delay = .microseconds(Int64(100 + random.below(20_000)))
        sentBefore = (Int(1 + random.below(30)), Int(1 + random.below(30)))
        var tcp = base
        tcp.receiveBufferLimit = 16_384 + 8 * Int(random.below(6_000))
        // Drawn all the same, so that what is drawn after it does not depend on it.
        if let window { tcp.receiveBufferLimit = window }
        self.tcp = tcp
    }

    /// Runs `body` with the client's and the server's host, and hands back what passed the client's cable meanwhile.
    ///
    /// - Parameters:
    ///   - isFresh: whether the two know nothing of each other yet: then ARP comes first. Otherwise they have talked before.
    ///   - rate: the rate of all cables.
    ///   - delay: of each cable; nil: drawn from the student's random numbers.
    ///   - queue: what the switch does with frames that wait for the server's cable.
    ///   - serverRate: the rate of the server's cable, where that is to be the narrow place.
    ///   - faults: faults of the client's cable, with the node from whose side each applies.
    public func capture(_ name: String, isFresh: Bool = false, rate: DataRate = .megabits(100), delay given: Nanoseconds? = nil, serverRate: DataRate? = nil, queue: QueueDiscipline = .standard, faults: [(any LinkFault, from: String)] = [], _ body: @escaping @Sendable (StackHost, StackHost) async throws -> Void) throws -> EvidenceCapture {
        let link = LinkProperties(rate: rate, delay: given ?? delay, mtu: mtu), serverLink = LinkProperties(rate: serverRate ?? rate, delay: given ?? delay, queue: queue, mtu: mtu)
        let topology = Topology {
            EthernetSwitch("switch")
            Computer("client", "\(client)/24")
            Computer("server", "\(server)/24")
            Computer("bystander", "\(bystander)/24")
            Cable("client", "switch", link)
            Cable("server", "switch", serverLink)
            Cable("bystander", "switch", link)
        }
        let simulation = try topology.simulation(seed: seed, tcp: tcp)
        let recorder = FrameRecorder(waits: true)
        let cable = try simulation.link(named: "client-switch")
        simulation.observe(cable, with: recorder)
        let hosts = (client: try simulation.host("client"), server: try simulation.host("server"))
        let (count, addresses) = (sentBefore, (client: client, server: server))
        try simulation.run {
            // The first port is taken, so that the client gets another.
            let tcpPort = try await hosts.client.listen(on: SocketAddress(.v4(addresses.client), 49_152))
            let udpPort = try await hosts.client.bind(to: SocketAddress(.v4(.any), 49_152))
            if !isFresh {
                let sink = try await hosts.server.bind(to: SocketAddress(.v4(addresses.server), 9)), other = try await hosts.client.bind(to: SocketAddress(.v4(addresses.client), 9))
                for _ in 0..<count.client { try await udpPort.send([0], to: SocketAddress(.v4(addresses.server), 9)) }
                for _ in 0..<count.server { try await sink.send([0], to: SocketAddress(.v4(addresses.client), 9)) }
                try await hosts.client.clock.sleep(for: .seconds(1))
                sink.close()
                other.close()
            }
            recorder.begin()
            for (fault, from) in faults { try simulation.plan(.fault("client-switch", fault, from: from)) }
            try await body(hosts.client, hosts.server)
            tcpPort.close()
            udpPort.close()
        }
        simulation.drain()
        return EvidenceCapture(name: name, frames: recorder.frames)
    }

    /// A transfer for `capture` to look at: a millisecond after the server has begun to listen on `port`, the client sends it `bytes`; the
    /// server takes them all, says nothing, and closes when the client has.
    public func transfer(_ bytes: [UInt8], port: UInt16, from client: StackHost, to server: StackHost) async throws {
        let address = SocketAddress(.v4(self.server), port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let listener = try await server.listen(on: address)
                let stream = try await listener.accept()
                while !(try await stream.receive(atMost: 65_536)).isEmpty {}
                await stream.close()
                listener.close()
            }
            group.addTask {
                try await client.clock.sleep(for: .milliseconds(1))
                let stream = try await client.connect(to: address)
                try await stream.send(bytes)
                try await stream.finishSending()
                _ = try await stream.receive(atMost: 1)
                await stream.close()
            }
            try await group.waitForAll()
        }
    }
}

/// A message of the student's own.
public enum PersonalMessage {
    private static let words = ["amber", "basalt", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper", "kelp", "lagoon", "meadow", "nimbus", "onyx", "prairie", "quartz", "reef", "saffron", "tundra", "umber", "violet", "willow", "xenon", "yarrow", "zephyr"]

    /// Some words, between `range` bytes long.
    public static func text(_ random: inout RandomStream, length range: ClosedRange<Int> = 12...60) -> String {
        let length = range.lowerBound + Int(random.below(UInt64(range.count)))
        var text = ""
        while text.utf8.count < length { text += (text.isEmpty ? "" : " ") + words[Int(random.below(UInt64(words.count)))] }
        text = String(text.prefix(length))
        // No blank at the end, where nobody sees it.
        if text.hasSuffix(" ") { text = text.dropLast() + "." }
        return text
    }
}
