import GradeKit
import Internet
import Wire

extension LeasedNetwork {
    private static let words = ["amber", "basalt", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper", "kelp", "lagoon", "meadow", "nimbus", "onyx", "prairie", "quartz", "reef", "saffron", "tundra", "umber", "violet", "willow", "xenon", "yarrow", "zephyr"]
    private static let hosts = ["www", "shop", "news", "mail", "files", "wiki", "maps", "radio"], canonicals = ["web", "front", "node", "box", "edge", "rack"]

    /// A student's own: other addresses, names, leases and times to live.
    static func personal(_ random: inout RandomStream) throws -> EvidenceCapture {
        var network = LeasedNetwork()
        func word(_ list: [String], _ random: inout RandomStream) -> String { list[Int(random.below(UInt64(list.count)))] }
        let place = UInt8(random.below(250)), first = UInt8(20 + random.below(150))
        network.router = IPv4Address(192, 168, place, 1)
        network.printer = IPv4Address(192, 168, place, UInt8(2 + random.below(17)))
        network.firstLease = IPv4Address(192, 168, place, first)
        network.lastLease = IPv4Address(192, 168, place, first + 50)
        network.leaseTime = UInt32(2 * (200 + random.below(1600)))
        var used: Set<UInt8> = [1]
        func outside(_ random: inout RandomStream) -> IPv4Address {
            while true {
                let number = UInt8(2 + random.below(250))
                if used.insert(number).inserted { return IPv4Address(198, 51, 100, number) }
            }
        }
        (network.resolver, network.root) = (outside(&random), outside(&random))
        (network.top, network.authority) = (outside(&random), outside(&random))
        network.topLabel = word(["example", "test", "invalid"], &random)
        network.domainLabel = word(words, &random)
        network.alias = word(hosts, &random)
        network.canonical = word(canonicals, &random)
        network.web = IPv4Address(203, 0, 113, UInt8(1 + random.below(250)))
        network.crowdSize = 36 + Int(random.below(30))
        network.timeToLive = UInt32(200 + random.below(3000))
        network.negativeTimeToLive = UInt32(20 + random.below(150))
        network.delay = .microseconds(Int64(200 + random.below(5000)))
        let simulation = try network.topology.simulation(seed: random.next()), plan = network
        return try EvidenceCapture(name: "18-names-and-leases.pcap", of: simulation) { _ = try await plan.run(in: $0) }
    }
}
