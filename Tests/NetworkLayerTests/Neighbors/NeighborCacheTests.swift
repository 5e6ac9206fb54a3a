import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Neighbour cache") struct NeighborCacheTests {
    static let here = documentation(1), there = documentation(2), linkLocal = IPv6Address(rawValue: 0xfe80 << 112 | 1)
    static let bob = MACAddress(rawValue: 0x0200_0000_000b), carol = MACAddress(rawValue: 0x0200_0000_000c)
    static let question = NeighborAction.solicit(target: there, source: here, destination: there.solicitedNode, linkLayer: nil)

    func seconds(_ count: Double) -> Instant { Instant(nanoseconds: Int64(count * 1e9)) }
    func packet(_ number: UInt8) -> WaitingPacket { WaitingPacket([number]) }
    func answer(_ linkLayer: MACAddress? = bob, solicited: Bool = true, overrides: Bool = true, router: Bool = false) -> NeighborAdvertisement {
        NeighborAdvertisement(isRouter: router, isSolicited: solicited, overrides: overrides, target: Self.there, options: linkLayer.map { [.targetLinkLayerAddress($0)] } ?? [])
    }
    func cache() -> NeighborCache { NeighborCache(linkLocal: Self.linkLocal) }
    /// A cache that knows bob there, in `state` at `now`.
    func cache(_ state: NeighborCache.State, at now: Instant = .zero) -> NeighborCache {
        var cache = cache()
        if state == .reachable {
            _ = cache.enqueue(packet(0), for: Self.there, from: Self.here, at: now)
            _ = cache.handle(answer(), at: now)
        } else if state == .incomplete {
            _ = cache.enqueue(packet(0), for: Self.there, from: Self.here, at: now)
        } else {
            _ = cache.learn(Self.there, linkLayer: Self.bob, isRouter: nil, at: now)
            if state != .stale { _ = cache.resolve(Self.there, at: now) }
            if state == .probe { _ = cache.tick(at: now + .seconds(5)) }
        }
        return cache
    }
    func state(_ cache: NeighborCache, at now: Instant = .zero) -> NeighborCache.State? { cache.entries(at: now).first?.state }

    @Test("each state is what it says", arguments: [NeighborCache.State.incomplete, .reachable, .stale, .delay, .probe])
    func states(expected: NeighborCache.State) { #expect(state(cache(expected)) == expected) }

    @Test("asks the solicited-node group, lets packets wait, and sends them when the answer comes")
    func resolves() {
        var cache = cache()
        #expect(cache.resolve(Self.there, at: .zero) == nil)
        #expect(cache.enqueue(packet(1), for: Self.there, from: Self.here, at: .zero) == [Self.question])
        #expect(Self.there.solicitedNode == IPv6Address(rawValue: 0xff02 << 112 | 0x1_ff00_0002))
        #expect(cache.enqueue(packet(2), for: Self.there, from: Self.here, at: .zero) == [])
        #expect(cache.handle(answer(nil), at: seconds(0.1)) == [], "an answer without an address tells nothing")
        #expect(cache.handle(answer(), at: seconds(0.2)) == [.release(packet(1), to: Self.bob), .release(packet(2), to: Self.bob)])
        #expect(state(cache, at: seconds(0.2)) == .reachable && cache.nextDeadline == nil)
        #expect(cache.resolve(Self.there, at: seconds(1)) == Self.bob)
    }

    @Test("asks three times and gives up")
    func givesUp() {
        var cache = cache(.incomplete)
        #expect(cache.tick(at: seconds(0.9)) == [])
        #expect(cache.tick(at: seconds(1)) == [Self.question] && cache.tick(at: seconds(2)) == [Self.question])
        #expect(cache.tick(at: seconds(3)) == [.unreachable(Self.there, [packet(0)])])
        #expect(cache.entries(at: seconds(3)).isEmpty && cache.nextDeadline == nil)
    }

    @Test("reachable, stale after 30 s, used: delay, probe after 5 s, gone after three probes")
    func unreachability() {
        var cache = cache(.reachable)
        #expect(state(cache, at: seconds(29.9)) == .reachable && state(cache, at: seconds(30)) == .stale)
        #expect(cache.nextDeadline == nil, "nobody uses it: nothing is asked")
        #expect(cache.resolve(Self.there, at: seconds(40)) == Self.bob && state(cache, at: seconds(40)) == .delay)
        #expect(cache.nextDeadline == seconds(45))
        let probe = NeighborAction.solicit(target: Self.there, source: Self.here, destination: Self.there, linkLayer: Self.bob)
        #expect(cache.tick(at: seconds(45)) == [probe] && state(cache, at: seconds(45)) == .probe)
        #expect(cache.resolve(Self.there, at: seconds(45)) == Self.bob, "used on while it is probed")
        #expect(cache.tick(at: seconds(46)) == [probe] && cache.tick(at: seconds(47)) == [probe])
        #expect(cache.tick(at: seconds(48)) == [.unreachable(Self.there, [])] && cache.entries(at: seconds(48)).isEmpty)
    }

    @Test("the upper layer's word, or an answer to a probe, makes it reachable again", arguments: [NeighborCache.State.stale, .delay, .probe])
    func confirmed(from: NeighborCache.State) {
        var cache = cache(from)
        cache.confirm(Self.there, at: seconds(5))
        #expect(state(cache, at: seconds(34)) == .reachable && state(cache, at: seconds(35)) == .stale && cache.nextDeadline == nil)
        cache = self.cache(from)
        #expect(cache.handle(answer(nil), at: seconds(5)) == [])
        #expect(state(cache, at: seconds(5)) == .reachable && cache.nextDeadline == nil)
        cache = self.cache(.incomplete)
        cache.confirm(Self.there, at: .zero)
        #expect(state(cache) == .incomplete, "who is not known cannot be confirmed")
    }

    /// RFC 4861 appendix C: state before, what the advertisement says, state and address after.
    @Test("advertisements change what they may", arguments: [
        (.reachable, carol, true, false, .stale, bob), (.stale, carol, true, false, .stale, bob), (.probe, carol, true, false, .probe, bob),
        (.reachable, carol, true, true, .reachable, carol), (.stale, carol, true, true, .reachable, carol), (.probe, carol, true, true, .reachable, carol),
        (.reachable, carol, false, true, .stale, carol), (.stale, carol, false, true, .stale, carol), (.delay, carol, false, true, .stale, carol),
        (.reachable, bob, false, true, .reachable, bob), (.stale, bob, false, true, .stale, bob), (.stale, bob, true, false, .reachable, bob),
        (.incomplete, bob, false, true, .stale, bob), (.incomplete, bob, true, false, .reachable, bob),
    ] as [(NeighborCache.State, MACAddress, Bool, Bool, NeighborCache.State, MACAddress)])
    func advertised(before: NeighborCache.State, told: MACAddress, solicited: Bool, overrides: Bool, after: NeighborCache.State, known: MACAddress) {
        var cache = cache(before)
        _ = cache.handle(answer(told, solicited: solicited, overrides: overrides), at: seconds(0.1))
        #expect(state(cache, at: seconds(0.1)) == after && cache.entries(at: .zero).first?.linkLayer == known)
    }

    @Test("nobody is learnt from an advertisement; from a solicitation he is, as stale, and a group never")
    func learning() {
        var cache = cache()
        #expect(cache.handle(answer(), at: .zero) == [] && cache.entries(at: .zero).isEmpty)
        #expect(cache.learn(Self.there, linkLayer: .broadcast, isRouter: nil, at: .zero) == [] && cache.entries(at: .zero).isEmpty)
        #expect(cache.learn(Self.there, linkLayer: Self.bob, isRouter: nil, at: .zero) == [] && state(cache) == .stale)
        _ = cache.enqueue(packet(1), for: documentation(3), from: Self.here, at: .zero)
        #expect(cache.learn(documentation(3), linkLayer: Self.carol, isRouter: nil, at: .zero) == [.release(packet(1), to: Self.carol)])
        cache = self.cache(.reachable)
        #expect(cache.learn(Self.there, linkLayer: Self.bob, isRouter: nil, at: .zero) == [] && state(cache) == .reachable, "nothing new")
        #expect(cache.learn(Self.there, linkLayer: Self.carol, isRouter: nil, at: .zero) == [] && state(cache) == .stale)
    }

    @Test("a probe of a neighbour that spoke first comes from our link-local address")
    func probeSource() {
        var cache = cache(.delay)
        #expect(cache.tick(at: seconds(5)) == [.solicit(target: Self.there, source: Self.linkLocal, destination: Self.there, linkLayer: Self.bob)])
    }

    @Test("a router that says it is none any more is told")
    func routerLost() {
        var cache = cache()
        _ = cache.learn(Self.there, linkLayer: Self.bob, isRouter: true, at: .zero)
        #expect(cache.entries(at: .zero).first?.isRouter == true)
        #expect(cache.handle(answer(router: true), at: .zero) == [])
        #expect(cache.handle(answer(router: false), at: .zero) == [.routerLost(Self.there)])
    }

    @Test("waiting packets and entries are bounded")
    func limits() {
        var configuration = NeighborCache.Configuration()
        configuration.maximumEntries = 4
        configuration.maximumWaiting = 2
        var cache = NeighborCache(linkLocal: Self.linkLocal, configuration: configuration)
        for number in 1...3 as ClosedRange<UInt8> { _ = cache.enqueue(packet(number), for: Self.there, from: Self.here, at: .zero) }
        var lost: [NeighborAction] = []
        for number in 10..<100 as Range<UInt16> { lost += cache.learn(documentation(number), linkLayer: Self.bob, isRouter: nil, at: Instant(nanoseconds: Int64(number))) }
        #expect(lost == [.unreachable(Self.there, [packet(2), packet(3)])])
        #expect(cache.entries(at: .zero).map(\.address) == (96..<100).map { documentation($0) } && cache.nextDeadline == nil)
    }

    @Test("messages that cannot be from this link, or make no sense, are told")
    func validity() {
        let any = IPv6Address.any, group = IPv6Address.allNodes, local = Self.linkLocal, there = Self.there
        let option = [NeighborDiscoveryOption.sourceLinkLayerAddress(Self.bob)]
        func valid(_ message: ICMPv6Message, hopLimit: UInt8 = 255, from source: IPv6Address, to destination: IPv6Address) -> Bool {
            message.isValidNeighborDiscovery(hopLimit: hopLimit, source: source, destination: destination)
        }
        #expect(valid(.neighborSolicitation(target: there, options: option), from: Self.here, to: there))
        #expect(!valid(.neighborSolicitation(target: there, options: option), hopLimit: 254, from: Self.here, to: there))
        #expect(!valid(.neighborSolicitation(target: group, options: []), from: Self.here, to: group))
        #expect(valid(.neighborSolicitation(target: there, options: []), from: any, to: there.solicitedNode))
        #expect(!valid(.neighborSolicitation(target: there, options: option), from: any, to: there.solicitedNode))
        #expect(!valid(.neighborSolicitation(target: there, options: []), from: any, to: there))
        #expect(valid(.neighborAdvertisement(answer()), from: there, to: Self.here) && !valid(.neighborAdvertisement(answer()), from: there, to: group))
        #expect(valid(.routerAdvertisement(RouterAdvertisement(routerLifetime: 1)), from: local, to: group) && !valid(.routerAdvertisement(RouterAdvertisement(routerLifetime: 1)), from: there, to: group))
        #expect(valid(.routerSolicitation(options: []), from: any, to: .allRouters) && !valid(.routerSolicitation(options: option), from: any, to: .allRouters))
        #expect(valid(.redirect(target: local, destination: there, options: []), from: local, to: Self.here) && !valid(.redirect(target: there, destination: Self.here, options: []), from: local, to: Self.here))
        #expect(!valid(.echoRequest(ICMPEcho(identifier: 1, sequenceNumber: 1)), from: local, to: Self.here))
    }
}
