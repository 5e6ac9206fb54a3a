import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("ARP cache") struct ARPCacheTests {
    static let here = IPv4Address(10, 0, 0, 1), there = IPv4Address(10, 0, 0, 2)
    static let question = ARPPacket(operation: .request, senderHardware: alice, senderProtocol: here, targetProtocol: there)
    static let answer = ARPPacket(operation: .reply, senderHardware: bob, senderProtocol: there, targetHardware: alice, targetProtocol: here)

    func cache(_ change: (inout ARPCache.Configuration) -> Void = { _ in }) -> ARPCache {
        var configuration = ARPCache.Configuration()
        change(&configuration)
        return ARPCache(hardware: alice, addresses: [Self.here], configuration: configuration)
    }
    func seconds(_ count: Double) -> Instant { Instant(nanoseconds: Int64(count * 1e9)) }
    func packet(_ number: UInt8) -> WaitingPacket { WaitingPacket([number], cause: EventID(rawValue: UInt64(number))) }

    @Test("asks everybody, lets packets wait, and sends them in their order when the answer comes")
    func resolves() {
        var cache = cache()
        #expect(cache.resolve(Self.there, at: .zero) == nil)
        #expect(cache.enqueue(packet(1), for: Self.there, at: .zero) == [.transmit(Self.question, to: .broadcast)])
        #expect(cache.enqueue(packet(2), for: Self.there, at: seconds(0.1)) == [], "one question is enough")
        #expect(cache.nextDeadline == seconds(1))
        #expect(cache.handle(Self.answer, at: seconds(0.2)) == [.release(packet(1), to: bob), .release(packet(2), to: bob)])
        #expect(cache.nextDeadline == nil)
        #expect(cache.resolve(Self.there, at: seconds(0.3)) == bob)
        let entry = cache.entries(at: seconds(0.3)).first
        #expect(entry?.address == Self.there && entry?.hardware == bob && entry?.state == .reachable)
        #expect(cache.enqueue(packet(3), for: Self.there, at: seconds(0.4)) == [.release(packet(3), to: bob)])
    }

    @Test("asks three times, a second apart, and then says who could not be reached")
    func givesUp() {
        var cache = cache()
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        #expect(cache.tick(at: seconds(0.5)) == [], "too early")
        #expect(cache.tick(at: seconds(1)) == [.transmit(Self.question, to: .broadcast)])
        #expect(cache.tick(at: seconds(2)) == [.transmit(Self.question, to: .broadcast)])
        #expect(cache.nextDeadline == seconds(3))
        #expect(cache.tick(at: seconds(3)) == [.unreachable(Self.there, [packet(1)])])
        #expect(cache.nextDeadline == nil && cache.entries(at: seconds(3)).isEmpty)
        #expect(cache.enqueue(packet(2), for: Self.there, at: seconds(4)) == [.transmit(Self.question, to: .broadcast)], "and begins afresh")
    }

    @Test("a stale address is used on and checked with its station; an answer makes it fresh")
    func refreshes() {
        var cache = cache()
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        _ = cache.handle(Self.answer, at: .zero)
        #expect(cache.resolve(Self.there, at: seconds(29.9)) == bob && cache.nextDeadline == nil)
        #expect(cache.resolve(Self.there, at: seconds(30)) == bob)
        #expect(cache.nextDeadline == seconds(35))
        #expect(cache.resolve(Self.there, at: seconds(33)) == bob && cache.nextDeadline == seconds(35), "the first use counts")
        #expect(cache.tick(at: seconds(35)) == [.transmit(Self.question, to: bob)])
        #expect(cache.entries(at: seconds(35)).first?.state == .probing)
        #expect(cache.handle(Self.answer, at: seconds(35.1)) == [])
        #expect(cache.entries(at: seconds(35.1)).first?.state == .reachable && cache.nextDeadline == nil)
    }

    @Test("a stale address whose station is silent is forgotten")
    func forgets() {
        var cache = cache()
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        _ = cache.handle(Self.answer, at: .zero)
        _ = cache.resolve(Self.there, at: seconds(40))
        var sent: [ARPAction] = []
        var now = Instant.zero
        while let deadline = cache.nextDeadline {
            now = deadline
            sent += cache.tick(at: now)
        }
        #expect(sent == Array(repeating: .transmit(Self.question, to: bob), count: 3) + [.unreachable(Self.there, [])])
        #expect(now == seconds(48) && cache.resolve(Self.there, at: now) == nil)
    }

    @Test("an address that nobody uses is forgotten without a timer")
    func ages() {
        var cache = cache()
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        _ = cache.handle(Self.answer, at: .zero)
        #expect(cache.nextDeadline == nil)
        #expect(cache.resolve(Self.there, at: seconds(630)) == nil)
        #expect(cache.entries(at: seconds(630)).isEmpty)
    }

    @Test("answers a request for our address and learns who asked; others' conversations tell it nothing")
    func answers() {
        var cache = cache()
        let request = ARPPacket(operation: .request, senderHardware: bob, senderProtocol: Self.there, targetProtocol: Self.here)
        let reply = ARPPacket(operation: .reply, senderHardware: alice, senderProtocol: Self.here, targetHardware: bob, targetProtocol: Self.there)
        #expect(cache.handle(request, at: .zero) == [.transmit(reply, to: bob)])
        #expect(cache.resolve(Self.there, at: .zero) == bob)
        let stranger = ARPPacket(operation: .request, senderHardware: bob, senderProtocol: IPv4Address(10, 0, 0, 7), targetProtocol: IPv4Address(10, 0, 0, 8))
        #expect(cache.handle(stranger, at: .zero) == [])
        #expect(cache.resolve(IPv4Address(10, 0, 0, 7), at: .zero) == nil)
    }

    @Test("a probe is answered, and its sender, who has no address yet, is not learnt")
    func probe() {
        var cache = cache()
        let probe = ARPPacket(operation: .request, senderHardware: bob, senderProtocol: .any, targetProtocol: Self.here)
        let reply = ARPPacket(operation: .reply, senderHardware: alice, senderProtocol: Self.here, targetHardware: bob, targetProtocol: .any)
        #expect(cache.handle(probe, at: .zero) == [.transmit(reply, to: bob)])
        #expect(cache.entries(at: .zero).isEmpty)
    }

    @Test("gratuitous ARP moves those who are known and makes no strangers known")
    func gratuitous() {
        var cache = cache()
        let carol = MACAddress(rawValue: 0x0200_0000_000c)
        let announcement = ARPPacket(operation: .request, senderHardware: carol, senderProtocol: Self.there, targetProtocol: Self.there)
        #expect(cache.handle(announcement, at: .zero) == [] && cache.resolve(Self.there, at: .zero) == nil)
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        _ = cache.handle(Self.answer, at: .zero)
        #expect(cache.handle(announcement, at: seconds(1)) == [])
        #expect(cache.resolve(Self.there, at: seconds(1)) == carol)
        #expect(cache.announcement(of: Self.here) == .transmit(ARPPacket(operation: .request, senderHardware: alice, senderProtocol: Self.here, targetProtocol: Self.here), to: .broadcast))
    }

    @Test("another station with our address is a conflict, and is not learnt; our own echo is none")
    func conflict() {
        var cache = cache()
        let claim = ARPPacket(operation: .request, senderHardware: bob, senderProtocol: Self.here, targetProtocol: Self.here)
        #expect(cache.handle(claim, at: .zero) == [.conflict(Self.here, claimedBy: bob)])
        #expect(cache.entries(at: .zero).isEmpty)
        guard case .transmit(let own, _) = cache.announcement(of: Self.here) else { return }
        #expect(cache.handle(own, at: .zero) == [])
    }

    @Test("a group is no station: such an answer is not believed")
    func group() {
        var cache = cache()
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        var lie = Self.answer
        lie.senderHardware = .broadcast
        #expect(cache.handle(lie, at: .zero) == [])
        #expect(cache.resolve(Self.there, at: .zero) == nil)
    }

    @Test("when too many packets wait, the oldest goes")
    func waitingLimit() {
        var cache = cache { $0.maximumWaiting = 2 }
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        _ = cache.enqueue(packet(2), for: Self.there, at: .zero)
        #expect(cache.enqueue(packet(3), for: Self.there, at: .zero) == [.unreachable(Self.there, [packet(1)])])
        #expect(cache.handle(Self.answer, at: .zero) == [.release(packet(2), to: bob), .release(packet(3), to: bob)])
    }

    @Test("a flood of senders neither grows the cache nor loses a packet silently")
    func flood() {
        var cache = cache { $0.maximumEntries = 8 }
        _ = cache.enqueue(packet(1), for: Self.there, at: .zero)
        var lost: [ARPAction] = []
        for number in 0..<1000 {
            let sender = IPv4Address(rawValue: 0x0a01_0000 + UInt32(number))
            lost += cache.handle(ARPPacket(operation: .request, senderHardware: bob, senderProtocol: sender, targetProtocol: Self.here), at: Instant(nanoseconds: Int64(number) + 1)).filter {
                if case .unreachable = $0 { true } else { false }
            }
        }
        #expect(cache.entries(at: .zero).count == 8)
        #expect(lost == [.unreachable(Self.there, [packet(1)])])
        #expect(cache.entries(at: .zero).map(\.address) == (992..<1000).map { IPv4Address(rawValue: 0x0a01_0000 + $0) }, "those heard last stay")
        #expect(cache.nextDeadline == nil)
    }

    @Test("without an address of our own there is nothing to ask with")
    func noAddress() {
        var cache = ARPCache(hardware: alice, addresses: [])
        #expect(cache.enqueue(packet(1), for: Self.there, at: .zero) == [.unreachable(Self.there, [packet(1)])])
    }
}
