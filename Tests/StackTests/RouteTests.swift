@testable import Stack
import Testing
import Wire

@Suite("Routes")
struct RouteTests {
    /// Many random prefixes, some inside others: the table says the same as asking each one.
    @Test(arguments: 1...20) func theLongestPrefixWins(_ seed: Int) {
        var random = RandomStream(seed: UInt64(seed)), routes = IPv4Routes()
        for number in 0..<60 {
            let length = Int(random.below(33)), network = UInt32(truncatingIfNeeded: random.next()) & 0xff0f_00ff
            routes.add(Route(network: IPv4Address(rawValue: network), prefixLength: length, gateway: IPv4Address(rawValue: UInt32(number + 1)), interface: number))
        }
        for index in 0..<3 { routes.add(own: InterfaceAddress(IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next()) & 0xff0f_00ff), prefixLength: 24), interface: index) }
        var probes: [UInt32] = [0, .max]
        for entry in routes.entries { probes += [entry.network, entry.network &- 1, entry.network &+ 1, entry.network | (entry.prefixLength == 0 ? .max : .max >> UInt32(entry.prefixLength == 32 ? 31 : entry.prefixLength))] }
        for _ in 0..<500 { probes.append(UInt32(truncatingIfNeeded: random.next())) }
        for probe in probes {
            let expected = routes.entries.first { entry in
                entry.prefixLength == 0 || (entry.network ^ probe) >> UInt32(32 - entry.prefixLength) == 0
            }
            let found = routes.lookup(probe)
            #expect(found?.gateway == expected?.gateway && found?.interface == expected?.interface && found?.kind == expected?.kind && found?.prefixLength == expected?.prefixLength, "\(IPv4Address(rawValue: probe))")
        }
    }

    @Test func aRemovedRouteIsGone() {
        var routes = IPv4Routes()
        routes.add(Route(network: IPv4Address(10, 0, 0, 0), prefixLength: 8, gateway: IPv4Address(1, 1, 1, 1), interface: 0))
        #expect(routes.lookup(10 << 24) != nil)
        routes.remove(IPv4Address(10, 0, 0, 0), prefixLength: 8)
        #expect(routes.lookup(10 << 24) == nil)
    }
}
