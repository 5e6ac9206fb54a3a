import TestSupport
import Testing
import Wire

@Suite("Networks")
struct NetworkTests {
    @Test(arguments: [
        ("10.20.0.0/16", "10.20.0.0/16", "255.255.0.0", "0.0.255.255", "10.20.255.255", "65536"),
        ("10.20.0.0/255.255.0.0", "10.20.0.0/16", "255.255.0.0", "0.0.255.255", "10.20.255.255", "65536"),
        ("10.20.0.0/0.0.255.255", "10.20.0.0/16", "255.255.0.0", "0.0.255.255", "10.20.255.255", "65536"),
        ("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255", "255.255.255.255", "4294967296"),
        ("0.0.0.0/0.0.0.0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255", "255.255.255.255", "4294967296"),
        ("198.51.100.9", "198.51.100.9/32", "255.255.255.255", "0.0.0.0", "198.51.100.9", "1"),
        ("198.51.100.8/031", "198.51.100.8/31", "255.255.255.254", "0.0.0.1", "198.51.100.9", "2"),
    ])
    func ipv4(text: String, short: String, netmask: String, hostmask: String, broadcast: String, count: String) throws {
        let network = try IPv4Network(validating: text)
        #expect(network.description == short)
        #expect(network.netmask.description == netmask)
        #expect(network.hostmask.description == hostmask)
        #expect(network.broadcast.description == broadcast)
        #expect(network.count.description == count)
        #expect(IPv4Network(network.withNetmask) == network)
        #expect(IPv4Network(network.withHostmask) == network || network.prefixLength == 0 || network.prefixLength == 32)
        #expect(try IPNetwork(validating: text) == .v4(network))
    }

    @Test(arguments: [
        ("2001:db8:40::/42", "ffff:ffff:ffc0::", "2001:db8:7f:ffff:ffff:ffff:ffff:ffff", "77371252455336267181195264"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211456"),
        ("2001:db8::7", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::7", "1"),
    ])
    func ipv6(text: String, netmask: String, last: String, count: String) throws {
        let network = try IPv6Network(validating: text)
        #expect(network.netmask.description == netmask)
        #expect(network.broadcast.description == last)
        #expect(network.count.description == count)
        #expect(try IPNetwork(validating: text) == .v6(network))
    }

    @Test(arguments: [
        ("10.0.0.1/24", .value, .hostBitsSet), ("10.0.0.0/33", .mask, .prefixOutOfRange), ("10.0.0.0/", .mask, .badMask), ("10.0.0.0/-1", .mask, .badMask),
        ("10.0.0.0/+8", .mask, .badMask), ("10.0.0.0/ 8", .mask, .badMask), ("10.0.0.0/255.0.255.0", .mask, .badMask), ("10.0.0.0/8/8", .address, .secondSlash),
        ("10.0.0.0/٨", .mask, .badMask), ("/8", .address, .empty), ("10.0.0/8", .address, .notFourOctets), ("10.0.0.0/99999999999999999999999", .mask, .prefixOutOfRange),
        ("2001:db8::1/64", .value, .hostBitsSet), ("2001:db8::/129", .mask, .prefixOutOfRange), ("2001:db8::/ffff::", .mask, .badMask), ("", .address, .empty),
    ] as [(String, AddressError.Kind, AddressError.Reason)])
    func notANetwork(text: String, kind: AddressError.Kind, reason: AddressError.Reason) {
        let error = #expect(throws: AddressError.self) { try IPNetwork(validating: text) }
        #expect(error?.kind == kind)
        #expect(error?.reason == reason)
    }

    @Test func hostsAreMadeAsTheyAreAskedFor() throws {
        #expect(try IPv4Network(validating: "10.0.0.0/29").hosts.map(\.description) == ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"])
        #expect(try IPv4Network(validating: "10.0.0.0/31").hosts.map(\.description) == ["10.0.0.0", "10.0.0.1"])
        #expect(try IPv4Network(validating: "255.255.255.255").hosts.map(\.description) == ["255.255.255.255"])
        #expect(try IPv6Network(validating: "2001:db8::/126").hosts.map(\.description) == ["2001:db8::1", "2001:db8::2", "2001:db8::3"])
        let everything = try IPv6Network(validating: "::/0")
        #expect(Array(everything.hosts.prefix(2)).map(\.description) == ["::1", "::2"])
        #expect(everything.addresses.count == nil)
        #expect(everything.hosts.count == .max)
        #expect(everything.hosts.last.description == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    }

    @Test(arguments: [(0, "10.0.0.0"), (255, "10.0.0.255"), (-1, "10.0.0.255"), (-256, "10.0.0.0"), (256, nil), (-257, nil), (.max, nil), (.min, nil)] as [(Int, String?)])
    func addressByIndex(index: Int, expected: String?) throws {
        let network = try IPv4Network(validating: "10.0.0.0/24")
        #expect((try? network.address(at: index).description) == expected)
    }

    @Test func addressesAddAndSubtract() throws {
        let address = try IPv4Address(validating: "10.0.0.255")
        #expect(try (address + 1).description == "10.0.1.0")
        #expect(try (address - 256).description == "9.255.255.255")
        #expect(try (address + -255).description == "10.0.0.0")
        #expect(throws: AddressError.self) { try IPv4Address.broadcast + 1 }
        #expect(throws: AddressError.self) { try IPv4Address.any - 1 }
        #expect(throws: AddressError.self) { try address + Int64(1) << 32 }
        #expect(throws: AddressError.self) { try IPv6Address.any + -1 }
        #expect(try (IPv6Address.any + UInt128.max).description == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    }

    @Test func subnetsAndSupernets() throws {
        let network = try IPv4Network(validating: "10.1.0.0/22")
        #expect(try network.subnets().map(\.description) == ["10.1.0.0/23", "10.1.2.0/23"])
        #expect(try network.subnets(prefixLength: 24).map(\.description) == ["10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"])
        #expect(try IPv6Network(validating: "::/0").subnets(prefixLength: 128).count.description == "340282366920938463463374607431768211456")
        #expect(Array(try IPv6Network(validating: "::/0").subnets(prefixLength: 1)).map(\.description) == ["::/1", "8000::/1"])
        #expect(try network.supernet().description == "10.1.0.0/21")
        #expect(try network.supernet(prefixLength: 8).description == "10.0.0.0/8")
        #expect(try IPv4Network(validating: "0.0.0.0/0").supernet().description == "0.0.0.0/0")
        #expect(throws: AddressError.self) { try network.subnets(difference: 11) }
        #expect(throws: AddressError.self) { try network.subnets(difference: -1) }
        #expect(throws: AddressError.self) { try network.subnets(difference: .max) }
        #expect(throws: AddressError.self) { try network.subnets(prefixLength: 21) }
        #expect(throws: AddressError.self) { try network.supernet(difference: 23) }
        #expect(throws: AddressError.self) { try network.supernet(difference: .min) }
        #expect(throws: AddressError.self) { try network.supernet(prefixLength: 23) }
    }

    @Test("The whole is what is left and what was taken away, for every hole in a small network")
    func subtracting() throws {
        let whole = try IPv4Network(validating: "192.0.2.64/28")
        for length in 28...32 {
            for hole in try whole.subnets(prefixLength: length) {
                let rest = try whole.subtracting(hole)
                #expect(rest.count == length - 28)
                #expect(rest == rest.sorted())
                #expect(Set(rest.flatMap { $0.addresses }) == Set(whole.addresses).subtracting(hole.addresses))
            }
        }
        #expect(throws: AddressError.self) { try whole.subtracting(IPv4Network(validating: "192.0.2.0/24")) }
        #expect(throws: AddressError.self) { try whole.subtracting(IPv4Network(validating: "10.0.0.0/28")) }
    }

    @Test("A summary holds exactly the range, with networks that cannot be joined, for every range of 6 bits")
    func summarizing() throws {
        for first: UInt32 in 0..<64 {
            for last in first..<64 {
                let networks = try IPv4Network.summarizing(from: IPv4Address(rawValue: first), to: IPv4Address(rawValue: last))
                #expect(networks.flatMap { $0.addresses.map(\.rawValue) } == Array(first...last))
                #expect(IPv4Network.collapsing(networks) == networks, "as few as can be")
            }
        }
        #expect(try IPv6Network.summarizing(from: .any, to: IPv6Address(rawValue: .max)).map(\.description) == ["::/0"])
        #expect(try IPv6Network.summarizing(from: .loopback, to: IPv6Address(rawValue: .max)).count == 128)
        #expect(try IPv4Network.summarizing(from: .broadcast, to: .broadcast).map(\.description) == ["255.255.255.255/32"])
        #expect(throws: AddressError.self) { try IPv4Network.summarizing(from: .broadcast, to: .any) }
    }

    @Test("Collapsed networks hold the same addresses and cannot be joined any further")
    func collapsing() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let networks = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                IPv4Network(containing: IPv4Address(rawValue: UInt32.random(in: 0..<128, using: &random)), prefixLength: Int.random(in: 26...32, using: &random))
            }
            let collapsed = IPv4Network.collapsing(networks)
            let addresses = Set(networks.flatMap(\.addresses))
            #expect(collapsed.flatMap { Array($0.addresses) } == addresses.sorted(), "of \(networks)")
            for (a, b) in zip(collapsed, collapsed.dropFirst()) {
                #expect(!(a.prefixLength == b.prefixLength && a.address.rawValue ^ b.address.rawValue == 1 << UInt32(a.hostBits)), "\(a) and \(b) are halves of one")
            }
        }
    }

    @Test("Containment, overlap and order agree with the sets of addresses")
    func relations() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<2000 {
            let (a, b) = (network(&random), network(&random))
            let (x, y) = (Set(a.addresses), Set(b.addresses))
            #expect(a.overlaps(b) == !x.isDisjoint(with: y))
            #expect(a.contains(b) == x.isSuperset(of: y))
            #expect(a.isSubnet(of: b) == x.isSubset(of: y))
            #expect((a < b) == (a.address < b.address || a.address == b.address && x.count > y.count))
        }
        func network(_ random: inout SeededGenerator) -> IPv4Network {
            IPv4Network(containing: IPv4Address(rawValue: UInt32.random(in: 0..<32, using: &random)), prefixLength: Int.random(in: 27...32, using: &random))
        }
    }

    @Test func interfacesKeepTheHost() throws {
        let interface = try IPv4Interface(validating: "192.0.2.77/26")
        #expect(interface.network.description == "192.0.2.64/26")
        #expect(interface.withNetmask == "192.0.2.77/255.255.255.192")
        #expect(interface.withHostmask == "192.0.2.77/0.0.0.63")
        #expect(IPv4Interface(interface.description) == interface)
    }
}
