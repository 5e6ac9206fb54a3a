import ArgumentParser
import NetworkLayer
import Wire

/// `layerlab bench lpm`: the routing table.
struct BenchLPM: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lpm",
        abstract: "Longest-prefix match in a routing table as large as the Internet's, and in a host's.",
        discussion: "The prefixes are made up; their lengths are about as in a full BGP table, six in ten of them /24."
    )

    @Option(help: "How many prefixes.") var prefixes = 900_000
    @Option(help: "How often each is measured.") var runs = 7

    private static let lengths = [24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 22, 22, 23, 23, 21, 20, 19, 16, 18, 24, 22, 17, 28, 12, 14, 24, 24, 24]
    private static let lengths6 = [48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 32, 32, 32, 29, 44, 44, 40, 36, 33, 56]

    func validate() throws {
        guard (1...2_000_000).contains(prefixes) else { throw ValidationError("--prefixes is from 1 to 2000000") }
    }

    func run() throws {
        let meter = BenchMeter(runs: runs)
        var random = BenchRandom(state: 12345)
        let lookups = 1_000_000

        let networks = (0..<prefixes).map { _ in
            let length = Self.lengths[Int(random.next() % UInt64(Self.lengths.count))]
            return (IPv4Network(containing: IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next() >> 20)), prefixLength: length), UInt32(1 + random.next() % 255))
        }
        let table = try build("lpm.v4", meter, networks)
        let addresses = (0..<lookups).map { _ in IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next() >> 21)) }
        meter.measure("lpm.v4.lookup", Double(lookups) / 1e6, "M/s") { addresses.reduce(into: 0) { $0 &+= UInt64(table.lookup($1) ?? 0) } }
        let known = (0..<lookups).map { _ in
            let network = networks[Int(random.next() % UInt64(networks.count))].0
            return IPv4Address(rawValue: network.address.rawValue | network.hostmask.rawValue & UInt32(truncatingIfNeeded: random.next()))
        }
        meter.measure("lpm.v4.lookup.known", Double(lookups) / 1e6, "M/s") { known.reduce(into: 0) { $0 &+= UInt64(table.lookup($1) ?? 0) } }
        change(table, Array(networks.prefix(100_000)), meter)

        let networks6 = (0..<min(prefixes, 250_000)).map { _ in
            let length = Self.lengths6[Int(random.next() % UInt64(Self.lengths6.count))]
            return (IPv6Network(containing: IPv6Address(high: 0x2000 << 48 | random.next() >> 3, low: 0), prefixLength: length), UInt32(1 + random.next() % 255))
        }
        let table6 = try build("lpm.v6", meter, networks6)
        let addresses6 = (0..<lookups).map { _ in IPv6Address(high: networks6[Int(random.next() % UInt64(networks6.count))].0.address.high, low: random.next()) }
        meter.measure("lpm.v6.lookup", Double(lookups) / 1e6, "M/s") { addresses6.reduce(into: 0) { $0 &+= UInt64(table6.lookup($1) ?? 0) } }

        var host = IPv4RouteTable<UInt32>()
        try host.insert(1, for: IPv4Network(containing: IPv4Address(10, 0, 0, 0), prefixLength: 24))
        try host.insert(2, for: IPv4Network(containing: IPv4Address(127, 0, 0, 0), prefixLength: 8))
        try host.insert(3, for: IPv4Network(containing: .any, prefixLength: 0))
        meter.measure("lpm.v4.lookup.3routes", Double(lookups) / 1e6, "M/s") { addresses.reduce(into: 0) { $0 &+= UInt64(host.lookup($1) ?? 0) } }
        meter.figure("lpm.v4.3routes.memory", Double(host.memory), "bytes")
    }

    private func build<Address>(_ key: String, _ meter: BenchMeter, _ networks: [(InternetNetwork<Address>, UInt32)]) throws -> RouteTable<Address, UInt32> {
        let start = BenchMeter.processorTime()
        var table = RouteTable<Address, UInt32>()
        for (network, value) in networks { try table.insert(value, for: network) }
        meter.figure("\(key).routes", Double(table.count), "routes")
        meter.figure("\(key).build", BenchMeter.processorTime() - start, "s")
        meter.figure("\(key).memory", Double(table.memory) / 1_048_576, "MiB")
        return table
    }

    /// Takes routes away and puts them back.
    private func change(_ table: IPv4RouteTable<UInt32>, _ networks: [(IPv4Network, UInt32)], _ meter: BenchMeter) {
        var table = table
        table.remove(IPv4Network(containing: .any, prefixLength: 32))
        meter.measure("lpm.v4.change", Double(networks.count) * 2 / 1e6, "M/s") {
            for (network, _) in networks { table.remove(network) }
            for (network, value) in networks { _ = try? table.insert(value, for: network) }
            return UInt64(table.count)
        }
    }
}
