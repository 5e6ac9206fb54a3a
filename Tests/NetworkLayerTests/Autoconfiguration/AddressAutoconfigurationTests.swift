import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Address autoconfiguration") struct AddressAutoconfigurationTests {
    static let identifier = InterfaceIdentifier(modifiedEUI64: MACAddress(rawValue: 0x3456_789a_bcde))
    static let linkLocal = IPv6Address(high: 0xfe80 << 48, low: 0x3656_78ff_fe9a_bcde)
    static let global = IPv6Address(high: 0x2001_0db8 << 32, low: 0x3656_78ff_fe9a_bcde)

    func seconds(_ count: Double) -> Instant { Instant(nanoseconds: Int64(count * 1e9)) }
    func advertisement(valid: UInt32 = 7200 * 3, preferred: UInt32 = 3600, prefix: IPv6Address = documentation(0), length: UInt8 = 64, autonomous: Bool = true, routerLifetime: UInt16 = 1800) -> RouterAdvertisement {
        RouterAdvertisement(routerLifetime: routerLifetime, options: [.prefixInformation(.init(prefix: prefix, prefixLength: length, isAutonomous: autonomous, validLifetime: valid, preferredLifetime: preferred))])
    }
    /// With its link-local address in use.
    func started() -> AddressAutoconfiguration {
        var interface = AddressAutoconfiguration(identifier: Self.identifier)
        _ = interface.start(at: .zero)
        _ = interface.tick(at: seconds(1))
        return interface
    }

    @Test("the identifier of a link-layer address is RFC 4291's example")
    func eui64() {
        #expect(Self.identifier.rawValue == 0x3656_78ff_fe9a_bcde)
        #expect(Self.identifier.linkLocalAddress == Self.linkLocal)
        #expect(Self.identifier.address(under: documentation(0), prefixLength: 64) == Self.global && Self.identifier.address(under: documentation(0), prefixLength: 60) == nil)
    }

    @Test("a stable identifier differs by network, interface, collision and key, and is the same every time")
    func stable() {
        let key = SipHash.Key(1, 2)
        func identifier(_ prefix: UInt64, _ interface: UInt64, _ collisions: UInt8, _ key: SipHash.Key = key) -> InterfaceIdentifier { InterfaceIdentifier(stableFor: prefix, interface: interface, collisions: collisions, key: key) }
        let all = [identifier(1, 1, 0), identifier(2, 1, 0), identifier(1, 2, 0), identifier(1, 1, 1), identifier(1, 1, 0, SipHash.Key(1, 3))]
        #expect(Set(all).count == all.count && identifier(1, 1, 0) == all[0])
        #expect(InterfaceIdentifier(rawValue: 0).isReserved && InterfaceIdentifier(rawValue: 0xfdff_ffff_ffff_ff80).isReserved && !Self.identifier.isReserved)
    }

    @Test("comes up: joins, probes, takes the link-local address, asks for routers three times")
    func start() {
        var interface = AddressAutoconfiguration(identifier: Self.identifier)
        #expect(interface.start(at: .zero) == [.join(.allNodes), .join(Self.linkLocal.solicitedNode), .probe(target: Self.linkLocal)])
        #expect(interface.linkLocal == nil && interface.nextDeadline == seconds(1) && interface.start(at: .zero) == [])
        #expect(interface.tick(at: seconds(0.5)) == [])
        #expect(interface.tick(at: seconds(1)) == [.assigned(Self.linkLocal), .solicitRouters(source: Self.linkLocal)])
        #expect(interface.linkLocal == Self.linkLocal && interface.nextDeadline == seconds(5))
        #expect(interface.tick(at: seconds(5)) == [.solicitRouters(source: Self.linkLocal)] && interface.tick(at: seconds(9)) == [.solicitRouters(source: Self.linkLocal)])
        #expect(interface.nextDeadline == nil, "nobody answers; three are enough")
    }

    @Test("an advertised prefix becomes an address, which is probed, preferred, deprecated and gone in its time")
    func lifetime() {
        var interface = started()
        #expect(interface.handle(advertisement(), at: seconds(2)) == [.join(Self.global.solicitedNode), .probe(target: Self.global)])
        #expect(interface.tick(at: seconds(3)) == [.assigned(Self.global)], "and routers are no longer asked for")
        #expect(interface.nextDeadline == seconds(3602))
        #expect(interface.tick(at: seconds(3602)) == [.deprecated(Self.global)])
        #expect(interface.addresses.map(\.state) == [.preferred, .deprecated])
        #expect(interface.handle(advertisement(), at: seconds(4000)) == [] && interface.addresses[1].state == .preferred, "advertised again, it is preferred again")
        #expect(interface.tick(at: seconds(7600)) == [.deprecated(Self.global)])
        #expect(interface.nextDeadline == seconds(25600))
        #expect(interface.tick(at: seconds(25600)) == [.removed(Self.global)], "the group is the link-local address's, too: it stays")
        #expect(interface.addresses.map(\.address) == [Self.linkLocal] && interface.nextDeadline == nil)
    }

    @Test("a forged advertisement cannot take an address away: two hours stay, or what was left")
    func twoHours() {
        var interface = started()
        _ = interface.handle(advertisement(valid: 86_400), at: seconds(2))
        _ = interface.tick(at: seconds(3))
        _ = interface.handle(advertisement(valid: 1, preferred: 0), at: seconds(10))
        #expect(interface.addresses[1].validUntil == seconds(10 + 7200) && interface.addresses[1].state == .deprecated)
        _ = interface.handle(advertisement(valid: 1, preferred: 0), at: seconds(20))
        #expect(interface.addresses[1].validUntil == seconds(10 + 7200), "not once more two hours from now")
        _ = interface.handle(advertisement(valid: 7201, preferred: 0), at: seconds(20))
        #expect(interface.addresses[1].validUntil == seconds(7221))
        _ = interface.handle(advertisement(valid: .max, preferred: .max), at: seconds(20))
        #expect(interface.addresses[1].validUntil == .distantFuture && interface.addresses[1].state == .preferred)
    }

    @Test("prefixes that are not to be used are not")
    func unsuitable() {
        var interface = started()
        for advertisement in [
            advertisement(autonomous: false), advertisement(length: 56), advertisement(length: 128), advertisement(valid: 0, preferred: 0), advertisement(valid: 10, preferred: 11),
            advertisement(prefix: IPv6Address(high: 0xfe80 << 48, low: 0)), advertisement(prefix: IPv6Address(high: 0xff02 << 48, low: 0)),
        ] { #expect(interface.handle(advertisement, at: seconds(2)) == [], "\(advertisement)") }
        #expect(interface.addresses.count == 1)
    }

    @Test("an address that another node has is not used; without a link-local one the interface is off")
    func duplicates() {
        var interface = started()
        _ = interface.handle(advertisement(), at: seconds(2))
        #expect(interface.handleSolicitation(for: Self.global, from: documentation(9)) == [], "somebody asks for it to speak to it: no conflict")
        #expect(interface.handleAdvertisement(of: Self.global) == [.duplicate(Self.global)])
        #expect(interface.addresses.map(\.address) == [Self.linkLocal] && interface.tick(at: seconds(3)) == [])

        var other = AddressAutoconfiguration(identifier: Self.identifier)
        _ = other.start(at: .zero)
        #expect(other.handleSolicitation(for: Self.linkLocal, from: .any) == [.duplicate(Self.linkLocal), .leave(Self.linkLocal.solicitedNode)])
        #expect(other.isDisabled && other.nextDeadline == nil && other.handle(advertisement(), at: seconds(2)) == [])

        var third = started()
        #expect(third.handleAdvertisement(of: Self.linkLocal) == [], "an address in use is defended by its use, not given up")
    }

    @Test("a flood of prefixes is bounded")
    func flood() {
        var interface = started()
        for number in 0..<1000 as Range<UInt64> {
            _ = interface.handle(advertisement(valid: 100, preferred: 100, prefix: IPv6Address(high: 0x2001_0db8 << 32 | number, low: 0)), at: seconds(2))
        }
        #expect(interface.addresses.count == 16)
        _ = interface.tick(at: seconds(3))
        _ = interface.tick(at: seconds(102))
        #expect(interface.addresses.map(\.address) == [Self.linkLocal], "and over when their time is")
    }
}
