import Testing
import Wire

@Suite("Special addresses")
struct SpecialAddressTests {
    /// The names of what holds of an address, so that one list says it all.
    static func properties<Address: InternetAddress>(of address: Address) -> String {
        var names: [String] = []
        if address.isPrivate { names.append("private") }
        if address.isGlobal { names.append("global") }
        if address.isMulticast { names.append("multicast") }
        if address.isUnspecified { names.append("unspecified") }
        if address.isReserved { names.append("reserved") }
        if address.isLoopback { names.append("loopback") }
        if address.isLinkLocal { names.append("link-local") }
        return names.joined(separator: " ")
    }

    @Test(arguments: [
        ("0.0.0.0", "private unspecified"), ("0.255.0.1", "private"), ("1.0.0.0", "global"), ("10.255.255.255", "private"), ("11.0.0.0", "global"),
        ("100.63.255.255", "global"), ("100.64.0.0", ""), ("100.127.255.255", ""), ("100.128.0.0", "global"), ("127.200.3.4", "private loopback"),
        ("169.253.255.255", "global"), ("169.254.7.7", "private link-local"), ("172.15.255.255", "global"), ("172.31.255.255", "private"), ("172.32.0.0", "global"),
        ("192.0.0.8", "private"), ("192.0.0.9", "global"), ("192.0.0.10", "global"), ("192.0.0.11", "private"), ("192.0.0.171", "private"), ("192.0.1.0", "global"), ("192.0.2.200", "private"), ("192.169.0.0", "global"),
        ("198.17.255.255", "global"), ("198.19.0.1", "private"), ("198.51.100.1", "private"), ("203.0.113.1", "private"), ("223.255.255.255", "global"), ("224.0.0.251", "global multicast"),
        ("239.255.255.255", "global multicast"), ("240.0.0.0", "private reserved"), ("255.255.255.255", "private reserved"),
    ])
    func ipv4(text: String, properties: String) throws {
        #expect(Self.properties(of: try IPv4Address(validating: text)) == properties)
    }

    @Test(arguments: [
        ("::", "private unspecified reserved"), ("::1", "private reserved loopback"), ("::2", "global reserved"), ("::ffff:10.0.0.1", "private reserved"), ("::ffff:9.9.9.9", "global reserved"),
        ("::ffff:127.0.0.1", "private reserved loopback"), ("64:ff9b::1", "global reserved"), ("64:ff9b:1::1", "private reserved"), ("100::7", "private reserved"), ("100:0:0:1::", "global reserved"),
        ("1fff::", "global reserved"), ("2000::", "global"), ("2001::1", "private"), ("2001:1::1", "global"), ("2001:1::2", "global"), ("2001:1::3", "private"), ("2001:3::9", "global"), ("2001:4:112::9", "global"),
        ("2001:4:113::", "private"), ("2001:2f::", "global"), ("2001:3f::", "global"), ("2001:40::", "private"), ("2001:200::", "global"), ("2001:db8::1", "private"), ("2001:db9::", "global"), ("2002:7f00:1::", "private"),
        ("3fff:ffff::", "global"), ("4000::", "global reserved"), ("fbff::", "global reserved"), ("fc00::1", "private"), ("fdff::1", "private"), ("fe00::", "global reserved"), ("fe7f::", "global reserved"),
        ("fe80::1", "private link-local"), ("febf::1", "private link-local"), ("fec0::1", "global"), ("ff02::fb", "global multicast"),
    ])
    func ipv6(text: String, properties: String) throws {
        #expect(Self.properties(of: try IPv6Address(validating: text)) == properties)
        #expect(Self.properties(of: try ScopedIPv6Address(validating: text + "%eth0")) == properties, "a scope changes nothing")
    }

    @Test(arguments: [
        ("10.0.0.0/8", true, false), ("10.0.0.0/7", false, true), ("192.0.0.0/24", true, false), ("192.0.0.8/29", true, false), ("192.0.0.9/32", false, true),
        ("100.64.0.0/10", false, false), ("100.0.0.0/9", false, true), ("0.0.0.0/0", false, true), ("240.0.0.0/4", true, false),
    ])
    func privateNetworks(text: String, isPrivate: Bool, isGlobal: Bool) throws {
        let network = try IPv4Network(validating: text)
        #expect(network.isPrivate == isPrivate)
        #expect(network.isGlobal == isGlobal)
    }

    @Test func embeddedIPv4() throws {
        #expect(try IPv6Address(validating: "::ffff:198.51.100.4").ipv4Mapped?.description == "198.51.100.4")
        #expect(try IPv6Address(validating: "::198.51.100.4").ipv4Mapped == nil)
        #expect(try IPv6Address(validating: "2002:c633:6404::1").sixToFour?.description == "198.51.100.4")
        let teredo = try #require(IPv6Address(validating: "2001:0:c633:6404:0:0:3f57:fefd").teredo)
        #expect(teredo.server.description == "198.51.100.4")
        #expect(teredo.client.description == "192.168.1.2")
        #expect(try IPv4Address(validating: "198.51.100.4").ipv6Mapped.description == "::ffff:198.51.100.4")
    }

    @Test func reversePointers() throws {
        #expect(try IPv4Address(validating: "198.51.100.4").reversePointer == "4.100.51.198.in-addr.arpa")
        #expect(try IPv6Address(validating: "2001:db8::a1").reversePointer == "1.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")
    }

    @Test(arguments: [
        ("x", "c6336404"), ("X", "C6336404"), ("#x", "0xc6336404"), ("_x", "c633_6404"), ("#_X", "0XC633_6404"), ("b", "11000110001100110110010000000100"), ("#_n", "0b1100_0110_0011_0011_0110_0100_0000_0100"),
    ])
    func formats(format: String, expected: String) throws {
        #expect(try IPv4Address(validating: "198.51.100.4").formatted(AddressFormat(format, version: 4)) == expected)
    }

    @Test(arguments: ["", "d", "_#x", "xx", "# x", "8x"])
    func notAFormat(format: String) {
        #expect(throws: AddressError.self) { try AddressFormat(format, version: 4) }
    }

    @Test func octets() throws {
        #expect(try IPv4Address(octets: [1, 2, 3, 4]).description == "1.2.3.4")
        #expect(try IPv6Address(octets: [UInt8](repeating: 0, count: 15) + [1]) == .loopback)
        #expect(IPv4Address(1, 2, 3, 4).octets == [1, 2, 3, 4])
        #expect(throws: AddressError.self) { try IPv4Address(octets: [1, 2, 3]) }
        #expect(throws: AddressError.self) { try IPv6Address(octets: [UInt8](repeating: 0, count: 17)) }
        #expect(throws: AddressError.self) { try IPv4Address(number: -1) }
        #expect(throws: AddressError.self) { try IPv4Address(number: Int64(1) << 32) }
    }
}

@Suite("Scoped addresses")
struct ScopedAddressTests {
    @Test func scopeIsPartOfTheAddress() throws {
        let a = try ScopedIPv6Address(validating: "fe80::1%eth0"), b = try ScopedIPv6Address(validating: "fe80::1%eth1"), none = try ScopedIPv6Address(validating: "fe80::1")
        #expect(a != b && a < b && none < a)
        #expect(a.description == "fe80::1%eth0")
        #expect(a.scope == "eth0" && none.scope == nil)
        #expect(ScopedIPv6Network("fe80::%eth0/64")?.description == "fe80::%eth0/64")
        #expect(try ScopedIPv6Network(validating: "fe80::1%eth0/64", strict: false).description == "fe80::/64")
        // Bounds with and without a scope go together.
        #expect(try Array(ScopedIPv6Network(validating: "fe80::%eth0/127").addresses).map(\.description) == ["fe80::", "fe80::1"])
        #expect(try Array(ScopedIPv6Network(validating: "::1%lo/128").subnets()).map(\.description) == ["::1%lo/128"])
    }

    @Test(arguments: ["fe80::1%", "fe80::1%a%b", "%eth0", "10.0.0.1%eth0", "fe80::1%a/b", ""])
    func notScoped(text: String) {
        #expect(ScopedIPv6Address(text) == nil)
    }
}
