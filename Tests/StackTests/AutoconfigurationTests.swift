import NetworkLayer
import Stack
import Testing
import Wire

@Suite("IPv6 addresses from routers' advertisements")
struct AutoconfigurationTests {
    private static let prefix = IPv6Address("2001:db8:1::")!

    /// A router with 2001:db8:1::1/64 and a host that configures itself, on one link.
    private func link(routers: Int = 1) -> Wiring {
        let wiring = Wiring()
        let router = Stack(name: "router", configuration: .router, random: RandomStream(seed: 1, name: "router"))
        router.addInterface("eth0", mac: MACAddress(rawValue: 0x0200_0000_0001))
        router.addAddress(IPv6Address("2001:db8:1::1")!, prefixLength: 64, to: 0)
        wiring.add(router)
        wiring.add(host(mac: 2))
        wiring.join(0, 0, 1, 0)
        wiring.turn.now = .zero + .seconds(10)
        wiring.call(0) { stack, turn in stack.enableIPv6(on: 0, &turn) }
        return wiring
    }

    private func host(mac: UInt64) -> Stack {
        let host = Stack(name: "host", random: RandomStream(seed: 1, name: "host"))
        host.addInterface("eth0", mac: MACAddress(rawValue: 0x0200_0000_0000 | mac))
        return host
    }

    private func addresses(_ wiring: Wiring) -> [String] { wiring.stacks[1].interfaces[0].ipv6.map { "\($0.address)" } }

    @Test("the link-local address after a second without an answer; then the prefix's, and a way out; a ping there and back")
    func takesAnAddress() throws {
        let wiring = link()
        wiring.call(1) { stack, turn in stack.enableIPv6(on: 0, &turn) }
        #expect(addresses(wiring).isEmpty, "tentative")
        wiring.pass(.milliseconds(1100))
        #expect(addresses(wiring) == ["fe80::ff:fe00:2"])
        wiring.pass(.seconds(2))
        #expect(addresses(wiring) == ["fe80::ff:fe00:2", "2001:db8:1::ff:fe00:2"])
        let echo = try wiring.stacks[1].openEcho(on: .v6(.any)).socket
        try wiring.call(1) { stack, turn in try stack.sendEcho([1, 2, 3], sequence: 1, from: echo, to: .v6(IPv6Address("2001:db8:1::1")!), &turn) }
        guard case .reply(let reply)? = try wiring.stacks[1].receiveEcho(echo)?.answer else { Issue.record("no reply"); return }
        #expect(reply.payload == [1, 2, 3])
        // Listeners are reported, with a router alert and one hop to live.
        #expect(wiring.frames.contains { $0.count > 62 && $0[12] == 0x86 && $0[20] == 0 && $0[21] == 1 && $0[62] == 143 })
    }

    @Test("an address that somebody has already is not taken")
    func duplicate() {
        let wiring = link()
        // A third computer with the same hardware address's identifier.
        let other = host(mac: 3)
        other.addAddress(IPv6Address("fe80::ff:fe00:2")!, prefixLength: 64, to: 0)
        wiring.add(other)
        wiring.join(1, 0, 2, 0)
        wiring.call(1) { stack, turn in stack.enableIPv6(on: 0, &turn) }
        wiring.pass(.seconds(20))
        #expect(addresses(wiring).isEmpty)
        #expect(wiring.notes.contains { if case .addressConflict(.v6, _, 0) = $0 { true } else { false } })
    }

    @Test("what an advertisement gives ends with its time, and a router that says nothing more is used no more")
    func lifetimes() throws {
        let wiring = link()
        wiring.call(1) { stack, turn in stack.enableIPv6(on: 0, &turn) }
        wiring.pass(.seconds(3))
        // Thirty days are over; the router has been silent.
        wiring.pass(.seconds(31 * 86_400))
        #expect(addresses(wiring) == ["fe80::ff:fe00:2"])
        let sender = try wiring.stacks[1].openDatagrams(on: SocketAddress(.v6(.any), 0)).socket
        #expect(throws: StackError.networkUnreachable) {
            try wiring.call(1) { stack, turn in try stack.sendDatagram([1], from: sender, to: SocketAddress(.v6(IPv6Address("2001:db8:2::1")!), 7), &turn) }
        }
    }

    @Test("a thousand routers with a thousand prefixes: sixteen addresses, and memory for eight routers")
    func flood() {
        let wiring = link()
        wiring.call(1) { stack, turn in stack.enableIPv6(on: 0, &turn) }
        wiring.pass(.seconds(3))
        for number in 0..<1000 as Range<UInt64> {
            let source = IPv6Address(high: 0xfe80 << 48, low: 0x6666_0000_0000 + number)
            let information = NeighborDiscoveryOption.PrefixInformation(prefix: IPv6Address(high: 0x2001_0db8_0000_0000 + number + 2, low: 0), prefixLength: 64)
            let message = ICMPv6Message.routerAdvertisement(RouterAdvertisement(routerLifetime: 1800, options: [.prefixInformation(information)]))
            var body = ByteWriter()
            message.serialize(into: &body, pseudoHeader: PseudoHeader(source: source, destination: IPv6Address.allNodes, protocolNumber: 58))
            var frame = ByteWriter()
            frame.write([0x33, 0x33, 0, 0, 0, 1, 2, 0x66, 0x66, 0x66, 0x66, 0x66, 0x86, 0xdd])
            IPv6Header(nextHeader: .icmpv6, hopLimit: 255, source: source, destination: .allNodes).serialize(into: &frame, payloadLength: body.count)
            frame.write(body.bytes)
            wiring.inject(frame.bytes)
        }
        wiring.pass(.seconds(5))
        #expect(addresses(wiring).count == 16)
        #expect(wiring.stacks[1].ipv6Routes.filter { $0.prefixLength == 0 }.count == 8)
        #expect(wiring.stacks[1].ipv6Routes.count <= 8 + 16 + 2)
    }
}
