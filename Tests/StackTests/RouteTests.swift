@testable import Stack
import Testing
import Wire

@Suite("Routes")
struct RouteTests {
    /// Random prefixes, many of them inside others and some twice, with own addresses among them.
    private static func routes(_ count: Int, seed: Int) -> (IPv4Routes, RandomStream) {
        var random = RandomStream(seed: UInt64(seed)), routes = IPv4Routes()
        for number in 0..<count {
            let length = Int(random.below(33)), network = UInt32(truncatingIfNeeded: random.next()) & 0xff0f_00ff
            routes.add(Route(network: IPv4Address(rawValue: network), prefixLength: length, gateway: IPv4Address(rawValue: UInt32(number + 1)), interface: number % 100))
            // The index is there, and has to be kept.
            if number % 40 == 39 { _ = routes.lookup(network) }
        }
        for index in 0..<3 { routes.add(own: InterfaceAddress(IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next()) & 0xff0f_00ff), prefixLength: 24), interface: index) }
        return (routes, random)
    }

    /// The table says the same as asking each entry.
    private static func check(_ routes: inout IPv4Routes, _ random: inout RandomStream, _ what: String) {
        var probes: [UInt32] = [0, .max]
        for entry in routes.entries.prefix(200) { probes += [entry.network, entry.network &- 1, entry.network &+ 1, entry.network | (entry.prefixLength == 0 ? .max : .max >> UInt32(entry.prefixLength == 32 ? 31 : entry.prefixLength))] }
        for _ in 0..<300 { probes.append(UInt32(truncatingIfNeeded: random.next()) & 0xff0f_ffff) }
        // The longest prefix; own addresses before routes; the older before the younger.
        let ranked = routes.entries.enumerated().sorted { (33 - Int($0.element.prefixLength), $0.element.way.kind == .route ? 1 : 0, $0.offset) < (33 - Int($1.element.prefixLength), $1.element.way.kind == .route ? 1 : 0, $1.offset) }.map(\.element)
        for probe in probes {
            let expected = ranked.first { entry in entry.prefixLength == 0 || (entry.network ^ probe) >> UInt32(32 - entry.prefixLength) == 0 }
            #expect(routes.lookup(probe) == expected?.way, "\(what): \(IPv4Address(rawValue: probe))")
        }
    }

    @Test("the longest prefix wins, among few and among many, and goes on to when routes come and go", arguments: [60, IPv4Routes.fewest * 3], 1...6)
    func theLongestPrefixWins(_ count: Int, _ seed: Int) {
        var (routes, random) = Self.routes(count, seed: seed)
        Self.check(&routes, &random, "at first")
        for entry in routes.entries.filter({ $0.way.kind == .route }).prefix(30) {
            routes.remove(IPv4Address(rawValue: entry.network), prefixLength: Int(entry.prefixLength), gateway: IPv4Address(rawValue: entry.way.gateway))
        }
        Self.check(&routes, &random, "with routes removed")
        for number in 0..<20 { routes.add(Route(network: IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next()) & 0xff0f_00ff), prefixLength: 8 + number, gateway: IPv4Address(rawValue: 77), interface: number)) }
        Self.check(&routes, &random, "with routes added")
    }

    @Test("a pulled cable's routes are passed over until it is back", arguments: [2, IPv4Routes.fewest])
    func pulledCables(_ others: Int) {
        var routes = IPv4Routes()
        for number in 0..<others { routes.add(Route(network: IPv4Address(rawValue: 11 << 24 | UInt32(number) << 8), prefixLength: 24, gateway: nil, interface: 5)) }
        routes.add(Route(network: IPv4Address(10, 0, 0, 0), prefixLength: 8, gateway: IPv4Address(1, 1, 1, 1), interface: 0))
        routes.add(Route(network: IPv4Address(10, 0, 0, 0), prefixLength: 8, gateway: IPv4Address(2, 2, 2, 2), interface: 1))
        #expect(routes.lookup(10 << 24 | 1)?.interface == 0)
        routes.setLink(of: 0, isUp: false)
        #expect(routes.lookup(10 << 24 | 1)?.interface == 1)
        routes.setLink(of: 0, isUp: true)
        #expect(routes.lookup(10 << 24 | 1)?.interface == 0)
    }

    @Test("what a protocol has found comes behind what was configured", arguments: [2, IPv4Routes.fewest])
    func foundRoutes(_ others: Int) {
        var routes = IPv4Routes()
        for number in 0..<others { routes.add(Route(network: IPv4Address(rawValue: 11 << 24 | UInt32(number) << 8), prefixLength: 24, gateway: nil, interface: 5)) }
        let hops = [3, 4].map { DynamicRoute.Hop(interface: Int16($0), gateway: UInt32($0)) }
        routes.replace(foundBy: "RIP", with: [DynamicRoute(network: 10 << 24, prefixLength: 8, metric: 1, hops: [hops[0]])])
        routes.replace(foundBy: "OSPF", with: [DynamicRoute(network: 10 << 24, prefixLength: 8, metric: 1, hops: hops)])
        let way = routes.lookup(10 << 24 | 1)
        #expect(way?.kind == .several)
        let chosen = Set((0..<64 as Range<UInt64>).compactMap { flow in way.map { routes.choose($0, flow: flow << 58).interface } })
        #expect(chosen == [3, 4], "\(chosen)")
        routes.add(Route(network: IPv4Address(10, 0, 0, 0), prefixLength: 8, gateway: nil, interface: 1))
        #expect(routes.lookup(10 << 24 | 1)?.interface == 1)
    }

    @Test("IPv6: the same", arguments: [5, 300]) func ipv6(_ count: Int) {
        var random = RandomStream(seed: 3), routes = IPv6Routes()
        func number() -> UInt128 { UInt128(random.next() & 0xff00_ff00_ffff_0000) << 64 | UInt128(random.next() & 0xff) }
        for index in 0..<count {
            routes.add(Route(network: IPv6Address(rawValue: number()), prefixLength: Int(random.below(129)), gateway: nil, interface: index))
            if index % 10 == 0 { _ = routes.lookup(.any) }
        }
        let ranked = routes.entries.enumerated().sorted { (129 - $0.element.prefixLength, $0.offset) < (129 - $1.element.prefixLength, $1.offset) }.map(\.element)
        for probe in routes.entries.map(\.network) + (0..<300).map({ _ in IPv6Address(rawValue: number()) }) {
            let expected = ranked.first { InterfaceAddress(IPv6Address(rawValue: InterfaceAddress($0.network, prefixLength: $0.prefixLength).network.rawValue), prefixLength: $0.prefixLength).contains(probe) }
            #expect(routes.lookup(probe)?.interface == expected?.interface, "\(probe)")
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
