import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Routing table")
struct RouteTableTests {
    /// The longest match by trying all.
    struct NaiveTable<Address: InternetAddress> {
        var routes: [InternetNetwork<Address>: Int] = [:]

        func match(_ address: Address) -> (network: InternetNetwork<Address>, value: Int)? {
            routes.filter { $0.key.contains(address) }.max { $0.key.prefixLength < $1.key.prefixLength }.map { ($0.key, $0.value) }
        }
    }

    /// Addresses that differ in few bits, so that prefixes overlap: those of `spread` bits, from the first and from the last.
    static func address<Address: InternetAddress>(_ type: Address.Type, _ random: inout SeededGenerator) -> Address {
        let mask: Address.RawValue = 3 << Address.RawValue(Address.bitWidth - 2) | 5 << Address.RawValue(Address.bitWidth - 10) | 9 << Address.RawValue(Address.bitWidth - 20) | 0x113
        return Address(rawValue: Address.RawValue.random(in: .min ... .max, using: &random) & mask)
    }

    static func agree<Address: InternetAddress>(_ type: Address.Type, seed: UInt64, most: Int) throws {
        var random = SeededGenerator(seed: seed)
        var table = RouteTable<Address, Int>(), naive = NaiveTable<Address>()
        for step in 0..<1200 {
            // Grow, then shrink to nothing, so that the table goes from list to tree and back.
            let growing = step < 700
            if naive.routes.count < most, Int.random(in: 0..<10, using: &random) < (growing ? 8 : 2) {
                let network = InternetNetwork(containing: address(type, &random), prefixLength: Int.random(in: 0...Address.bitWidth, using: &random))
                let value = Int.random(in: 0..<6, using: &random)
                #expect(try table.insert(value, for: network) == naive.routes.updateValue(value, forKey: network), "inserting \(network), step \(step)")
            } else {
                let networks = naive.routes.keys.sorted()
                let network = networks.isEmpty ? InternetNetwork(containing: address(type, &random), prefixLength: 7) : networks[Int.random(in: 0..<networks.count, using: &random)]
                #expect(table.remove(network) == naive.routes.removeValue(forKey: network), "removing \(network), step \(step)")
            }
            #expect(table.count == naive.routes.count)
            for _ in 0..<8 {
                let probe = address(type, &random)
                let (ours, theirs) = (table.match(probe), naive.match(probe))
                #expect(ours?.network == theirs?.network && ours?.value == theirs?.value, "\(probe), step \(step): \(String(describing: ours)), not \(String(describing: theirs))")
                #expect(table.lookup(probe) == theirs?.value)
            }
        }
        #expect(table.routes.map(\.network) == naive.routes.keys.sorted())
        for network in naive.routes.keys.sorted() {
            #expect(table[network] == naive.routes[network])
            table.remove(network)
        }
        #expect(table.isEmpty)
        #expect(table.lookup(address(type, &random)) == nil)
    }

    @Test("Agrees with trying all routes, through insertions and removals", arguments: [(1, 12), (2, 40), (3, 200)] as [(UInt64, Int)])
    func ipv4(seed: UInt64, most: Int) throws { try Self.agree(IPv4Address.self, seed: seed, most: most) }

    @Test("The same for IPv6", arguments: [(4, 12), (5, 60)] as [(UInt64, Int)])
    func ipv6(seed: UInt64, most: Int) throws { try Self.agree(IPv6Address.self, seed: seed, most: most) }

    @Test func aHostsTable() throws {
        var table = IPv4RouteTable<String>()
        try table.insert("here", for: IPv4Network(validating: "192.168.1.0/24"))
        try table.insert("router", for: IPv4Network(validating: "0.0.0.0/0"))
        try table.insert("neighbour", for: IPv4Network(validating: "192.168.1.7/32"))
        #expect(table.lookup(IPv4Address(192, 168, 1, 6)) == "here")
        #expect(table.lookup(IPv4Address(192, 168, 1, 7)) == "neighbour")
        #expect(table.match(IPv4Address(8, 8, 8, 8))?.network.prefixLength == 0)
        #expect(table.routes.map(\.value) == ["router", "here", "neighbour"])
    }

    @Test("A copy is not changed by what happens to the original")
    func copies() throws {
        var table = IPv4RouteTable<Int>()
        for value in 0..<100 { try table.insert(value, for: IPv4Network(containing: IPv4Address(10, 0, UInt8(value), 0), prefixLength: 24)) }
        let copy = table
        for value in 0..<100 { table.remove(IPv4Network(containing: IPv4Address(10, 0, UInt8(value), 0), prefixLength: 24)) }
        #expect(table.isEmpty && copy.count == 100)
        #expect(copy.lookup(IPv4Address(10, 0, 99, 1)) == 99)
    }

    @Test("A full table refuses further routes and still changes those it has", arguments: [0, 3, 40])
    func limit(limit: Int) throws {
        var table = IPv4RouteTable<Int>(limit: limit)
        func network(_ index: Int) -> IPv4Network { IPv4Network(containing: IPv4Address(10, 0, UInt8(index), 0), prefixLength: 24) }
        for index in 0..<limit { try table.insert(0, for: network(index)) }
        #expect(throws: RouteTableFull.self) { try table.insert(0, for: network(limit)) }
        #expect(table.lookup(network(limit).address) == nil)
        if limit > 0 { #expect(try table.insert(1, for: network(0)) == 0) }
        #expect(table.count == limit)
    }
}
