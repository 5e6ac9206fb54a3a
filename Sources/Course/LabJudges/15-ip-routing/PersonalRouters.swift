import GradeKit
import Internet
import Wire

extension FourRouters {
    /// A student's own: other addresses, delays and sizes.
    static func personal(_ random: inout RandomStream) throws -> EvidenceCapture {
        var network = FourRouters()
        // Three different numbers for the networks' second octets, and four for those between the routers.
        func different(_ count: Int, from low: Int, below high: Int, _ random: inout RandomStream) -> [UInt8] {
            var found: [UInt8] = []
            while found.count < count {
                let number = UInt8(low + Int(random.below(UInt64(high - low))))
                if !found.contains(number) { found.append(number) }
            }
            return found
        }
        let places = different(3, from: 1, below: 250, &random), hosts = different(4, from: 1, below: 250, &random), links = different(4, from: 1, below: 250, &random)
        network.alice = IPv4Address(10, places[0], 0, hosts[0])
        network.aliceRouter = IPv4Address(10, places[0], 0, hosts[1])
        network.bob = IPv4Address(10, places[1], 0, hosts[2])
        network.bobRouter = IPv4Address(10, places[1], 0, hosts[3])
        network.between = links.map { IPv4Address(10, 0, $0, 0) }
        network.nowhere = IPv4Address(10, places[2], 9, 9)
        network.shortDelay = .microseconds(Int64(200 + random.below(2000)))
        network.narrowDelay = .microseconds(Int64(3000 + random.below(5000)))
        // The pieces' sizes are multiples of 8 only by chance.
        network.narrowMTU = 320 + 4 * Int(random.below(60))
        network.longQuestion = 1100 + Int(random.below(350))
        let simulation = try network.topology.simulation(seed: random.next()), plan = network
        try plan.prepare(simulation)
        return try EvidenceCapture(name: "15-ip-routing.pcap", of: simulation) { try await plan.run(in: $0) }
    }

    /// Routes and costs to reckon with.
    static func personalNumbers(_ random: inout RandomStream) -> [String: String] {
        let wide = UInt8(random.below(14)) * 16 + 16, narrow = wide + UInt8(random.below(16))
        let destination = switch random.below(3) {
        case 0: IPv4Address(10, narrow, UInt8(random.below(256)), UInt8(1 + random.below(250)))
        case 1: IPv4Address(10, narrow ^ UInt8(1 + random.below(15)), UInt8(random.below(256)), UInt8(1 + random.below(250)))
        default: IPv4Address(10, wide ^ 16, UInt8(random.below(256)), UInt8(1 + random.below(250)))
        }
        // Two ways that do not cost the same.
        var costs = [0, 0, 0, 0, 0]
        while costs[0] + costs[1] == costs[2] + costs[3] { for index in costs.indices { costs[index] = 10 * Int(1 + random.below(200)) } }
        return ["routes": "0.0.0.0/0 eth0, 10.0.0.0/8 eth1, 10.\(wide).0.0/12 eth2, 10.\(narrow).0.0/16 eth3", "packet to": "\(destination)", "costs": costs.map { "\($0)" }.joined(separator: " ")]
    }
}
