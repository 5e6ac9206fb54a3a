import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Path MTU cache") struct PathMTUCacheTests {
    static let v4 = IPAddress.v4(IPv4Address(10, 0, 0, 9)), v6 = IPAddress.v6(documentation(9))

    @Test("starts at the link's, goes down where told, and tries again after ten minutes")
    func learns() {
        var cache = PathMTUCache()
        #expect(cache.mtu(to: Self.v4, linkMTU: 1500, at: .zero) == 1500)
        #expect(cache.tooBig(to: Self.v4, told: 1400, sent: 1500, at: .zero) == 1400)
        #expect(cache.mtu(to: Self.v4, linkMTU: 1500, at: .zero) == 1400 && cache.mtu(to: Self.v6, linkMTU: 1500, at: .zero) == 1500)
        #expect(cache.mtu(to: Self.v4, linkMTU: 1300, at: .zero) == 1300, "a narrower link of our own counts")
        #expect(cache.mtu(to: Self.v4, linkMTU: 1500, at: .zero + .seconds(599)) == 1400 && cache.mtu(to: Self.v4, linkMTU: 1500, at: .zero + .seconds(600)) == 1500)
    }

    @Test("what is told is not believed beyond sense", arguments: [
        (v4, 0, 1500, 1492), (v4, 0, 1492, 1280), (v4, 0, 552, nil), (v4, 68, 1500, 552), (v4, 1, 1500, 552), (v4, 1500, 1500, nil), (v4, 9000, 1500, nil),
        (v6, 0, 1500, 1492), (v6, 1000, 1500, 1280), (v6, 1280, 1280, nil), (v6, .max, 1500, nil), (v4, -5, 1500, 1492),
    ] as [(IPAddress, Int, Int, Int?)])
    func sense(destination: IPAddress, told: Int, sent: Int, learnt: Int?) {
        var cache = PathMTUCache()
        #expect(cache.tooBig(to: destination, told: told, sent: sent, at: .zero) == learnt)
        #expect(cache.mtu(to: destination, linkMTU: 1500, at: .zero) == learnt ?? 1500)
    }

    @Test("old news does not raise it")
    func old() {
        var cache = PathMTUCache()
        _ = cache.tooBig(to: Self.v4, told: 1000, sent: 1500, at: .zero)
        #expect(cache.tooBig(to: Self.v4, told: 1400, sent: 1500, at: .zero) == nil && cache.mtu(to: Self.v4, linkMTU: 1500, at: .zero) == 1000)
        #expect(cache.tooBig(to: Self.v4, told: 1400, sent: 1500, at: .zero + .seconds(600)) == 1400, "but what is forgotten may be learnt again")
    }

    @Test("a flood of destinations is bounded")
    func flood() {
        var cache = PathMTUCache()
        for number in 0..<5000 as Range<UInt32> { _ = cache.tooBig(to: .v4(IPv4Address(rawValue: number)), told: 1000, sent: 1500, at: .zero) }
        #expect(cache.count == 1024)
        #expect(cache.mtu(to: .v4(IPv4Address(rawValue: 4999)), linkMTU: 1500, at: .zero) == 1000 && cache.mtu(to: .v4(IPv4Address(rawValue: 0)), linkMTU: 1500, at: .zero) == 1500)
    }
}

@Suite("ICMP rate limit") struct ICMPRateLimiterTests {
    @Test("a burst at once, then the rate, and never more than a burst after a pause")
    func bucket() {
        var bucket = TokenBucket(perSecond: 10, burst: 5)
        func taken(_ tries: Int, at now: Instant) -> Int { (0..<tries).filter { _ in bucket.take(at: now) }.count }
        #expect(taken(20, at: .zero) == 5)
        #expect(taken(20, at: .zero + .milliseconds(99)) == 0)
        #expect(taken(20, at: .zero + .milliseconds(100)) == 1)
        #expect(taken(20, at: .zero + .milliseconds(300)) == 2)
        #expect(taken(20, at: .zero + .seconds(1000)) == 5)
    }

    @Test("over any time, no more than the rate and a burst", arguments: 1...10 as ClosedRange<UInt64>)
    func rate(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bucket = TokenBucket(perSecond: 100, burst: 20)
        var now = Instant.zero, taken = 0
        for _ in 0..<5000 {
            now = now + Nanoseconds(Int64.random(in: 0...10_000_000, using: &generator))
            if bucket.take(at: now) { taken += 1 }
        }
        let most = Int(now.seconds * 100) + 21
        #expect(taken <= most && taken > most * 9 / 10, "\(taken) of at most \(most)")
    }

    @Test("odd rates count as something sensible")
    func odd() {
        var none = TokenBucket(perSecond: 0, burst: 0), huge = TokenBucket(perSecond: .max, burst: .max)
        #expect(none.take(at: .zero) && !none.take(at: .zero) && none.take(at: .zero + .seconds(1)))
        #expect(huge.take(at: .zero) == true)
    }

    @Test("one destination cannot use up the others' share; all together are bounded, and so is what is remembered")
    func shares() {
        var limiter = ICMPRateLimiter()
        let loud = IPAddress.v4(IPv4Address(10, 0, 0, 1)), quiet = IPAddress.v4(IPv4Address(10, 0, 0, 2))
        #expect((0..<1000).filter { _ in limiter.allows(loud, at: .zero) }.count == 10)
        #expect(limiter.allows(quiet, at: .zero) == true)
        #expect(limiter.suppressed == 990)
        let all = (0..<5000 as Range<UInt32>).filter { limiter.allows(.v4(IPv4Address(rawValue: 0x0b00_0000 + $0)), at: .zero) }.count
        #expect(all == 39, "fifty in all, eleven of them before")
    }
}
