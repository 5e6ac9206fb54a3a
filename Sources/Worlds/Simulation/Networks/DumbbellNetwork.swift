public import TransportLayer
import Wire
import Stack

/// Pairs of hosts on both sides of one bottleneck, each left one sending as much as TCP lets it.
///
/// Hosts' lines have 1 Gbit/s and 1 ms, the bottleneck 100 Mbit/s, 10 ms and a queue of 100 packets. Flow n begins after 7n ms.
public enum DumbbellNetwork {
    /// What a flow has come to.
    public struct Flow: Sendable {
        /// Bytes that the receiver's program has read.
        public let bytes: UInt64
    }

    /// A network that is running.
    public final class Run {
        public let simulation: Simulation
        fileprivate let sinks: [BulkSink]
        private let senders: [BulkSender]
        private let bottleneck: LinkID

        fileprivate init(_ simulation: Simulation, _ senders: [BulkSender], _ sinks: [BulkSink], bottleneck: LinkID) {
            self.simulation = simulation
            self.senders = senders
            self.sinks = sinks
            self.bottleneck = bottleneck
        }

        public var flows: [Flow] { sinks.map { Flow(bytes: $0.received) } }
        /// Packets that the bottleneck's queue had no room for.
        public var drops: UInt64 { simulation.counters(of: bottleneck).queueDrops }
    }

    public static func build(flows count: Int, tcp: TCPConfiguration, seed: UInt64 = 1) -> Run {
        let simulation = Simulation(seed: seed, tcp: tcp)
        let access = LinkProperties(rate: .gigabits(1), delay: .milliseconds(1), queue: .dropTail(frames: 10_000), framing: .pointToPoint)
        let narrow = LinkProperties(rate: .megabits(100), delay: .milliseconds(10), queue: .dropTail(frames: 100), framing: .pointToPoint)
        let middle = 10 << 24 as UInt32
        func network(_ side: UInt32, _ flow: Int) -> UInt32 { 10 << 24 | side << 16 | UInt32(flow) * 4 }
        func router(_ name: String, own: UInt32, other: UInt32, side: UInt32, far: UInt32) -> NodeID {
            simulation.addStation(name) { random in
                let stack = Stack(name: name, configuration: .router, random: random)
                port(stack, own)
                for flow in 0..<count { port(stack, network(side, flow) + 2) }
                stack.addRoute(Route(network: IPv4Address(rawValue: 10 << 24 | far << 16), prefixLength: 16, gateway: IPv4Address(rawValue: other), interface: 0))
                return stack
            }
        }
        let left = router("left", own: middle + 1, other: middle + 2, side: 1, far: 2)
        let right = router("right", own: middle + 2, other: middle + 1, side: 2, far: 1)
        let bottleneck = simulation.connect(left, port: 0, right, port: 0, narrow, name: "left-right")
        var senders: [BulkSender] = [], sinks: [BulkSink] = []
        for flow in 0..<count {
            func host(_ name: String, _ address: UInt32) -> NodeID {
                simulation.addStation(name) { random in
                    let stack = Stack(name: name, random: random)
                    port(stack, address)
                    stack.addRoute(Route(network: .any, prefixLength: 0, gateway: IPv4Address(rawValue: address + 1), interface: 0))
                    return stack
                }
            }
            let sender = host("sender\(flow)", network(1, flow) + 1), receiver = host("receiver\(flow)", network(2, flow) + 1)
            simulation.connect(sender, port: 0, left, port: flow + 1, access, name: "sender\(flow)-left")
            simulation.connect(receiver, port: 0, right, port: flow + 1, access, name: "receiver\(flow)-right")
            if let sink = BulkSink(simulation, receiver, port: 5001) { sinks.append(sink) }
            let target = SocketAddress(IPv4Address(rawValue: network(2, flow) + 1), 5001)
            if let source = BulkSender(simulation, sender, to: target, startingAt: Instant(nanoseconds: Int64(flow) * 7_000_000)) { senders.append(source) }
        }
        return Run(simulation, senders, sinks, bottleneck: bottleneck)
    }

    private static func port(_ stack: Stack, _ address: UInt32) {
        let index = stack.addInterface("eth\(stack.interfaces.count)", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(address)))
        stack.addAddress(IPv4Address(rawValue: address), prefixLength: 30, to: index)
    }
}
