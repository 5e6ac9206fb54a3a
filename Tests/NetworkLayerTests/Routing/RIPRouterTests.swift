import NetworkLayer
import Testing
import Wire

/// One router between two links, and a neighbor on each, by hand.
@Suite struct RIPRouterTests {
    static let left = IPv4Address(10, 0, 1, 2), right = IPv4Address(10, 0, 2, 2)
    static let far: UInt32 = 0x0a09_0000, mask: UInt32 = 0xffff_ff00

    /// Started, and past its first full update.
    static func router() -> (RIPRouter, Instant) {
        var router = RIPRouter(
            interfaces: [.init(interface: 0, address: IPv4Address(10, 0, 1, 1), prefixLength: 24), .init(interface: 1, address: IPv4Address(10, 0, 2, 1), prefixLength: 24)], random: RandomStream(seed: 1))
        _ = router.start(at: .zero)
        let now = Instant.zero + .seconds(6)
        _ = router.tick(at: now)
        return (router, now)
    }

    static func tell(_ router: inout RIPRouter, _ metric: UInt32, from: IPv4Address = left, on interface: Int = 0, network: UInt32 = far, at now: Instant) -> [RIPRouter.Action] {
        router.receive(RIPPacket(isResponse: true, entries: [.init(network: network, mask: mask, metric: metric)]).serialized(), from: from, port: RIPPacket.port, on: interface, timeToLive: 1, at: now)
    }

    /// What is told of the far network, by interface.
    static func told(_ actions: [RIPRouter.Action]) -> [Int: UInt32] {
        var told: [Int: UInt32] = [:]
        for case .send(let packet, let interface, RIPPacket.group, RIPPacket.port) in actions where packet.isResponse { for entry in packet.entries where entry.network == far { told[interface] = entry.metric } }
        return told
    }

    @Test("what was learnt on a link is told as unreachable there, and one further elsewhere, at once")
    func poisonedReverseAndTriggeredUpdates() {
        var (router, now) = Self.router()
        let actions = Self.tell(&router, 3, at: now)
        guard case .routes(let routes)? = actions.first else { Issue.record("no route: \(actions)"); return }
        #expect(routes.map(\.metric) == [4] && routes.map(\.gateway) == [Self.left.rawValue])
        let due = router.nextDeadline!
        #expect(due - now <= .seconds(5), "triggered, not at the next half minute")
        #expect(Self.told(router.tick(at: due)) == [0: RIPPacket.infinity, 1: 4])
    }

    @Test("a nearer way is taken, a further one is not, and the neighbor in use is believed whatever he says")
    func choice() {
        var (router, now) = Self.router()
        _ = Self.tell(&router, 3, at: now)
        #expect(Self.tell(&router, 3, from: Self.right, on: 1, at: now).isEmpty)
        #expect(router.routes.first { $0.network == Self.far }?.gateway == Self.left.rawValue)
        _ = Self.tell(&router, 2, from: Self.right, on: 1, at: now)
        #expect(router.routes.first { $0.network == Self.far }?.gateway == Self.right.rawValue)
        _ = Self.tell(&router, 9, from: Self.right, on: 1, at: now)
        #expect(router.routes.first { $0.network == Self.far }?.metric == 10)
        // Sixteen is infinity, and is told at once.
        _ = Self.tell(&router, 15, from: Self.right, on: 1, at: now)
        #expect(router.routes.first { $0.network == Self.far }?.metric == RIPPacket.infinity)
        let told = Self.told(router.tick(at: router.nextDeadline!))
        #expect(told.count == 2 && told.values.allSatisfy { $0 == RIPPacket.infinity })
    }

    @Test("a way that nobody tells of is lost after three minutes, and forgotten two later")
    func ages() {
        var (router, now) = Self.router()
        _ = Self.tell(&router, 3, at: now)
        let end = now + .seconds(179)
        while let next = router.nextDeadline, next <= end { _ = router.tick(at: next) }
        #expect(router.routes.first { $0.network == Self.far }?.metric == 4)
        _ = router.tick(at: now + .seconds(180))
        #expect(router.routes.first { $0.network == Self.far }?.metric == RIPPacket.infinity)
        now = now + .seconds(301)
        while let next = router.nextDeadline, next <= now { _ = router.tick(at: next) }
        #expect(!router.routes.contains { $0.network == Self.far })
    }

    @Test("who is not on the link, or speaks from another port, or tells of networks that cannot be, is counted and not believed", arguments: [
        ("a stranger", IPv4Address(10, 0, 9, 9), 520, far, mask, 3), ("another port", left, 521, far, mask, 3), ("loopback", left, 520, 0x7f00_0000, 0xff00_0000, 3), ("a group", left, 520, 0xe000_0000, 0xff00_0000, 3),
        ("bits behind the mask", left, 520, far | 1, mask, 3), ("a mask with holes", left, 520, 0x0a00_0000, 0xff00_ff00, 3), ("metric 0", left, 520, far, mask, 0), ("metric 17", left, 520, far, mask, 17), ("ourselves", IPv4Address(10, 0, 1, 1), 520, far, mask, 3),
    ] as [(String, IPv4Address, UInt16, UInt32, UInt32, UInt32)])
    func refused(_ what: String, _ source: IPv4Address, _ port: UInt16, _ network: UInt32, _ mask: UInt32, _ metric: UInt32) {
        var (router, now) = Self.router()
        let before = router.routes.count
        _ = router.receive(RIPPacket(isResponse: true, entries: [.init(network: network, mask: mask, metric: metric)]).serialized(), from: source, port: port, on: 0, timeToLive: 1, at: now)
        #expect(router.routes.count == before && router.refused == 1, "\(what)")
    }

    @Test("a flood of networks is bounded and counted")
    func flood() {
        var (router, now) = Self.router()
        for number in 0..<UInt32(6000) { _ = Self.tell(&router, 1, network: 0x0b00_0000 + number << 8, at: now) }
        #expect(router.routes.count == RIPRouter.limit && router.refused == 6002 - RIPRouter.limit)
    }

    @Test("no bytes trap it", arguments: 0..<50 as Range<UInt64>)
    func mutations(_ seed: UInt64) {
        var random = RandomStream(seed: seed), (router, now) = Self.router()
        for step in 0..<100 {
            var bytes = RIPPacket(isResponse: random.chance(0.8), entries: (0..<Int(random.below(26))).map { _ in .init(network: UInt32(truncatingIfNeeded: random.next()) & Self.mask, mask: Self.mask, metric: UInt32(random.below(20))) }).serialized()
            for _ in 0..<random.below(4) where !bytes.isEmpty { bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next()) }
            if random.chance(0.2) { bytes.removeLast(Int(random.below(UInt64(bytes.count)))) }
            now = now + .milliseconds(Int64(100 * step))
            _ = router.receive(bytes, from: Self.left, port: RIPPacket.port, on: 0, timeToLive: 1, at: now)
            _ = router.tick(at: now)
        }
        #expect(router.routes.count <= RIPRouter.limit)
    }
}
