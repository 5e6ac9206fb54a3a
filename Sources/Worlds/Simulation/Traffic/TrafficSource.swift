public import Wire
import Stack

/// A station that sends datagrams of one size at a steady pace to stations drawn at random: background traffic, without a program.
struct TrafficSource {
    let station: Int
    let socket: SocketID
    let peers: TrafficPeers
    /// This station's own place among the peers; -1 if it is none of them.
    let own: Int
    let port: UInt16
    let payload: [UInt8]
    let interval: Nanoseconds
    let until: Instant
}

/// The addresses that traffic goes to, shared by all sources.
final class TrafficPeers {
    let addresses: [IPv4Address]
    @exclusivity(unchecked) var random: RandomStream
    @exclusivity(unchecked) var sent: UInt64 = 0
    init(addresses: [IPv4Address], random: RandomStream) {
        self.addresses = addresses
        self.random = random
    }
}

/// What background traffic has come to.
public struct TrafficCount: Sendable {
    public let sent: UInt64
    public let received: UInt64
}

extension Simulation {
    /// Lets every one of `hosts` send a datagram of `size` bytes to a random other one each `interval`, from a random moment in the
    /// first interval on until `until`. The datagrams are thrown away where they arrive. Each host has an IPv4 address.
    public func addTraffic(among hosts: [NodeID], port: UInt16 = 9, size: Int = 100, every interval: Nanoseconds, until: Instant) {
        var stations: [(Station, IPv4Address)] = []
        for host in hosts {
            guard case .station(let station) = nodes[host.index], let address = station.stack.interfaces.first?.ipv4.first?.address else { continue }
            stations.append((station, address))
        }
        let peers = TrafficPeers(addresses: stations.map(\.1), random: RandomStream(seed: seed, name: "traffic \(traffic.count)"))
        let payload = [UInt8](repeating: 0, count: size)
        for (place, (station, _)) in stations.enumerated() {
            guard let (socket, _) = try? station.stack.openDatagrams(on: SocketAddress(.v4(.any), port)) else { continue }
            station.trafficSink = true
            traffic.append(TrafficSource(station: station.index, socket: socket, peers: peers, own: place, port: port, payload: payload, interval: interval, until: until))
            let start = now + Nanoseconds(Int64(peers.random.below(UInt64(max(1, interval.count)))))
            queue.add(.traffic, at: start, target: UInt32(traffic.count - 1))
        }
    }

    /// A traffic source sends its next datagram.
    func send(traffic index: Int) {
        let station: Int, interval: Nanoseconds, until: Instant
        do {
            (station, interval, until) = (traffic[index].station, traffic[index].interval, traffic[index].until)
        }
        guard turn.now <= until, let sender = unsafe stations[station] else { return }
        let next = turn.now + interval
        if next <= until { queue.add(.traffic, at: next, target: UInt32(truncatingIfNeeded: index)) }
        unsafe sender._withUnsafeGuaranteedRef { send(traffic: index, from: $0) }
    }

    private func send(traffic index: Int, from sender: Station) {
        guard sender.isUp else { return }
        turn.cause = turn.nextID()
        if story != nil { story?.record(id: turn.cause, cause: .none, at: turn.now, .traffic(sender.name)) }
        traffic[index].peers.sent &+= 1
        let count = traffic[index].peers.addresses.count, own = traffic[index].own
        guard count > 1 else { return }
        var place = Int(traffic[index].peers.random.below(UInt64(count - 1)))
        if place >= own { place += 1 }
        let address = SocketAddress(.v4(traffic[index].peers.addresses[place]), traffic[index].port)
        unsafe sender.uncountedStack._withUnsafeGuaranteedRef { stack in
            try? stack.sendDatagram(traffic[index].payload, from: traffic[index].socket, to: address, &turn)
        }
        settle(sender)
    }

    /// What traffic sources have sent, and what has arrived.
    public var trafficCount: TrafficCount {
        var sent: UInt64 = 0, received: UInt64 = 0
        var last: TrafficPeers?
        for source in traffic where source.peers !== last {
            last = source.peers
            sent += source.peers.sent
        }
        for case .station(let station) in nodes { received += station.sunk }
        return TrafficCount(sent: sent, received: received)
    }
}
